"""What pages say of each other: when that changes, every page is written again.

Sphinx writes only the pages it has read again, but a title stands in the contents of all the others, and a reference to
a heading that is gone must be reported wherever it stands.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

KEPT = "planbook_contents"
"""Attribute of the environment, which Sphinx keeps from build to build."""


def rewrite(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Return every page if titles, headings or labels are not those of the last build, else none."""
    del app
    before, now = getattr(env, KEPT, None), contents(env)
    setattr(env, KEPT, now)
    return [] if before in {None, now} else sorted(env.all_docs)


def contents(env: BuildEnvironment) -> str:
    """Return a digest of everything one page may say of another."""
    labels = env.domains["std"].data
    found: list[Any] = [sorted((page, node.astext()) for page, node in env.titles.items())]
    found += [sorted((page, node.pformat()) for page, node in env.tocs.items())]
    found += [sorted(labels[kind].items()) for kind in ("labels", "anonlabels")]
    found += [sorted((page, sorted(map(repr, values.items()))) for page, values in env.metadata.items())]
    return hashlib.sha256(repr(found).encode()).hexdigest()
