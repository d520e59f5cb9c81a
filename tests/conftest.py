"""Shared by every test: the newest edition of the real book, built once, and the invented mini book."""

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from bookkit import ROOT, copy_minibook, run_planbook
from planbook.data.load import load_editions

BUILT_ONCE = ("built_out", "built_minibook")
"""Fixtures that build, the longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the builds, which take longest; a file's tests stay on one worker, so nothing is built twice at once."""
    def rank(item: pytest.Item) -> int:
        return next((n for n, f in enumerate(BUILT_ONCE) if f in getattr(item, "fixturenames", ())), len(BUILT_ONCE))

    items.sort(key=rank)


@pytest.fixture(scope="session")
def built_out() -> Path:
    """Output folder of the newest edition, built once for the whole test run.

    While working on tests of pages, ``PLANBOOK_BUILT=_build`` takes a finished build instead.
    """
    reuse = os.environ.get("PLANBOOK_BUILT")
    if reuse:
        return (ROOT / reuse).resolve()
    out = ROOT / "_build" / "test"
    newest = max(load_editions(ROOT / "data"))
    out.parent.mkdir(exist_ok=True)
    with FileLock(out.with_name("test.lock")):  # several workers need it: the first builds, the others find it current
        done = run_planbook("build", "--edition", str(newest), "--out", str(out), cwd=ROOT)
    if done.returncode:
        pytest.fail(f"the book does not build:\n{done.stderr}", pytrace=False)
    return out


@pytest.fixture(scope="session")
def built_site(built_out: Path) -> Path:
    """The site of :func:`built_out`."""
    return built_out / "site"


@pytest.fixture
def minibook(tmp_path: Path) -> Path:
    """A fresh mini book, not built."""
    return copy_minibook(tmp_path / "book")


@pytest.fixture(scope="session")
def built_minibook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mini book with both its editions built; not to be changed."""
    root = copy_minibook(tmp_path_factory.mktemp("built") / "book")
    done = run_planbook("build", "--all-editions", cwd=root)
    if done.returncode:
        pytest.fail(f"the mini book does not build:\n{done.stderr}", pytrace=False)
    return root


@pytest.fixture
def old_minibook(built_minibook: Path, tmp_path: Path) -> Path:
    """A copy of the built mini book, to be broken; its site must outlive the test."""
    return Path(shutil.copytree(built_minibook, tmp_path / "book"))
