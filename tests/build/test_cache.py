"""What may be taken from earlier builds: never a stale result, and a damaged one is made again."""

import csv
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bookkit import ROOT
from planbook.build import reuse as reuse_module
from planbook.build.cache import DAY, Cache, pack, unpack
from planbook.build.execute import Executed
from planbook.build.inputs import Inputs, digest, library_digest
from planbook.build.reuse import Reuse
from planbook.build.runs import Run, plan_runs
from planbook.build.tree import load_tree
from tracing import traced

KEY = "ab" * 32


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def test_what_is_kept_comes_back(cache: Cache) -> None:
    cache.put("runs", KEY, b"result")
    assert cache.get("runs", KEY) == b"result"
    assert cache.has("runs", KEY)
    assert cache.get("charts", KEY) is None
    assert cache.keys("runs", KEY[:8]) == [KEY]


@pytest.mark.parametrize("damage", [lambda c: c[:-1], lambda c: c[:40], lambda c: c + b"x", lambda _: b"", lambda c: b"0" + c[1:]])
def test_a_damaged_entry_is_dropped(cache: Cache, damage: Callable[[bytes], bytes]) -> None:
    cache.put("runs", KEY, b"result")
    path = next(p for p in cache.folder.rglob("*") if p.is_file())
    path.write_bytes(damage(path.read_bytes()))
    assert cache.get("runs", KEY) is None
    cache.put("runs", KEY, b"again")
    assert cache.get("runs", KEY) == b"again"


def test_a_write_that_fails_leaves_the_old_entry(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.put("runs", KEY, b"old")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        cache.put("runs", KEY, b"new")
    assert cache.get("runs", KEY) == b"old"
    assert [p.name for p in cache.folder.rglob("*") if p.is_file()] == [KEY]


def test_a_cache_not_used_finds_and_keeps_nothing(cache: Cache) -> None:
    cache.put("runs", KEY, b"old")
    unused = replace(cache, used=False)
    unused.put("runs", KEY, b"new")
    assert unused.get("runs", KEY) is None
    assert unused.keys("runs", "ab") == []
    assert cache.get("runs", KEY) == b"old"


def test_the_longest_unused_goes_first(cache: Cache) -> None:
    names = [digest(str(n)) for n in range(4)]
    for age, name in enumerate(names):
        cache.put("runs", name, b"x" * 100)
        path = cache.folder / "runs" / name[:2] / name
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - age * DAY))
    assert cache.prune(most_bytes=2 * 165, most_days=180) == 2
    assert [cache.has("runs", n) for n in names] == [True, True, False, False]
    assert cache.prune(most_bytes=1000, most_days=0) == 2


def test_files_are_packed_as_they_were() -> None:
    files = {"chart.svg": b"<svg/>", "图.csv": b"\xef\xbb\xbfa", "empty": b""}
    assert unpack(pack(files)) == files
    assert pack(files) == pack(files)


def _inputs(root: Path) -> Inputs:
    """Return the inputs at ``root``; the library stands still while a test runs, even if somebody works on it."""
    return replace(Inputs.of(root), library="library", packages="packages")


def _runs(root: Path) -> dict[str, Run]:
    return {r.name: r for r in plan_runs(load_tree(root), (2022, 2021))}


class Books:
    """A book with its runs executed once in this process, and the cache of a build after that."""

    def __init__(self, root: Path, folder: Path, runs: dict[str, Run]) -> None:
        self.root, self.folder, self.runs = root, folder, runs
        self.shown = {}
        self.cache = Cache(folder / "cache")
        reuse = Reuse(self.cache, _inputs(root))
        for name, run in self.runs.items():
            shown, noted = self.run(run)
            self.shown[name] = shown
            assert noted, name
            trace = (folder / "trace.jsonl").read_bytes()
            reuse.keep(Executed(run, shown.encode(), 1.0, None, trace))
        reuse.keep_tables()

    def run(self, run: Run) -> tuple[str, tuple[object, ...]]:
        """Execute a run."""
        file = self.folder / "trace.jsonl"
        file.unlink(missing_ok=True)
        reset()
        return traced(self.root, file, Path(run.source).stem, dict(run.parameters))

    def again(self) -> dict[str, str]:
        """Return the runs that are to be executed again, with the reason."""
        reuse = Reuse(self.cache, _inputs(self.root))
        planned = [reuse.plan(run) for run in self.runs.values()]
        return {p.run.name: p.reason for p in planned if p.kept is None}

    def check_untouched(self, what: object) -> None:
        """Check that every run that is not to be executed again would show what it showed."""
        for name in self.runs.keys() - self.again().keys():
            assert self.run(self.runs[name])[0] == self.shown[name], (name, what)

    def changed(self) -> set[str]:
        """Return the runs that show something else now."""
        return {name for name, run in self.runs.items() if self.run(run)[0] != self.shown[name]}


