"""A few of the files of ``make test-fuzz``: one spoilt in each way."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import fuzz

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the alarm that ends a hang is Unix's")
SEEDS = {kind: seed for seed, kind in reversed(list(enumerate(fuzz.kinds())))}


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fuzz.country(tmp_path_factory.mktemp("fuzz") / "land")


@pytest.mark.parametrize("kind", SEEDS)
def test_a_spoilt_file_is_refused_or_arrives_whole(kind: str, land: Path) -> None:
    told = fuzz.tried(land, SEEDS[kind])
    assert told.kind == kind
    assert told.outcome != fuzz.CRASHED, told.wrong
    assert told.wrong == ""


def test_the_good_files_arrive_whole(land: Path) -> None:
    for name, content in fuzz._good(land).items():
        path = land.parent / ("good.csv" if name.endswith(".csv") else "good.xlsx")
        path.write_bytes(content)
        told = fuzz._offered(land, path, content, name, 0)
        assert (told.outcome, told.wrong) == (fuzz.ACCEPTED, "")
        assert fuzz.filled_in(path.name, content) == 4


def test_what_is_lost_is_told() -> None:
    told = [fuzz.Told("a way", 1, fuzz.REFUSED, rules=("IMP-BROKEN",)), fuzz.Told("a way", 2, fuzz.CRASHED, "KeyError")]
    assert "| a way | 2 | 1 | 0 | 1 | 0 | BROKEN 1 |" in fuzz.table(told)
    assert "WRONG seed 2 a way: KeyError" in fuzz.table(told)
