"""An import writes everything or nothing, shows what it writes, and can be taken back."""

import io
import json
import os
import shutil
from pathlib import Path

import pytest
from import_factory import TODAY, blank, contents, country, cut_off, fill, filled, form_row, new_source, offer, twin
from openpyxl import load_workbook

from planbook.cli import main
from planbook.data.checks import check
from planbook.data.errors import PlanbookError
from planbook.data.load import load_dataset, records
from planbook.intake.catalogue import Catalogue
from planbook.intake.compose import table_bytes
from planbook.intake.difference import lines
from planbook.intake.faults import ImportRefusedError, Rule
from planbook.intake.importing import commit, safe_name, unseen_revisions
from planbook.intake.journal import Disk, project_lock, recover, unfinished
from planbook.intake.undoing import undo

YEAR = "2024"
REGISTER = "data/imports.csv"
FORKS = pytest.mark.skipif(os.name != "posix", reason="forks a process to kill it")


class FailingError(OSError):
    """The disk is full, or the power is gone."""


class FailingDisk(Disk):
    """A disk that gives up at its n-th operation, before or after doing it."""

    def __init__(self, at: int, *, after: bool = False) -> None:
        self.left, self.after, self.done = at, after, 0

    def _count(self) -> bool:
        self.done += 1
        return self.done == self.left

    def write(self, path: Path, content: bytes) -> None:
        fails = self._count()
        if fails:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content[: len(content) // 2])
            raise FailingError
        super().write(path, content)

    def replace(self, source: Path, target: Path) -> None:
        fails = self._count()
        if not fails or self.after:
            super().replace(source, target)
        if fails:
            raise FailingError

    def remove(self, path: Path) -> None:
        fails = self._count()
        if not fails or self.after:
            super().remove(path)
        if fails:
            raise FailingError


@pytest.fixture
def land(tmp_path: Path) -> Path:
    return country(tmp_path / "land")


def rows() -> dict[str, str]:
    return form_row(period=YEAR)


def revising(root: Path) -> bytes:
    """Return a workbook that adds a row from a new source and revises a stored one."""
    second = form_row(period="2023", value="40.4", evidence="actual", source="s-report")
    return filled(root, new_source(), fill(row=3, value=41.2, reason="公报更正（虚构）"), rows=(rows(), second))


def test_the_difference_says_what_is_new_changed_and_the_same(land: Path) -> None:
    same = form_row("trees", "testshire", "2021/2024", "个", value="30", evidence="interim", source="s-report", bound="≥")
    second = form_row(period="2023", value="40.4", evidence="actual", source="s-report")
    content = filled(land, fill(row=3, value=41.2, reason="公报更正（虚构）"), rows=(rows(), second, same))
    told = list(lines(offer(land, content).difference, Catalogue(land / "data")))
    assert told[0] == "新增 1 行，修改 1 行，未变 1 行；新来源 0 个。"
    assert told[1] == "  + results.csv：smoke指标 testville名 2024 公布的结果：38.5 ug/m3"
    assert "41.2 ug/m3；原为 40.4 ug/m3；理由：公报更正（虚构）" in told[2]


def test_an_import_adds_sorted_rows_and_touches_no_other_line(land: Path) -> None:
    first = land / "data/observations/results.csv"
    first.write_bytes(table_bytes_of(land))
    before = first.read_text(encoding="utf-8").splitlines()
    commit(offer(land, filled(land, rows=(rows(),))))
    after = first.read_text(encoding="utf-8").splitlines()
    assert set(before) <= set(after)
    assert len(after) == len(before) + 1
    assert [r for r in after if r in before] == before
    assert check(land) == []


def table_bytes_of(root: Path) -> bytes:
    from planbook.data.schema import OBSERVATIONS

    return table_bytes(OBSERVATIONS, records(root / "data/observations/results.csv"))


def test_a_new_source_is_registered_and_dates_the_row(land: Path) -> None:
    commit(offer(land, filled(land, new_source(), rows=(rows(),))))
    dataset = load_dataset(root=land)
    row = dataset.rows(indicator="smoke", period=YEAR, evidence="actual")[0]
    assert row.known_from.isoformat() == "2026-10-09"
    assert dataset.sources[row.source].title == "虚构公报"


def test_a_revision_keeps_old_new_reason_and_source(land: Path) -> None:
    commit(offer(land, revising(land)))
    found = records(land / "data/revisions.csv")[-1]
    assert (found["revised_on"], found["old"], found["new"]) == (TODAY, "40.4", "41.2")
    assert (found["reason"], found["reason_source"]) == ("公报更正（虚构）", "s-report")


def test_a_revision_no_edition_shows_is_told_until_a_cut_off_takes_it_in(land: Path) -> None:
    late = offer(land, revising(land))
    assert [f.rule for f in late.log.notices] == [Rule.REVISION_LATE]
    assert str(late.log.notices[0]).startswith("form.xlsx 工作表“填报” 单元格 G3：现为「修订于 2026-12-01，现有各版仍用旧值」")
    assert offer(land, revising(land), day="2026-12-31").log.notices == ()
    commit(late)
    assert unseen_revisions(land) == 1


def test_two_revisions_on_one_day_are_one(land: Path) -> None:
    second = form_row(period="2023", value="40.4", evidence="actual", source="s-report")
    for value in (41.2, 42.3):
        commit(offer(land, filled(land, fill(value=value, reason="公报更正（虚构）"), rows=(second,))))
    found = [r for r in records(land / "data/revisions.csv") if r["revised_on"] == TODAY]
    assert [(r["old"], r["new"], json.loads(r["before"])["value"]) for r in found] == [("40.4", "42.3", "40.4")]
    assert check(land) == []


def test_a_revised_band_keeps_every_column_it_changes_and_is_no_withdrawal(land: Path) -> None:
    second = form_row(period="2023", value="40.4", evidence="actual", source="s-report")
    commit(offer(land, filled(land, fill(value="", low=39, high=42, reason="公报更正（虚构）"), rows=(second,))))
    found = records(land / "data/revisions.csv")[-1]
    assert (found["old"], found["new"]) == ("40.4", "39–42")
    was = json.loads(found["before"])
    assert {c: was[c] for c in ("value", "low", "high")} == {"value": "40.4", "low": "", "high": ""}
    assert check(land) == []


def test_the_raw_file_is_kept_by_its_hash_and_registered(land: Path) -> None:
    content = filled(land, rows=(rows(),))
    commit(offer(land, content, "填报 2024<b>.xlsx"))
    row = records(land / REGISTER)[-1]
    assert (land / "data" / row["raw"]).read_bytes() == content
    assert row["raw"] == f"raw/{row['sha256'][:16]}.xlsx"
    assert (row["file"], row["new"], row["status"]) == ("填报_2024_b_.xlsx", "1", "imported")


def test_a_new_year_becomes_an_edition(land: Path) -> None:
    content = filled(land, new_source(day="2027-03-01"), cut_off("2027-12-31"), rows=(form_row(period="2026"),), edition=(2026, ""))
    commit(offer(land, content))
    dataset = load_dataset(root=land)
    assert (dataset.edition.year, dataset.edition.cut_off.isoformat()) == (2026, "2027-12-31")
    assert [r.value for r in dataset.rows(indicator="smoke", period="2026")] == [38.5]
    assert check(land) == []


def test_the_command_line_may_say_the_cut_off(land: Path) -> None:
    content = filled(land, new_source(day="2027-03-01"), rows=(form_row(period="2026"),), edition=(2026, ""))
    assert offer(land, content, day="2027-06-30").difference.edition == (2026, "2027-06-30")


def test_an_unusual_value_passes_once_its_note_vouches_for_it(land: Path) -> None:
    content = filled(land, fill(value=2000, note="已核实：虚构的大火"), rows=(rows(),))
    commit(offer(land, content))
    assert check(land) == []
    assert records(land / "data/known_conflicts.csv")[-1]["reason"] == "已核实：虚构的大火"


def test_the_same_file_twice_changes_nothing(land: Path) -> None:
    content = filled(land, rows=(rows(),))
    commit(offer(land, content))
    again = offer(land, content).difference
    assert again.empty
    assert again.unchanged == 1


def test_a_csv_twin_is_imported_like_its_workbook(land: Path) -> None:
    row = form_row(period=YEAR, value="38.5", evidence="actual", source="s-report")
    made = offer(land, twin(land, row), "form.csv").files
    assert made == offer(land, filled(land, rows=(rows(),))).files


def test_rows_in_the_shape_of_the_tables_are_imported(land: Path) -> None:
    row = records(land / "data/observations/results.csv")[1] | {"period": YEAR, "value": "39"}
    text = ",".join(row) + "\n" + ",".join(row.values()) + "\n"
    assert len(offer(land, text.encode(), "ingested.csv").difference.new) == 1


def test_columns_may_stand_in_any_order(land: Path) -> None:
    book = load_workbook(io.BytesIO(filled(land, rows=(rows(),))))
    sheet = book["填报"]
    values = [[c.value for c in row][::-1] for row in sheet.iter_rows()]
    for y, line in enumerate(values, 1):
        for x, value in enumerate(line, 1):
            sheet.cell(y, x).value = value
    raw = io.BytesIO()
    book.save(raw)
    assert len(offer(land, raw.getvalue()).difference.new) == 1


def test_a_template_never_replaces_one_begun(land: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    command = ["template", "2026", "--root", str(land), "--project", "p01", "--out", str(out)]
    assert [main(command), main(command)] == [0, 0]
    form = out / "template-2026-p01.xlsx"
    form.write_bytes(b"begun")
    (out / "template-2026-p01.csv").unlink()
    assert main(command) == 2
    assert form.read_bytes() == b"begun"
    assert [p.name for p in out.iterdir()] == [form.name]
    said = capsys.readouterr().err
    assert form.name in said
    assert "--out" in said


def test_the_template_has_the_same_bytes_twice(land: Path) -> None:
    from import_factory import _blank

    first = blank(land, rows())
    _blank.cache_clear()
    assert blank(land, rows()) == first


def test_keys_are_locked_and_inputs_open(land: Path) -> None:
    sheet = load_workbook(io.BytesIO(blank(land, rows())))["填报"]
    locked_cells = {c.value for c in sheet[1] if sheet.cell(2, c.column).protection.locked}
    assert sheet.protection.sheet
    assert {"指标编号", "地方编号", "期间", "行码"} <= locked_cells
    assert not {"数值", "依据", "来源编号", "备注", "修订理由"} & locked_cells


def test_an_added_row_needs_names_only(land: Path) -> None:
    spare = fill(row=3, indicator_name="smoke指标", place_name="sampleton名", period=YEAR, value=38.5, unit="ug/m3", evidence="公布的结果", source="s-report")
    assert [c.entry.key[:3] for c in offer(land, filled(land, spare, rows=(rows(),))).difference.new][1] == ("smoke", "sampleton", YEAR)


def test_each_drop_down_offers_its_own_list(land: Path) -> None:
    book = load_workbook(io.BytesIO(blank(land, rows())))
    offered = {}
    for sheet in (book["填报"], book["来源"]):
        for offer_ in (v for v in sheet.data_validations.dataValidation if v.type == "list"):
            first = offer_.formula1.rpartition("!")[2].replace("$", "").partition(":")[0]
            column_, span = str(offer_.sqref).partition(":")[0].rstrip("0123456789"), str(offer_.sqref)
            offered[sheet[f"{column_}1"].value] = (book["选项"][first].offset(row=-1).value, span)
    assert {heading: told for heading, (told, _) in offered.items()} == {
        "指标": "指标", "地方": "地方", "单位": "单位", "依据": "依据", "来源编号": "来源编号", "界限": "界限", "口径": "口径", "类别": "来源类别"}
    assert offered["指标"][1] == "B3:B62"
    assert offered["依据"][1] == "I2:I62"


def test_the_data_changing_meanwhile_stops_the_import(land: Path) -> None:
    proposal = offer(land, filled(land, rows=(rows(),)))
    path = land / "data/bases.csv"
    path.write_text(path.read_text(encoding="utf-8") + "extra,另加,,,\n", encoding="utf-8")
    before = contents(land)
    with pytest.raises(PlanbookError, match="没有写入"):
        commit(proposal)
    assert contents(land) == before


# --- all or nothing

def operations(root: Path) -> int:
    """Return how many operations on the disk this import takes."""
    disk = FailingDisk(0)
    commit(offer(root, revising(root)), disk)
    return disk.done


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_an_import_stopped_at_any_step_leaves_the_data_as_they_were(tmp_path: Path, after: bool) -> None:
    last = operations(country(tmp_path / "counted"))
    assert last > 15
    root = country(tmp_path / "land")
    before, proposal = contents(root), offer(root, revising(root))
    for step in range(1, last + (not after)):
        with pytest.raises(FailingError):
            commit(proposal, FailingDisk(step, after=after))
        assert contents(root) == before, step
        assert not unfinished(root)


def test_a_flush_that_fails_once_all_is_in_place_does_not_take_it_back(tmp_path: Path) -> None:
    last = operations(country(tmp_path / "counted"))
    root = country(tmp_path / "land")
    commit(offer(root, revising(root)), FailingDisk(last, after=True))
    assert records(root / REGISTER)[-1]["status"] == "imported"
    assert undo(root)["status"] == "undone"


@FORKS
def test_a_killed_import_is_put_right_by_the_next_command(tmp_path: Path) -> None:
    last = operations(country(tmp_path / "counted"))
    root = country(tmp_path / "land")
    before, proposal = contents(root), offer(root, revising(root))
    for step in range(1, last + 1):
        child = os.fork()
        if not child:
            commit(proposal, KillingDisk(step))
            os._exit(0)
        os.waitpid(child, 0)
        assert recover(root) or contents(root) == before
        assert contents(root) == before, step
        assert not unfinished(root)
    commit(proposal)
    assert records(root / REGISTER)[-1]["status"] == "imported"


class KillingDisk(FailingDisk):
    """A disk in a process that dies at its n-th operation, with no chance to tidy up."""

    def _count(self) -> bool:
        if super()._count():
            os._exit(9)
        return False


@FORKS
def test_a_file_changed_after_the_stop_is_not_overwritten(tmp_path: Path) -> None:
    root = country(tmp_path / "land")
    proposal = offer(root, revising(root))
    if os.fork() == 0:
        commit(proposal, KillingDisk(operations(country(tmp_path / "counted"))))
        os._exit(0)
    os.wait()
    path = root / "data/sources.csv"
    path.write_text(path.read_text(encoding="utf-8") + "mine,我的,我,,unknown,C,,\n", encoding="utf-8")
    before = contents(root)
    with pytest.raises(PlanbookError, match=r"sources\.csv"):
        recover(root)
    assert contents(root) == before


# --- taking back

def test_undo_puts_every_table_back(land: Path) -> None:
    before = contents(land)
    commit(offer(land, revising(land)))
    row = undo(land)
    after = contents(land)
    assert {k: v for k, v in after.items() if k != REGISTER and "/raw/" not in k} == {k: v for k, v in before.items() if k != REGISTER}
    assert f"data/{row['raw']}" in after
    assert records(land / REGISTER)[-1]["status"] == "undone"
    assert check(land) == []


def test_imports_are_taken_back_one_after_the_other(land: Path) -> None:
    before = contents(land)["data/observations/results.csv"]
    for value in (38.5, 39.5):
        commit(offer(land, filled(land, fill(value=value, reason="更正" if value > 39 else None), rows=(rows(),))))
    assert [undo(land)["number"] for _ in range(2)] == ["2", "1"]
    assert records(land / "data/observations/results.csv") == _parsed(before)
    with pytest.raises(PlanbookError, match="没有可撤销的导入"):
        undo(land)


def _parsed(content: bytes) -> list[dict[str, str]]:
    import csv

    return list(csv.DictReader(io.StringIO(content.decode())))


def test_undo_refuses_where_the_tables_have_changed_since(land: Path) -> None:
    commit(offer(land, revising(land)))
    path = land / "data/sources.csv"
    path.write_text(path.read_text(encoding="utf-8") + "mine,我的,我,,unknown,C,,\n", encoding="utf-8")
    before = contents(land)
    with pytest.raises(PlanbookError, match=r"data/sources\.csv，不能撤销"):
        undo(land)
    assert contents(land) == before


def test_an_undo_stopped_at_any_step_leaves_the_import_in_place(tmp_path: Path) -> None:
    root = country(tmp_path / "land")
    commit(offer(root, revising(root)))
    imported = contents(root)
    shutil.copytree(root, tmp_path / "counted")
    disk = FailingDisk(0)
    undo(tmp_path / "counted", disk)
    for step in range(1, disk.done + 1):
        with pytest.raises(FailingError):
            undo(root, FailingDisk(step))
        assert contents(root) == imported, step
    assert undo(root)["status"] == "undone"


# --- one writer

def test_a_second_writer_waits_and_then_says_who_is_at_work(land: Path) -> None:
    with project_lock(land), pytest.raises(PlanbookError, match=f"进程 {os.getpid()}.*写数据"), project_lock(land, patience=0.1):
        pass


# --- the commands

def test_a_year_from_template_to_undo_by_commands(land: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "forms"
    assert main(["template", "2026", "--root", str(land), "--project", "p01", "--out", str(out)]) == 0
    form = out / "template-2026-p01.xlsx"
    book = load_workbook(form)
    new_source(day="2027-03-01")(book)
    cut_off("2027-12-31")(book)
    fill(value=16, evidence="公布的结果")(book)
    book.save(form)
    assert main(["import", str(form), "--root", str(land), "--dry-run"]) == 0
    assert main(["import", str(form), "--root", str(land)]) == 2
    assert not (land / "data/raw").exists()
    assert main(["import", str(form), "--root", str(land), "--yes"]) == 0
    assert main(["check", "--root", str(land)]) in (0, 2)
    assert main(["undo", "--root", str(land)]) == 0
    told = capsys.readouterr()
    assert "无法询问" in told.err
    assert "已写入，是第 1 次导入" in told.out
    assert "已撤销第 1 次导入" in told.out


def test_a_refusal_on_the_screen_names_cell_and_rule(land: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = land / "form.xlsx"
    form.write_bytes(filled(land, fill(value="12微克"), rows=(rows(),)))
    assert main(["import", str(form), "--root", str(land), "--yes"]) == 2
    told = capsys.readouterr().err
    assert "单元格 G2" in told
    assert Rule.NUMBER_UNIT.value in told
    assert "Traceback" not in told


def test_an_unknown_group_is_refused_with_the_known_ones(land: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "2026", "--root", str(land), "--agency", "nobody"]) == 2
    assert "smoke-office" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "safe"), [
    ("../../etc/passwd.csv", "_etc_passwd.csv"), ("a\u202eb.xlsx", "a_b.xlsx"), ("=cmd.xlsx", "_cmd.xlsx"), ("填报.xlsx", "填报.xlsx")])
def test_names_in_the_register_are_harmless(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_refusal_carries_every_fault_at_once(land: Path) -> None:
    content = filled(land, fill(value="无", unit=None, source="nobody"), rows=(rows(),))
    with pytest.raises(ImportRefusedError) as caught:
        offer(land, content)
    assert {f.rule for f in caught.value.faults} >= {Rule.PLACEHOLDER, Rule.SOURCE}
