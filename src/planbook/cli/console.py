"""What the command line writes: nothing in it a terminal obeys, and no character a console lacks ends the command."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

from planbook.data.text import spelt

KEPT = "\n\t"


class Plain:
    """A stream on which control and invisible characters, of a file's name or of a bad cell, are written out.

    Parameters
    ----------
    stream : TextIO
        Where it goes; all else is asked of it.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text."""
        self._stream.write(spelt(text, KEPT))
        return len(text)

    def writelines(self, lines: Iterator[str]) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def plain_console() -> Iterator[None]:
    """Let everything said inside go through :class:`Plain`; a console that knows fewer characters (GBK) shows question marks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    with redirect_stdout(Plain(sys.stdout)), redirect_stderr(Plain(sys.stderr)):
        yield
