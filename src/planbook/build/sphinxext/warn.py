"""The kinds of warning our extension gives, one place for all of them."""

from enum import Enum

from sphinx.util import logging

LOGGER = logging.getLogger(__name__)


class PlanbookWarning(Enum):
    """Kinds of warning; each can be suppressed as ``planbook.<value>``."""

    CARD = "card"
    """A card output lacks a part or a language."""

    CHART_FILE = "chart_file"
    """A card's rendered files are missing or unreadable."""

    BLOCK = "block"
    """A block output lacks its kind or its markup."""

    INLINE_SCRIPT = "inline_script"
    """A page holds a script or an event handler of its own."""


def warn(kind: PlanbookWarning, message: str, location: object = None) -> None:
    """Log ``message`` as a warning of ``kind``, so that ``-W`` stops on it.

    Parameters
    ----------
    location : node, (docname, line) or str, optional
        Where it was found, as Sphinx's own logger takes it.
    """
    LOGGER.warning("%s [planbook.%s]", message, kind.value, type="planbook", subtype=kind.value, location=location)
