"""What a target asks, in words."""

import pytest

from bookkit import ROOT
from planbook.data.load import load_dataset
from planbook.narrative.targets import asked


@pytest.fixture(scope="module")
def data():
    return load_dataset(root=ROOT)


@pytest.mark.parametrize(("target", "words"), [
    ("t01", "到2025年，下降14.5%"),
    ("t48", "到2025年，不高于35微克/立方米（原文：力争达标）"),
    ("t50", "到2025年，不低于65%（原文：左右）"),
    ("t51", "到2025年，等级达到“良好”"),
    ("t65", "到2025年，不低于1500公里"),
    ("t41", "未写时限（按规划期末2025年），不低于80%"),
    ("t07", "到2025年，没有写数值"),
])
def test_a_target_is_said_with_deadline_number_unit_and_softening_words(data, target, words):
    assert asked(data.targets[target], data.plan, data).zh == words


def test_every_number_asked_is_the_targets_own(data):
    for target in data.targets.values():
        if target.value is not None:
            assert f"{target.value:g}" in asked(target, data.plan, data).in_("en")
