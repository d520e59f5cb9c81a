"""Forked kernels: the same notebooks as papermill's standard engine makes, and nothing left behind."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from nbclient.exceptions import CellTimeoutError
from papermill import execute_notebook
from papermill.exceptions import PapermillExecutionError

from bookkit import ROOT, code, write_notebook
from planbook.build.execute import FIXED
from planbook.build.warm.nurse import Nursery, can_fork, fork_kernel, nursery_for
from planbook.build.warm.nursery import startup_settings

BOOK = sorted(p.name for p in (ROOT / "notebooks").glob("*.ipynb"))
RICH = (
    code("edition = 2021", "parameters"),
    code("import os, subprocess, sys\nprint('out')\nprint('err', file=sys.stderr)\nos.system('echo below')\n'value'"),
    code("print('one', end='')\nprint('two')\nsubprocess.run(['echo', 'child'])\nNone"),
    code("from IPython.display import HTML, display, clear_output, update_display\n"
         "h = display(HTML('<b>a</b>'), display_id='x')\nupdate_display(HTML('<b>c</b>'), display_id='x')\ndisplay({'d': 1})"),
    code("print('gone')\nclear_output()\nprint('kept')"),
    code("import pandas as pd\npd.DataFrame({'a': [1, 2]})"),
    code("import warnings\nwarnings.warn('careful', stacklevel=1)\n__name__, _, sys.path[0], sys.stdin.read()"),
    code("!echo shell\nget_ipython().execution_count, os.getcwd(), sorted({'a', 'b', 'c'})"),
)


@pytest.fixture(autouse=True)
def _same_start(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in FIXED.items():
        monkeypatch.setenv(name, value)


def _write(path: Path, *cells: dict[str, Any]) -> None:
    write_notebook(path, *({**cell, "id": f"c{number}"} for number, cell in enumerate(cells)))


def _cells(path: Path) -> list[Any]:
    content = json.loads(path.read_text(encoding="utf-8"))
    return [[c["cell_type"], c["source"], c.get("execution_count"), c.get("outputs")] for c in content["cells"]]


def _run(source: Path, target: Path, engine: str | None, **options: Any) -> list[Any]:
    with contextlib.suppress(PapermillExecutionError):
        execute_notebook(str(source), str(target), engine_name=engine, progress_bar=False, cwd=str(ROOT), **options)
    return _cells(target)


def _value(cells: list[Any]) -> str:
    return str(next(o["data"]["text/plain"] for c in reversed(cells) for o in c[3] or [] if "data" in o))


def _evaluated(folder: Path, source: str, engine: str | None = "planbook") -> str:
    _write(folder / "a.ipynb", code(source))
    return _value(_run(folder / "a.ipynb", folder / "b.ipynb", engine))


@pytest.mark.parametrize("name", BOOK)
def test_every_notebook_of_the_book_comes_out_the_same(name: str, tmp_path: Path) -> None:
    source = ROOT / "notebooks" / name
    assert _run(source, tmp_path / "warm.ipynb", "planbook") == _run(source, tmp_path / "plain.ipynb", None)


def _comparable(cells: list[Any]) -> str:
    """Return cells without what differs from kernel to kernel: its number, and where a stream happened to be flushed."""
    merged = [[kind, source, count, _joined(outputs or [])] for kind, source, count, outputs in cells]
    return re.sub(r"ipykernel_\d+", "ipykernel", json.dumps(merged, indent=1))


def _joined(outputs: list[Any]) -> list[Any]:
    found: list[Any] = []
    for output in outputs:
        if found and output["output_type"] == "stream" and found[-1].get("name") == output["name"]:
            found[-1] = {**found[-1], "text": "".join(found[-1]["text"]) + "".join(output["text"])}
        else:
            text = {"text": "".join(output["text"])} if "text" in output else {}
            found.append({**output, **text})
    return found


def test_streams_displays_and_counts_come_out_the_same(tmp_path: Path) -> None:
    _write(tmp_path / "a.ipynb", *RICH)
    warm, plain = (_run(tmp_path / "a.ipynb", tmp_path / f"{e}.ipynb", e) for e in ("planbook", None))
    assert "below" in json.dumps(plain)
    assert _comparable(warm) == _comparable(plain)


def test_an_error_is_reported_the_same(tmp_path: Path) -> None:
    _write(tmp_path / "a.ipynb", code("x = {}"), code("def f():\n    return x['no']\nf()"), code("'after'"))
    warm, plain = (_run(tmp_path / "a.ipynb", tmp_path / f"{e}.ipynb", e) for e in ("planbook", None))
    assert "KeyError" in json.dumps(plain)
    assert _comparable(warm) == _comparable(plain)


def test_works_from_a_shell(tmp_path: Path) -> None:
    _write(tmp_path / "a.ipynb", code("6 * 7"))
    done = subprocess.run(
        [sys.executable, "-m", "papermill", "--engine", "planbook", "a.ipynb", "b.ipynb"], cwd=tmp_path, check=False,
        capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert _value(_cells(tmp_path / "b.ipynb")) == "['42']"


def test_where_forking_is_missing_a_standard_kernel_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warm = "import sys\n'altair' in sys.modules"
    assert _evaluated(tmp_path, warm) == f"['{can_fork()}']"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert _evaluated(tmp_path, warm) == "['False']"


def test_an_interpreter_setting_of_its_own_gets_a_fresh_interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _evaluated(tmp_path, "1") == "['1']"  # this process has its nursery now
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    assert _evaluated(tmp_path, "import sys, os\nos.environ['PYTHONHASHSEED'], 'altair' in sys.modules") == "[\"('7', False)\"]"


def test_only_startup_settings_count() -> None:
    assert startup_settings({"PYTHONPATH": "x", "PLANBOOK_ROOT": "y", "TZ": "z"}) == {"PYTHONPATH": "x", "TZ": "z"}


def test_the_kernel_and_its_memory_are_gone_after_the_run(tmp_path: Path) -> None:
    pid = int(_evaluated(tmp_path, "import os\nblock = bytearray(50_000_000)\nos.getpid()")[2:-2])
    assert _gone(pid)


def test_runs_share_nothing(tmp_path: Path) -> None:
    first = _evaluated(tmp_path, "import numpy, pandas, random\npandas.mine = 1\nrandom.random(), numpy.random.random()")
    second = _evaluated(tmp_path, "import numpy, pandas, random\nassert not hasattr(pandas, 'mine')\n"
                                  "random.random(), numpy.random.random()")
    assert first != second


def test_a_cell_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    _write(tmp_path / "a.ipynb", code(
        f"import os, time\nopen({str(note)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"))
    with pytest.raises(CellTimeoutError):
        execute_notebook(str(tmp_path / "a.ipynb"), str(tmp_path / "b.ipynb"), engine_name="planbook",
                         progress_bar=False, execution_timeout=5)
    assert _gone(int(note.read_text()))


def test_an_interrupt_reaches_the_cell(tmp_path: Path) -> None:
    _write(tmp_path / "a.ipynb", code("import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(600)"))
    warm, plain = (_run(tmp_path / "a.ipynb", tmp_path / f"{e}.ipynb", e) for e in ("planbook", None))
    assert [o["ename"] for o in warm[-1][3]] == [o["ename"] for o in plain[-1][3]] == ["KeyboardInterrupt"]


def _gone(pid: int, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not can_fork(), reason="kernels are not forked here, so there is no nursery to lose")
def test_without_its_nursery_a_run_still_comes_through(tmp_path: Path) -> None:
    lost = Nursery(os.environ)
    os.kill(lost._process.pid, signal.SIGKILL)
    lost._process.wait()
    _write(tmp_path / "a.ipynb", code("6 * 7"))
    assert _value(_run(tmp_path / "a.ipynb", tmp_path / "b.ipynb", "planbook", nursery=lost.address)) == "['42']"
    lost.stop()


@pytest.mark.skipif(not can_fork(), reason="kernels are not forked here, so there is no nursery to stop")
def test_a_nursery_ends_with_its_owner_and_takes_its_kernels_along(tmp_path: Path) -> None:
    with nursery_for(os.environ) as address:
        kernel = fork_kernel(address, ["python", "-m", "ipykernel_launcher"], os.environ, str(tmp_path))
        assert kernel is not None
        assert kernel.poll() is None
    assert kernel.wait() == -signal.SIGKILL
    assert _gone(kernel.pid)
    assert not Path(address).exists()


def test_no_place_for_a_socket_means_standard_kernels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    long = tmp_path / ("x" * 120)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    with nursery_for(os.environ) as address:
        assert address == ""
