"""A few of the faults of ``make test-faults``: those of imports; builds take minutes and are left to the target."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import trials
from land import Land, Trial, one_of, polite, table

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills, limits and capabilities as Linux has them")

SHORT: dict[str, Callable[[Land], Iterable[Trial]]] = {
    "import killed": lambda land: trials.import_at_moments(land, 3),
    "undo killed": lambda land: trials.undo_at_moments(land, 1),
}


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Land:
    return Land.founded(tmp_path_factory.mktemp("faults") / "start")


@pytest.mark.parametrize("kind", SHORT)
def test_a_fault_loses_nothing(land: Land, kind: str) -> None:
    done = list(SHORT[kind](land))
    assert done
    assert not [t for t in done if t.wrong], table(done)


def test_a_loss_is_seen_and_told(land: Land) -> None:
    before = dict(land.data())
    other = land.copy("harmed")
    other.set_value("11.7")
    wrong = one_of(other.data(), before)
    assert wrong.endswith("observations/results.csv")
    assert "| kind | 1 | 0 | 1 |" in table([Trial("kind", "somewhere", wrong)])
    assert polite(land.run("undo"), 0).startswith("code 2")
