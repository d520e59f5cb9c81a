"""What a run reads: every query through which it reads the project, noted with a digest of the answer.

With :data:`ENV_TRACE` set, each query is a line of JSON in that file the moment it is answered. A later build asks the
same questions of the data as they are then (:class:`Answers`); a run all of whose answers are the same would do the same
again, and need not.

Three kinds of query, so that nothing read goes unnoted:

- a function under :func:`recorded`: a question with plain arguments, such as a selection of observations;
- a look-up in a :class:`Register`: one row by its id, or the whole table where it is gone through;
- any file of the project opened, or folder listed, that no such query accounts for: the whole file.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from planbook.data.paths import ENV_ROOT

ENV_TRACE = "PLANBOOK_TRACE"
"""Environment variable naming the file in which a run notes what it reads."""
INPUTS = ("data", "geo", "book", "notebooks", "_config.yml")
"""What of the project a run may read; its code is known by other means."""
RAW = "raw"
"""Folder below ``data/`` that keeps imported files as they came; no run reads it."""
FILE, FOLDER, BEGIN = "file", "folder", "begin"
"""Queries of this module: a file's content, a folder's names, and the first of every trace: which tables there are."""

T = TypeVar("T")
P = ParamSpec("P")
S = TypeVar("S")
_inside: ContextVar[bool] = ContextVar("inside", default=False)
_accounted: ContextVar[bool] = ContextVar("accounted", default=False)


@dataclass(frozen=True)
class Note:
    """One query and what it was answered.

    Attributes
    ----------
    query : str
        Its name.
    edition : int or None
        Data year asked; none for what is the same in all.
    arguments : tuple
        Plain values, as JSON has them.
    digest : str
        Of the answer.
    """

    query: str
    edition: int | None
    arguments: tuple[Any, ...]
    digest: str

    @property
    def question(self) -> str:
        """Query, edition and arguments as one text, the same for the same question."""
        return json.dumps([self.query, self.edition, self.arguments], ensure_ascii=False, sort_keys=True)

    def line(self) -> str:
        """Return the line of a trace."""
        return json.dumps([self.query, self.edition, self.arguments, self.digest], ensure_ascii=False, sort_keys=True)


class Scope(Protocol):
    """What a query is asked of: the project as an edition sees it."""

    @property
    def edition(self) -> Any:
        """The edition, with its ``year``."""


QUERIES: dict[str, Callable[..., Any]] = {}
"""Every recorded query by name; its first argument is a :class:`Scope` or the project root."""


def digest_of(answer: Any) -> str:
    """Return a digest of an answer: of bytes, of a pandas table's every cell, or of anything else's text form.

    Parameters
    ----------
    answer : Any
        Bytes, a DataFrame or Series, or plain values and frozen dataclasses of such, whose ``repr`` shows all of them.
    """
    if hasattr(answer, "to_csv"):
        answer = answer.to_csv()
    content = answer if isinstance(answer, bytes) else repr(answer).encode()
    return hashlib.sha256(content).hexdigest()[:32]


@dataclass
class _Recorder:
    """The open trace of this process."""

    file: Path
    root: Path
    seen: set[Any] = field(default_factory=set)

    def is_new(self, query: str, edition: int | None, arguments: tuple[Any, ...]) -> bool:
        """Tell whether a query is asked for the first time; most are look-ups by id, asked again and again."""
        short = len(arguments) == 1 and isinstance(arguments[0], str)
        question = (query, edition, arguments[0]) if short else Note(query, edition, arguments, "").question
        new = question not in self.seen
        self.seen.add(question)
        return new

    def add(self, query: str, edition: int | None, arguments: tuple[Any, ...], answer: Callable[[], Any]) -> None:
        """Append a query with its answer."""
        self._write(Note(query, edition, arguments, digest_of(answer())))

    def _write(self, note: Note) -> None:
        with self.file.open("a", encoding="utf-8", newline="\n") as file:
            file.write(note.line() + "\n")


_recorder: _Recorder | None = None
_hooked = False


def begin() -> bool:
    """Begin the trace that :data:`ENV_TRACE` asks for, if it does and this has not been done.

    Returns
    -------
    bool
        Whether this process notes what it reads.
    """
    global _recorder, _hooked  # noqa: PLW0603 - one trace per process, as there is one environment
    named, root = os.environ.get(ENV_TRACE), os.environ.get(ENV_ROOT)
    if not named or not root:
        _recorder = None
        return False
    if _recorder is None or str(_recorder.file) != named:
        _recorder = _Recorder(Path(named), Path(root))
        with _within(_inside), _within(_accounted):
            _recorder.add(BEGIN, None, (), lambda: _tables(Path(root)))
        if not _hooked:
            sys.addaudithook(_opened)
            _hooked = True
    return True


@contextmanager
def _within(flag: ContextVar[bool]) -> Iterator[None]:
    token = flag.set(True)
    try:
        yield
    finally:
        flag.reset(token)


@contextmanager
def accounted() -> Iterator[None]:
    """Note neither queries nor files within: what is read goes nowhere but into answers that are noted themselves."""
    begin()
    with _within(_inside), _within(_accounted):
        yield


def note(query: str, edition: int | None, arguments: tuple[Any, ...], answer: Callable[[], Any]) -> None:
    """Note a query, unless it is part of another or nobody wants to know.

    Parameters
    ----------
    query : str
        Name of the query.
    edition : int or None
        Data year asked.
    arguments : tuple
        Plain values.
    answer : callable
        Gives the answer; called only if it is needed.
    """
    if not _inside.get() and begin() and _recorder is not None and _recorder.is_new(query, edition, arguments):
        with accounted():
            _recorder.add(query, edition, arguments, answer)


def recorded(function: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Make a function a recorded query.

    Parameters
    ----------
    function : callable
        Takes a :class:`Scope` (or the project root) and plain positional arguments; its answer must depend on nothing
        but those and the project's files. Queries within it are part of it; a file it opens is noted beside it, because
        what was read may be kept and used elsewhere.
    """
    name = f"{function.__module__}:{function.__qualname__}"
    QUERIES[name] = function

    @wraps(function)
    def asked(scope: S, /, *arguments: P.args, **named: P.kwargs) -> T:
        if named:
            raise TypeError(f"{name}: a recorded query takes positional arguments only")
        edition = None if isinstance(scope, Path) else scope.edition.year  # type: ignore[attr-defined]
        begin()
        try:
            with _within(_inside):
                answer = function(scope, *arguments, **named)
        except Exception as error:
            told = _raised(error)
            note(name, edition, arguments, lambda: told)
            raise
        note(name, edition, arguments, lambda: answer)
        return answer

    return cast("Callable[Concatenate[S, P], T]", asked)


