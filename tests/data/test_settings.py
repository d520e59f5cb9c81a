"""What the publisher decides."""

from pathlib import Path

import pytest
import yaml

from planbook.data.errors import PlanbookError
from planbook.data.settings import Settings, load_settings


def _configured(root: Path, **ours: object) -> Path:
    config = {"html": {"baseurl": ours.pop("baseurl", None)}, "sphinx": {"config": ours}}
    (root / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return root


def test_defaults(tmp_path: Path) -> None:
    assert load_settings(_configured(tmp_path, planbook_plan="p")) == Settings("p", "boundaries", "", "", ("zh",))


def test_everything_set(tmp_path: Path) -> None:
    root = _configured(tmp_path, planbook_plan="p", planbook_maps="tilegrid", planbook_map_approval_number="GS 1",
                       planbook_languages=["zh", "en"], baseurl="https://example.test/")
    assert load_settings(root) == Settings("p", "tilegrid", "GS 1", "https://example.test/", ("zh", "en"))


def test_plan_is_needed(tmp_path: Path) -> None:
    with pytest.raises(PlanbookError, match="planbook_plan"):
        load_settings(_configured(tmp_path))


def test_empty_configuration_is_the_same_error(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text("", encoding="utf-8")
    with pytest.raises(PlanbookError, match="planbook_plan"):
        load_settings(tmp_path)


def test_map_style_is_closed(tmp_path: Path) -> None:
    with pytest.raises(PlanbookError, match="boundaries 或 tilegrid"):
        load_settings(_configured(tmp_path, planbook_plan="p", planbook_maps="satellite"))


@pytest.mark.parametrize("content", [b'title: "\\ud800"\n', b"title: [", b"\xb1\xea\xcc\xe2: x\n", b"just words\n"])
def test_what_is_no_configuration_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "_config.yml").write_bytes(content)
    with pytest.raises(PlanbookError, match=r"_config\.yml .*处理"):
        load_settings(tmp_path)
