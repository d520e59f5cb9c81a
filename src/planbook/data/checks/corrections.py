"""Checks of the declared corrections: each still meets the fault it was written for."""

from collections.abc import Iterator

from planbook.data import corrections
from planbook.data.checks.core import Data, checks
from planbook.data.errors import Problem


def _faults(data: Data, check: str) -> Iterator[Problem]:
    if data.whole("corrections") and data.whole("observations"):
        entries = [{str(k): str(v) for k, v in e.items()} for e in data["corrections"].to_dict("records")]
        yield from (p for p in corrections.faults(entries, data["observations"]) if p.check == check)


@checks(corrections.MATCH, "更正指向现有的观测值")
def match(data: Data) -> Iterator[Problem]:
    """Find corrections of rows that do not exist."""
    yield from _faults(data, corrections.MATCH)


@checks(corrections.EXPECT, "更正所针对的错误仍在")
def expect(data: Data) -> Iterator[Problem]:
    """Find corrections whose guard no longer holds: the source may have been put right."""
    yield from _faults(data, corrections.EXPECT)


@checks(corrections.ACTION, "更正的做法与内容相符")
def action(data: Data) -> Iterator[Problem]:
    """Find overrides that change nothing, and other corrections with a value nobody uses."""
    yield from _faults(data, corrections.ACTION)


CHECKS = (match, expect, action)
