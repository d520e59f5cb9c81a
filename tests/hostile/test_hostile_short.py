"""One hostile text of each class at some gates and in some outputs; ``make test-hostile`` tries all in all."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import trials
from outputs import OUTPUTS
from strings import SHORT

STEP = 6
"""Each class tries every sixth gate and output, beginning elsewhere than the one before; together they try all."""


@pytest.fixture(scope="module", autouse=True)
def _settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    trials._settle(str(tmp_path_factory.mktemp("hostile")))
    yield
    trials._GATES.clear()


def _wrong(found: list[trials.Outcome]) -> list[trials.Outcome]:
    return [one for one in found if one.result not in (trials.REFUSED, trials.INERT)]


@pytest.mark.parametrize("nth", range(len(SHORT)), ids=[kind for kind, _ in SHORT])
def test_it_is_refused_or_inert(nth: int) -> None:
    kind, text = SHORT[nth]
    gates, outputs = trials._GATES[nth % STEP::STEP], list(OUTPUTS)[nth % STEP::STEP]
    found = [*(trials.at_gate(kind, text, gate) for gate in gates), *trials.in_outputs(kind, text, outputs)]
    assert len(found) == len(gates) + len(outputs)
    assert _wrong(found) == []


def test_what_is_let_in_or_active_is_told() -> None:
    def breaks(_: str) -> str:
        raise KeyError

    gates = [trials.Gate("import: text", lambda _: ""), trials.Gate("setting: x", lambda _: "no"), trials.Gate("setting: y", breaks)]
    found = [trials.at_gate("formulas", "=1+1", gate) for gate in gates]
    assert [one.result for one in found] == [trials.LOST, trials.LOST, trials.CRASHED]
    assert "| formulas | 3 | 0 | 0 | 2 | 1 |" in trials.table(found)