def _raised(error: Exception) -> str:
    return f"raised {type(error).__name__}: {error}"


class Register(Mapping[str, T]):
    """A table by id that notes which rows are looked up.

    Parameters
    ----------
    name : str
        Attribute of the dataset that holds it.
    edition : int
        Data year.
    rows : mapping of str to T
        The rows, in order.
    """

    def __init__(self, name: str, edition: int, rows: Mapping[str, T]) -> None:
        self.name, self.edition, self.rows = name, edition, dict(rows)

    def _whole(self) -> None:
        note(self.name, self.edition, (), lambda: self.rows)

    def _one(self, key: object) -> None:
        if isinstance(key, str):
            note(self.name, self.edition, (key,), lambda: self.rows.get(key))

    def __getitem__(self, key: str) -> T:
        self._one(key)
        return self.rows[key]

    def __contains__(self, key: object) -> bool:
        self._one(key)
        return key in self.rows

    def __iter__(self) -> Iterator[str]:
        self._whole()
        return iter(self.rows)

    def __len__(self) -> int:
        self._whole()
        return len(self.rows)

    def values(self) -> ValuesView[T]:
        """Return the rows; the whole table is noted."""
        self._whole()
        return self.rows.values()

    def items(self) -> ItemsView[str, T]:
        """Return ids and rows; the whole table is noted."""
        self._whole()
        return self.rows.items()


def note_file(path: Path) -> None:
    """Note that a file of the project was read whole, also where the reading itself was done before and kept."""
    if not _accounted.get() and begin():
        _note_path(FILE, path)


