"""The options of our extension: default, check and help in one place each.

``_config.yml`` holds them under ``sphinx.config``; plain Sphinx has them in ``conf.py``.
"""

import re
from collections.abc import Callable
from dataclasses import Field, dataclass, field, fields
from datetime import date
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from planbook.data.settings import MAP_STYLES
from planbook.data.text import LANGUAGES

PREFIX = "planbook_"

JUPYTER_BOOK_SETS = ("comments_config", "use_jupyterbook_latex", "use_multitoc_numbering")
"""Options Jupyter Book passes on always; without a home each is a warning."""

Check = Callable[[Any], str]
"""Takes a value, returns what was expected instead, or nothing if the value is good."""


def _slug(value: Any) -> str:
    good = isinstance(value, str) and re.fullmatch(r"[a-z0-9-]*", value)
    return "" if good else "小写字母、数字和连字符组成的编号"


def _text(value: Any) -> str:
    return "" if isinstance(value, str) else "一段文字"


def _one_of(*choices: str) -> Check:
    return lambda value: "" if value in choices else " 或 ".join(choices)


def _languages(value: Any) -> str:
    good = isinstance(value, (list, tuple)) and value and set(value) <= set(LANGUAGES)
    return "" if good else f"由 {'、'.join(LANGUAGES)} 组成的列表"


def _year(value: Any) -> str:
    good = isinstance(value, int) and not isinstance(value, bool) and re.fullmatch(r"0|[1-9]\d{3}", str(value))
    return "" if good else "四位数的年份"


def _years(value: Any) -> str:
    good = isinstance(value, (list, tuple)) and not any(_year(v) for v in value)
    return "" if good else "年份的列表"


def _day(value: Any) -> str:
    try:
        date.fromisoformat(str(value) or "2000-01-01")
    except ValueError:
        return "形如 2026-11-22 的日期"
    return ""


def _option(default: Any, check: Check, help_: str) -> Any:
    return field(default=default, metadata={"check": check, "help": help_})


@dataclass(frozen=True)
class Options:
    """What our extension is told; each option's help stands in its field.

    Raises
    ------
    ConfigError
        If an option's value is not what it should be.
    """

    plan: str = _option("", _slug, "Id of the plan the book is about, a folder of data/plans/.")
    maps: str = _option("boundaries", _one_of(*MAP_STYLES), "How maps draw places, for page, embed and export alike.")
    map_approval_number: str = _option("", _text, "Approval number of the publisher's maps, shown inside every map.")
    languages: tuple[str, ...] = _option(("zh",), _languages, "Languages published; more than one shows the switch.")
    edition: int = _option(0, _year, "Data year of this edition; 0 shows none.")
    editions: tuple[int, ...] = _option((), _years, "Editions on this site, newest first; more than one shows the switch.")
    cache: str = _option("", _text, "Folder for files made once and used by every build; empty is that of the doctrees.")
    pdf: str = _option("", _text, "Name of the whole book's PDF beside the pages; empty where none is made.")
    cut_off: str = _option("", _day, "Last day of what this edition knows, ISO 8601.")

    def __post_init__(self) -> None:
        """Check every value."""
        for option in fields(self):
            _check(option, getattr(self, option.name))


def _check(option: "Field[Any]", value: Any) -> None:
    expected = option.metadata["check"](value)
    if expected:
        raise ConfigError(
            f"_config.yml 的 sphinx.config.{PREFIX}{option.name} 为“{value}”，应为{expected}。处理：改正后再运行。")


def options(config: Config) -> Options:
    """Return the checked options that ``config`` holds."""
    values = {o.name: config[PREFIX + o.name] for o in fields(Options)}
    values["cut_off"] = str(values["cut_off"] or "")  # YAML reads an unquoted day as a date
    values |= {name: tuple(values[name]) for name in ("languages", "editions") if isinstance(values[name], list)}
    return Options(**values)


def register(app: Sphinx) -> None:
    """Make every option known to Sphinx, with its help."""
    for option in fields(Options):
        app.add_config_value(PREFIX + option.name, option.default, "env", Any, option.metadata["help"])
    for name in JUPYTER_BOOK_SETS:
        if name not in app.config:
            app.add_config_value(name, None, "", Any, "Set by Jupyter Book for an extension this book does not load.")


def language_of(config: Config) -> str:
    """Return the book's own word for Sphinx's language: ``zh_CN`` is ``zh``."""
    language = str(config.language or "zh").replace("_", "-").split("-")[0]
    return language if language in LANGUAGES else "zh"
