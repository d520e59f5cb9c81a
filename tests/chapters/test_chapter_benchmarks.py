from planbook.chapters.benchmarks import Benchmarks
from planbook.chapters.report import Report

ROW = {"bench": "b-site", "variant": "cold", "size": "1", "seconds": "10.0", "ratio": "1", "peak_mb": "300", "machine": "invented",
       "measured_on": "2031-01-01", "command": "python invented.py"}


def test_without_measurements_the_chapter_says_so():
    chapter = Benchmarks(Report.open(2025), ())
    assert "尚未测量" in chapter.key_facts().html.zh
    assert chapter.tables() == []
    assert "make bench" in chapter.commands().html.zh


def test_every_row_and_its_command_are_shown():
    chapter = Benchmarks(Report.open(2025), (ROW, {**ROW, "variant": "unchanged", "seconds": "0.4", "ratio": "25.0"}))
    shown = "".join(t.html.zh for t in chapter.tables())
    assert all(text in shown for text in ("cold", "unchanged", "0.4", "25.0"))
    assert "python invented.py" in chapter.commands().html.zh
    assert "2031-01-01" in chapter.key_facts().html.zh
