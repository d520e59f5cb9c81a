"""Every word the theme itself says, in both languages."""

from dataclasses import dataclass, fields
from datetime import date

from planbook.data.text import Text


@dataclass(frozen=True)
class Messages:
    """The theme's own words; ``{}`` is filled in where one stands."""

    lang_tag: str
    skip: str
    menu: str
    contents: str
    on_this_page: str
    to_start: str
    edition: str
    cut_off: str
    editions: str
    older: str
    to_latest: str
    languages: str
    search: str
    search_hint: str
    search_needs_script: str
    search_none: str
    search_found: str
    search_help: str
    theme: str
    theme_auto: str
    theme_light: str
    theme_dark: str
    theme_contrast: str
    previous: str
    next: str
    page_nav: str
    licence: str
    cite: str
    cite_form: str
    table: str
    chart: str
    chart_hint: str
    chart_scroll: str
    description: str
    evidence: str
    notes: str
    data: str
    sources: str
    figure_id: str
    permalink: str
    briefing: str
    offers: str
    offer_data: str
    offer_picture: str
    offer_slide: str
    offer_plain: str
    offer_embed: str
    offer_cite: str
    offer_file: str
    offer_alone: str
    code_frame: str
    code_image: str
    code_markdown: str
    copy: str
    copied: str
    copy_by_hand: str
    gallery_count: str
    gallery_filter: str
    gallery_chapter: str
    gallery_place: str
    gallery_kind: str
    gallery_all: str
    gallery_shown: str
    gallery_codes: str
    gallery_root: str
    notebook: str
    notebook_file: str
    take_away: str
    whole_book: str
    all_data: str
    data_package: str
    dataset_name: str
    dataset_about: str


_ZH = Messages(
    lang_tag="zh-CN", skip="跳到正文", menu="目录", contents="目录", on_this_page="本页内容", to_start="回到封面",
    edition="{} 年版", cut_off="数据截至 {}", editions="版次", older="这是较早的版本：资料停在上述日期，页面由现在的程序和规则重新生成。",
    to_latest="看最新版的这一页", languages="语言", search="搜索", search_hint="搜索全书",
    search_needs_script="搜索需要浏览器允许脚本运行。可以改用目录查找。", search_none="没有同时包含这些词的页面：{}",
    search_found="找到 {} 页：{}", search_help="输入词语、数字或编号，多个词用空格隔开，结果同时包含所有的词。",
    theme="配色", theme_auto="跟随系统", theme_light="浅色", theme_dark="深色", theme_contrast="高对比",
    previous="上一章", next="下一章", page_nav="前后章节", licence="许可", cite="引用方式",
    cite_form="{author}：《{title}》，{edition}，{cut_off}。", table="表格，可左右滚动", chart="图：{}",
    chart_hint="点按或用键盘聚焦图形，可查看数值", chart_scroll="图形可左右滑动", description="图形说明", evidence="依据", notes="注", data="数据表（{} 行）",
    sources="来源（{}）", figure_id="图号 {}", permalink="本节链接",
    briefing="本章简报", offers="取用本图", offer_data="数据", offer_picture="图片", offer_slide="宽屏", offer_plain="无题注", offer_embed="嵌入", offer_cite="引用",
    offer_file="文件", offer_alone="单文件网页", code_frame="网页框架（自动调整高度；脚本被去除时按固定高度显示）", code_image="图片（HTML）", code_markdown="Markdown",
    copy="复制", copied="已复制", copy_by_hand="已选中，请按 Ctrl+C 复制",
    gallery_count="共 {} 幅图。", gallery_filter="筛选", gallery_chapter="工程或专题", gallery_place="地方", gallery_kind="图形种类",
    gallery_all="全部", gallery_shown="显示 {} 幅", gallery_codes="取用", gallery_root="代码中的地址从网站根目录算起，粘贴后在前面补上网站地址。",
    notebook="本章笔记本", notebook_file="已运行的笔记本（.ipynb，用 JupyterLab 打开）",
    take_away="下载", whole_book="全书（PDF）", all_data="全部数据（ZIP，含可转发的图层）", data_package="数据包描述（Frictionless，JSON）",
    dataset_name="{}：全部数据",
    dataset_about="目标、观测值、来源、标准与核对规则。观测值的每一行都写明依据、口径、来源和公开日期；空单元格表示没有。",
)
_EN = Messages(
    lang_tag="en", skip="Skip to content", menu="Contents", contents="Contents", on_this_page="On this page",
    to_start="Back to cover", edition="{} edition", cut_off="data as known on {}", editions="Editions",
    older="This is an earlier edition: its data stop at the day given above, its pages are made anew with today's code and rules.",
    to_latest="See this page in the latest edition",
    languages="Language", search="Search", search_hint="Search the book",
    search_needs_script="Search needs scripts to be allowed. The contents list every page.",
    search_none="No page has all of these: {}", search_found="{} pages: {}",
    search_help="Type words, figures or ids, separated by spaces; every result has all of them.",
    theme="Colours", theme_auto="As the system", theme_light="Light", theme_dark="Dark", theme_contrast="High contrast",
    previous="Previous", next="Next", page_nav="Previous and next chapter", licence="Licence", cite="How to cite",
    cite_form="{author}: {title}, {edition}, {cut_off}.", table="Table, scrolls sideways", chart="Chart: {}",
    chart_hint="Tap the chart or focus it with the keyboard to read its values", chart_scroll="The chart scrolls sideways",
    description="Description",
    evidence="Evidence", notes="Notes", data="Data table ({} rows)", sources="Sources ({})", figure_id="Figure {}",
    permalink="Link to this section",
    briefing="Briefing", offers="Take this chart", offer_data="Data", offer_picture="Image", offer_slide="Wide", offer_plain="Chart-only", offer_embed="Embed",
    offer_cite="Cite", offer_file="File", offer_alone="One-file page",
    code_frame="Frame (sizes itself; where scripts are stripped, it keeps a fixed height)", code_image="Image (HTML)",
    code_markdown="Markdown", copy="Copy", copied="Copied", copy_by_hand="Selected: press Ctrl+C to copy",
    gallery_count="{} charts.", gallery_filter="Filter", gallery_chapter="Project or topic", gallery_place="Place",
    gallery_kind="Kind of chart", gallery_all="All", gallery_shown="{} shown", gallery_codes="Take it",
    gallery_root="Addresses in the code begin at the root of the site; put the site's address before them.",
    notebook="Notebook", notebook_file="Executed notebook (.ipynb, opens in JupyterLab)",
    take_away="Download", whole_book="The whole book (PDF)", all_data="All data (ZIP, with the layers that may be passed on)",
    data_package="Description of the data package (Frictionless, JSON)", dataset_name="{}: all data",
    dataset_about="Targets, observations, sources, standards and checks. Each observation says how it is known, on what basis, "
    "by which source and since when; an empty cell means there is no value.",
)
_BY_LANGUAGE = {"zh": _ZH, "en": _EN}
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")


def messages(lang: str) -> Messages:
    """Return the theme's words in ``lang`` (``zh`` or ``en``)."""
    return _BY_LANGUAGE[lang]


def pairs() -> dict[str, Text]:
    """Return every message in both languages, for tests and translators."""
    return {f.name: Text(getattr(_ZH, f.name), getattr(_EN, f.name)) for f in fields(Messages)}


def day_in(lang: str, iso: str) -> str:
    """Return an ISO day as the language writes it.

    Examples
    --------
    >>> day_in("zh", "2026-11-02"), day_in("en", "2026-11-02")
    ('2026年11月2日', '2 November 2026')
    """
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
