"""One hostile text of each class at some gates and in some outputs; ``make test-hostile`` tries all in all."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import texts
from outputs import OUTPUTS
from strings import SHORT

STEP = 6
"""Each class tries every sixth gate and output, beginning elsewhere than the one before; together they try all."""


@pytest.fixture(scope="module", autouse=True)
def _settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    texts._settle(str(tmp_path_factory.mktemp("hostile")))
    yield
    texts._GATES.clear()


def _wrong(found: list[texts.Outcome]) -> list[texts.Outcome]:
    return [one for one in found if one.result not in (texts.REFUSED, texts.INERT)]


@pytest.mark.parametrize("nth", range(len(SHORT)), ids=[kind for kind, _ in SHORT])
def test_it_is_refused_or_inert(nth: int) -> None:
    kind, text = SHORT[nth]
    gates, outputs = texts._GATES[nth % STEP::STEP], list(OUTPUTS)[nth % STEP::STEP]
    found = [*(texts.at_gate(kind, text, gate) for gate in gates), *texts.in_outputs(kind, text, outputs)]
    assert len(found) == len(gates) + len(outputs)
    assert _wrong(found) == []


def test_what_is_let_in_or_active_is_told() -> None:
    def breaks(_: str) -> str:
        raise KeyError

    gates = [texts.Gate("import: text", lambda _: ""), texts.Gate("setting: x", lambda _: "no"), texts.Gate("setting: y", breaks)]
    found = [texts.at_gate("formulas", "=1+1", gate) for gate in gates]
    assert [one.result for one in found] == [texts.LOST, texts.LOST, texts.CRASHED]
    assert "| formulas | 3 | 0 | 0 | 2 | 1 |" in texts.table(found)
