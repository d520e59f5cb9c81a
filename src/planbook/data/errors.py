"""Problems an analyst can act on: where, what was found, what was expected, what to do next."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with an input.

    Attributes
    ----------
    check : str
        Stable id of the check that found it.
    file : str
        Path relative to the project root.
    row : int
        Line number in the file (the header is line 1), 0 where no row applies.
    column : str
        Column name, empty where none applies.
    found, expected, todo : str
        What stands there, what should, and the next step; in Chinese.
    """

    check: str
    file: str
    row: int
    column: str
    found: str
    expected: str
    todo: str

    def __str__(self) -> str:
        where = self.file
        if self.row:
            where += f" 第 {self.row} 行"
        if self.column:
            where += f" [{self.column}]"
        return f"{where}：现为「{self.found}」；应为{self.expected}。处理：{self.todo}（检查项 {self.check}）"


class PlanbookError(Exception):
    """A failure whose message is meant to be read by an analyst, not a traceback."""


class DataError(PlanbookError):
    """Input data are unusable.

    Parameters
    ----------
    problems : iterable of Problem
        Everything found, so that one run shows it all.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))