def _opened(event: str, arguments: tuple[Any, ...]) -> None:
    """Note every file opened to read and every folder listed that no query accounts for."""
    if event not in {"open", "os.listdir", "os.scandir"} or _recorder is None or _accounted.get():
        return
    path = arguments[0]
    if not isinstance(path, str | os.PathLike) or os.environ.get(ENV_TRACE) != str(_recorder.file):
        return
    if event != "open":
        _note_path(FOLDER, path)
    elif not any(letter in (arguments[1] or "r") for letter in "wax"):
        _note_path(FILE, path)


def _note_path(query: str, path: str | os.PathLike[str]) -> None:
    if _recorder is None:
        return
    recorder, whole = _recorder, Path(os.path.abspath(path))  # noqa: PTH100 - a link out of the project is still its file
    if not whole.is_relative_to(recorder.root):
        return
    relative = whole.relative_to(recorder.root).as_posix()
    if relative.split("/")[0] in INPUTS and recorder.is_new(query, None, (relative,)):
        with accounted():
            recorder.add(query, None, (relative,), lambda: QUERIES[query](recorder.root, relative))


def _file(root: Path, relative: str) -> bytes:
    path = root / relative
    return path.read_bytes() if path.is_file() else b"missing"


def _folder(root: Path, relative: str) -> str:
    path = root / relative
    return "\n".join(sorted(p.name for p in path.iterdir())) if path.is_dir() else "missing"


def _tables(root: Path) -> str:
    """Name every table: that one was not there is something a run may have seen too. Imported files as they came are none."""
    data = root / "data"
    found = (p.relative_to(data) for end in ("*.csv", "*.yml") for p in data.rglob(end))
    return "\n".join(sorted(p.as_posix() for p in found if p.parts[0] != RAW))


QUERIES[BEGIN] = _tables
QUERIES[FILE] = _file
QUERIES[FOLDER] = _folder


def read(trace: bytes) -> tuple[Note, ...]:
    """Return the queries of a trace, none if it is not whole.

    Parameters
    ----------
    trace : bytes
        JSON lines; the first must say that noting had begun.
    """
    try:
        lines = [json.loads(line) for line in trace.decode("utf-8").splitlines()]
        notes = tuple(Note(query, edition, tuple(arguments), digest) for query, edition, arguments, digest in lines)
    except (ValueError, TypeError):
        return ()
    return notes if notes and notes[0].query == BEGIN and trace.endswith(b"\n") else ()


class Answers:
    """What the project's data answer now, each question asked once.

    Parameters
    ----------
    root : Path
        Project root.
    open_edition : callable
        Opens the data as an edition sees them: the :class:`Scope` of queries with an edition.
    """

    def __init__(self, root: Path, open_edition: Callable[[int], Any]) -> None:
        self.root, self._open = root, open_edition
        self._scopes: dict[int, Any] = {}
        self._known: dict[str, str] = {}

    def differing(self, notes: tuple[Note, ...]) -> tuple[Note, ...]:
        """Return the queries that would be answered otherwise now."""
        return tuple(n for n in notes if self.digest(n) != n.digest)

    def digest(self, note: Note) -> str:
        """Return the digest of today's answer to a query."""
        question = note.question
        if question not in self._known:
            with accounted():
                self._known[question] = self._ask(note)
        return self._known[question]

    def _ask(self, note: Note) -> str:
        try:
            scope = self.root if note.edition is None else self._scope(note.edition)
            query = _query(note.query)
            answer = query(scope, *note.arguments) if query else _look_up(scope, note)
        except Exception as error:  # noqa: BLE001 - that it raises is the answer
            answer = _raised(error)
        return digest_of(answer)

    def _scope(self, edition: int) -> Any:
        if edition not in self._scopes:
            self._scopes[edition] = self._open(edition)
        return self._scopes[edition]


def _query(name: str) -> Callable[..., Any] | None:
    """Return a recorded query, its module imported if need be."""
    module, function, _ = name.partition(":")
    if function and name not in QUERIES:
        import_module(module)
    return QUERIES.get(name)


def _look_up(scope: Any, note: Note) -> Any:
    register = getattr(scope, note.query)
    rows = register.rows if isinstance(register, Register) else register
    return rows.get(note.arguments[0]) if note.arguments else rows
