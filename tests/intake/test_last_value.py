"""What the form shows as last value: a figure or band with its unit, wording alone, or 无; never a bare unit."""

import pytest

from planbook.intake.due import last_told

EMPTY = dict.fromkeys(("bound", "value", "low", "high", "text"), "") | {"unit": "微克/立方米"}


@pytest.mark.parametrize(("cells", "told"), [
    ({"value": "35"}, "35 微克/立方米"),
    ({"value": "35", "bound": "≤"}, "≤35 微克/立方米"),
    ({"low": "30", "high": "40"}, "30 至 40 微克/立方米"),
    ({"low": "30"}, "不低于 30 微克/立方米"),
    ({"high": "40"}, "不高于 40 微克/立方米"),
    ({"text": "优"}, "优"),
    ({}, "无"),
])
def test_last_value_is_told_whole(cells: dict[str, str], told: str) -> None:
    assert last_told(EMPTY | cells) == told
