"""Failures of a build, worded for the analyst who started it."""

from planbook.data.errors import PlanbookError


class BuildError(PlanbookError):
    """The book cannot be built; the site of the last good build is untouched."""
