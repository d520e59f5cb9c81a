"""A three-page book with a card and blocks, for the tests of the Sphinx extension."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import altair as alt
import nbformat
import pandas as pd
import yaml

from planbook.build.clean import clean
from planbook.build.render import render, write
from planbook.build.typeset import jupyter_book, plain_sphinx
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.data.model import Edition, Source
from planbook.data.text import Text
from planbook.data.vocab import Evidence, Grade, SourceKind

TITLE = "测试书：节能减排目标"
CARD_ID = "pm25-test"
CACHE = Path(__file__).resolve().parents[2] / "_build" / "cache"
"""Keeps the Vega bundle from one little book to the next."""
FACTS = '<section class="pb-facts-panel"><ul class="pb-facts"><li>目标 35，实际 <b>39.8</b>。</li></ul></section>'
LONG_TEXT = "试验镇的细颗粒物年均浓度逐年下降，二〇二五年仍高于目标值。" * 3

CONFIG: dict[str, Any] = {
    "title": TITLE, "author": "测试编写组", "copyright": "2026", "only_build_toc_files": True,
    "execute": {"execute_notebooks": "off"},
    "parse": {"myst_enable_extensions": ["colon_fence", "dollarmath"]},
    "html": {"baseurl": "", "use_multitoc_numbering": False},
    "latex": {"use_jupyterbook_latex": False},
    "sphinx": {
        "extra_extensions": ["planbook.build.sphinxext"],
        "config": {
            "language": "zh_CN", "html_theme": "planbook", "planbook_plan": "test-plan", "planbook_languages": ["zh"],
            "planbook_edition": 2025, "planbook_cut_off": "2026-11-22", "planbook_cache": str(CACHE),
        },
    },
}
OWN_LIST = ["myst_nb", "sphinx_external_toc", "planbook.build.sphinxext"]
TOC = {
    "format": "jb-book", "root": "index",
    "parts": [{"caption": "各地", "chapters": [{"file": "pm25", "title": "细颗粒物"}]},
              {"caption": "附录", "chapters": [{"file": "methods"}]}],
}
INDEX = """# 测试书

一句话的回答。

## 主要发现

松花江干流的水质有改善，见[方法](methods.md)。
"""
METHODS = """# 方法与标准

## 标准

依据 GB 3838-2002《地表水环境质量标准》判定，I 类最好。达标率为 $a/b$。

| 类别 | 限值 |
|------|------|
| I    | 0.2  |
| 劣V  | 2.0  |

## 程序

```python
print("你好")
```

## 煤

散煤替代 50% 的任务量。
"""


def card(values: tuple[float | None, ...] = (45.0, 41.0, None, 39.8), name: str = CARD_ID) -> ChartCard:
    """Return a card of yearly values; a missing one draws nothing."""
    data = pd.DataFrame({"year": [str(2022 + i) for i in range(len(values))], "value": list(values)})
    return ChartCard(
        id=name, kind="line", headline=Text("试验镇 2025 年为 39.8，高于目标 35 <微克>", "Testville misses its target"),
        subtitle=Text("细颗粒物年均浓度，试验镇，微克/立方米", "PM2.5, annual mean, Testville"), description=Text(LONG_TEXT, "It falls."),
        draw=lambda _lang: _draw(data), data=data,
        columns=(Column("year", Text("年份", "Year")), Column("value", Text("年均浓度", "Mean"), 1)),
        marks=sum(v is not None for v in values), sources=(_source(),), evidence=(Evidence.ACTUAL, Evidence.PLANNED),
        edition=Edition(2025, date(2026, 11, 22)), notes=(Text("2024 年没有公布。", "2024 was not published."),),
    )


def _draw(data: pd.DataFrame) -> alt.LayerChart:
    base = alt.Chart(data.dropna()).encode(alt.X("year:O", title=None), alt.Y("value:Q", title=None), tooltip="value:Q")
    line, points = base.mark_line(color="#767676"), base.mark_point(filled=True, size=90)
    return alt.layer(line, points.properties(name="drawn")).properties(width=640, height=300)


def _source() -> Source:
    return Source("s1", "环境质量公报", "试验镇生态环境局", "2026-06-05", SourceKind.ORIGINAL, Grade.A, "", "")


def block(kind: str = "facts", html: str = FACTS) -> Block:
    """Return a block of ``kind``."""
    return Block(kind, Text(html))


def notebook(*outputs: Any, text: str = "# 细颗粒物\n\n## 结果\n\n## 分析") -> bytes:
    """Return an executed notebook whose one code cell shows ``outputs``."""
    cell = nbformat.v4.new_code_cell("show()", outputs=[
        nbformat.v4.new_output("display_data", data=o._repr_mimebundle_()) for o in outputs])
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text), cell])
    written: str = nbformat.writes(book)
    return written.encode()


@dataclass(frozen=True)
class Mini:
    """The sources of the little book."""

    folder: Path

    def write(self, config: dict[str, Any], *shown: Any, lang: str = "zh") -> "Mini":
        """Write sources and rendered charts; ``shown`` are the outputs of the notebook."""
        outputs = shown or (block(), card())
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "_config.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
        (self.folder / "_toc.yml").write_text(yaml.safe_dump(TOC, allow_unicode=True), encoding="utf-8")
        (self.folder / "index.md").write_text(INDEX, encoding="utf-8")
        (self.folder / "methods.md").write_text(METHODS, encoding="utf-8")
        (self.folder / "pm25.ipynb").write_bytes(clean(notebook(*outputs), lang, "细颗粒物", self.folder))
        for one in outputs:
            if isinstance(one, ChartCard):
                write(render(one.to_json(), lang, self.folder / "charts" / one.id))
        return self

    def jupyter_book(self) -> Path:
        """Build with Jupyter Book's command and return the site."""
        return jupyter_book(self.folder, self.folder.with_name(f"{self.folder.name}-jb")).folder

    def plain(self) -> Path:
        """Build with plain Sphinx and return the site."""
        return plain_sphinx(self.folder, self.folder.with_name(f"{self.folder.name}-plain")).folder


def config(extensions: list[str] | None = None, baseurl: str = "", **ours: Any) -> dict[str, Any]:
    """Return the little book's configuration with changes; ``extensions`` replaces Jupyter Book's own list."""
    sphinx = {**CONFIG["sphinx"], "config": {**CONFIG["sphinx"]["config"], **ours}}
    if extensions:
        sphinx["config"]["extensions"] = extensions
    return {**CONFIG, "html": {**CONFIG["html"], "baseurl": baseurl}, "sphinx": sphinx}