def reset() -> None:
    """Let the next run begin a trace of its own, as a new process would."""
    from planbook.data import trace

    trace._recorder = None


@pytest.fixture
def books(minibook: Path, tmp_path: Path) -> Books:
    return Books(minibook, tmp_path, _runs(minibook))


def test_nothing_changed_nothing_runs(books: Books) -> None:
    assert books.again() == {}
    planned = Reuse(books.cache, _inputs(books.root)).plan(books.runs["2022-testville"])
    assert planned.kept is not None
    assert planned.kept.notebook == books.shown["2022-testville"].encode()


def _cells(root: Path) -> list[tuple[Path, int, int]]:
    """Return every cell of the observations and of the register of places, and of the last row of each other table."""
    found = []
    for path in sorted((root / "data").rglob("*.csv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = range(1, len(lines)) if path.name in {"results.csv", "places.csv"} else range(1, len(lines))[-1:]
        found += [(path, n, column) for n in rows for column, cell in enumerate(lines[n].split(",")) if cell]
    return found


def _changed_cell(cell: str) -> str:
    """Return another value of the same kind."""
    if cell.replace(".", "").replace("-", "").isdigit():
        return cell[:-1] + ("1" if cell[-1] != "1" else "2")
    return f"{cell}x"


def test_a_change_of_any_cell_runs_again_whatever_shows_it(books: Books) -> None:
    tried = 0
    for path, number, column in _cells(books.root):
        text = path.read_text(encoding="utf-8")
        lines = [line.split(",") for line in text.splitlines()]
        if '"' in text:
            continue
        lines[number][column] = _changed_cell(lines[number][column])
        path.write_text("\n".join(",".join(line) for line in lines) + "\n", encoding="utf-8")
        books.check_untouched((path.name, number, column))
        path.write_text(text, encoding="utf-8")
        tried += 1
    assert tried > 90
    assert books.again() == {}


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_only_the_runs_that_read_a_row_run_again(books: Books) -> None:
    _edit(books.root / "data" / "observations" / "results.csv", "dust,otherton,2021,-,actual,-,testville-gazette,-,13",
          "dust,otherton,2021,-,actual,-,testville-gazette,-,12.9")
    again = books.again()
    assert set(again) == {"2022-otherton", "2021-otherton"} == books.changed()
    assert "data/observations/results.csv dust|otherton|2021|" in again["2022-otherton"]


def test_a_row_an_edition_does_not_see_yet_leaves_it_alone(books: Books) -> None:
    with (books.root / "data" / "observations" / "results.csv").open("a", encoding="utf-8") as file:
        file.write("dust,otherton,2022,-,interim,-,testville-gazette,-,12.5,,,,,t,,2023-06-01,\n")
    assert set(books.again()) == {"2022-otherton"} == books.changed()


SOME = ("2025-pm25-suihua", "2025-p07-key-regions", "2025-dictionary")


@pytest.mark.parametrize("topic", ["air_monthly", "results", "coal"])
def test_in_the_book_itself_a_changed_row_leaves_no_page_behind(tmp_path: Path, topic: str) -> None:
    for name in ("data", "geo", "book", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / "book" / name)
    shutil.copyfile(ROOT / "_config.yml", tmp_path / "book" / "_config.yml")
    planned = {r.name: r for r in plan_runs(load_tree(ROOT), (2025,))}
    books = Books(tmp_path / "book", tmp_path, {name: planned[name] for name in SOME})
    path = books.root / "data" / "observations" / f"{topic}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    row = next(r for r in reversed(rows) if r[header.index("value")])
    row[header.index("value")] += "1" if "." in row[header.index("value")] else ".1"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    assert "2025-dictionary" not in books.again()
    books.check_untouched(row)


def test_data_that_come_back_need_no_run(books: Books) -> None:
    path = books.root / "data" / "observations" / "results.csv"
    _edit(path, ",12,", ",12.1,")
    run = books.runs["2022-otherton"]
    assert set(books.again()) == {run.name}
    books.run(run)
    Reuse(books.cache, _inputs(books.root)).keep(Executed(run, b"new", 1.0, None, (books.folder / "trace.jsonl").read_bytes()))
    assert books.again() == {}
    _edit(path, ",12.1,", ",12,")
    kept = Reuse(books.cache, _inputs(books.root)).plan(run).kept
    assert kept is not None
    assert kept.notebook == books.shown[run.name].encode()


def _notebook(books: Books) -> None:
    path = books.root / "notebooks" / "place.ipynb"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8"))), encoding="utf-8")


def _parameters(books: Books) -> None:
    run = books.runs["2022-otherton"]
    books.runs[run.name] = replace(run, parameters={**run.parameters, "place": "testville"})


def _cut_off(books: Books) -> None:
    _edit(books.root / "data" / "editions.csv", "2023-12-31", "2023-11-30")


CHANGES: dict[Callable[[Books], None], tuple[set[str], str]] = {
    _notebook: ({"2022-testville", "2022-otherton", "2021-testville", "2021-otherton"}, "笔记本有改动"),
    _parameters: ({"2022-otherton"}, "参数有改动"),
    _cut_off: ({"2022-index", "2022-testville", "2022-otherton"}, "数据有改动"),
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda f: f.__name__.strip("_"))
def test_the_reason_is_told(books: Books, change: Callable[[Books], None]) -> None:
    change(books)
    names, reason = CHANGES[change]
    again = books.again()
    assert set(again) == names
    assert all(told.startswith(reason) for told in again.values())


@pytest.mark.parametrize(("part", "reason"), [("library", "程序库有改动"), ("packages", "Python 或所装的包有改动")])
def test_other_code_runs_everything_again(books: Books, part: str, reason: str) -> None:
    other = replace(_inputs(books.root), **{part: "other"})
    planned = [Reuse(books.cache, other).plan(run) for run in books.runs.values()]
    assert {p.reason for p in planned} == {reason}


def test_a_first_run_is_told(minibook: Path, cache: Cache) -> None:
    planned = [Reuse(cache, _inputs(minibook)).plan(run) for run in _runs(minibook).values()]
    assert {p.reason for p in planned} == {"首次运行"}


def test_a_run_that_noted_nothing_is_not_kept(minibook: Path, cache: Cache) -> None:
    run = _runs(minibook)["2022-index"]
    reuse = Reuse(cache, _inputs(minibook))
    for noted in (b"", b"not json\n", b'["file", null, ["data/x.csv"], "0"]\n', b'["begin", null, [], "0"]'):
        reuse.keep(Executed(run, b"x", 1.0, None, noted))
        assert reuse.plan(run).kept is None


def test_no_more_results_are_kept_than_said(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reuse_module, "MOST_RESULTS", 2)
    run, reuse = books.runs["2022-index"], Reuse(books.cache, _inputs(books.root))
    trace = (books.folder / "trace.jsonl").read_bytes()
    for n in range(4):
        line = json.dumps(["file", None, [f"data/{n}.csv"], "0"])
        reuse.keep(Executed(run, b"x", 1.0, None, trace + f"{line}\n".encode()))
    assert len(books.cache.keys("runs", reuse._key(run))) == 2


def test_the_library_is_known_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "cli").mkdir()
    (tmp_path / "data" / "a.py").write_text("1")
    before = library_digest(tmp_path)
    (tmp_path / "cli" / "b.py").write_text("1")
    assert library_digest(tmp_path) == before
    (tmp_path / "data" / "a.py").write_text("2")
    assert library_digest(tmp_path) != before


def test_two_lists_of_parts_never_run_together() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a", "") != digest("a")
