"""The observations one edition sees, laid out once for all who ask: a run asks for a few rows of many, many times."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from planbook.data.model import Observation
from planbook.data.schema import OBSERVATIONS
from planbook.data.vocab import Grade

Cells = tuple[str, ...]
Where = Mapping[str, Sequence[str]]
FIELDS = tuple(OBSERVATIONS.fields)
COLUMNS = (*FIELDS, "topic")
SELECTIVE = ("indicator", "source")
"""Columns of which one value picks few rows; best asked first."""


class Visible:
    """Rows, where each value of a column stands, and what was made of a row; nothing of it may be changed.

    Parameters
    ----------
    frame : DataFrame
        One row per observation, in file order.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._indexes: dict[str, Mapping[Any, Any]] = {}
        self._digests: dict[int, bytes] = {}
        self._objects: dict[tuple[Cells, Grade], Observation] = {}

    @cached_property
    def cells(self) -> list[Cells]:
        """Each row's cells, in the order of :data:`COLUMNS`."""
        return list(zip(*(self.frame[column].tolist() for column in COLUMNS), strict=True))

    def positions(self, column: str) -> Mapping[Any, Any]:
        """Return where each value of a column stands."""
        if column not in self._indexes:
            self._indexes[column] = self.frame.groupby(column, sort=False).indices
        return self._indexes[column]

    def matching(self, where: Where) -> list[int]:
        """Return the positions, in order, of the rows whose columns have the wanted values."""
        first, *others = sorted(where, key=lambda column: column not in SELECTIVE)
        index = self.positions(first)
        parts = [index[value] for value in where[first] if value in index]
        found: list[int] = np.sort(np.concatenate(parts)).tolist() if parts else []
        for column in others:
            found = self._having(found, column, where[column])
        return found

    def _having(self, found: list[int], column: str, values: Sequence[str]) -> list[int]:
        wanted, at = set(values), COLUMNS.index(column)
        return [position for position in found if self.cells[position][at] in wanted]

    def digest(self, position: int) -> bytes:
        """Return the digest of a row."""
        if position not in self._digests:
            content = "\x1f".join(self.cells[position]).encode()
            self._digests[position] = hashlib.blake2b(content, digest_size=16).digest()
        return self._digests[position]

    def once(self, cells: Cells, grade: Grade, make: Callable[[dict[str, str], Grade], Observation]) -> Observation:
        """Return a row as an object, made once however often it is asked for."""
        key = cells, grade
        if key not in self._objects:
            self._objects[key] = make(dict(zip(FIELDS, cells, strict=True)), grade)
        return self._objects[key]
