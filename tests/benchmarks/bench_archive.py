"""Benchmark of raw archives: hourly national files to daily, monthly and annual values under the completeness rules.

Compared in one run on one machine, each variant in its own process: straightforward pandas, straightforward polars, ours, and
merely parsing the same files with Arrow (the floor). Prints a table, writes JSON rows
``{bench, variant, size, seconds, cpu_seconds, peak_mb}`` (processor time says more than the clock where others use the machine)::

    python tests/benchmarks/bench_archive.py --days 10 30 90 --stations 1600 --out bench.json --arrow PYTHON

The command reads with threads, and from some hundred files on with processes; both are shown at every size, so that like is
compared with like. ``--arrow`` names a Python that has
``tests/benchmarks/requirements.txt`` installed; Arrow is kept out of the environment of the book, whose pandas would
change its strings. Without it the floor is left out.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from threading import Event, Thread
from typing import Any, TextIO

TYPES = ("AQI", "PM2.5", "PM2.5_24h", "PM10", "PM10_24h", "SO2", "SO2_24h", "NO2", "NO2_24h", "O3", "O3_24h", "O3_8h", "O3_8h_24h",
         "CO", "CO_24h")
WANTED = {"PM2.5": "pm25", "PM10": "pm10", "SO2": "so2", "NO2": "no2", "CO": "co", "O3": "o3-8h"}
PERCENTILES = {"pm25": 95, "pm10": 95, "so2": 98, "no2": 98, "co": 95, "o3-8h": 90}
HOURS, WINDOWS_OF, WINDOWS, WINDOW = 20, 6, 14, 8
FIRST = date(2031, 1, 1)
GAPS = 0.03
SAMPLE_SECONDS = 0.01
CORES = len(os.sched_getaffinity(0))


def generate(folder: Path, days: int, stations: int) -> int:
    """Write an invented archive, one file a day; return its bytes. Some cells are empty, as in real files."""
    import numpy as np

    rng = np.random.default_rng(7)
    head = "date,hour,type," + ",".join(f"{1000 + n}A" for n in range(stations))
    words = np.array([str(n) for n in range(400)], dtype=object)
    small = np.array([f"{n / 100:.2f}" for n in range(400)], dtype=object)
    for number in range(days):
        day = FIRST + timedelta(number)
        lines = [head]
        for hour in range(24):
            for kind in TYPES:
                cells = (small if kind.startswith("CO") else words)[rng.integers(1, 400, stations)]
                cells[rng.random(stations) < GAPS] = ""
                lines.append(f"{day:%Y%m%d},{hour},{kind},{','.join(cells)}")
        (folder / f"china_sites_{day:%Y%m%d}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return sum(p.stat().st_size for p in folder.iterdir())


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.csv"))


def by_pandas(folder: Path) -> dict[str, float]:
    """As one would write it with pandas: read, melt, group."""
    import pandas as pd

    parts = [pd.read_csv(p) for p in files(folder)]
    wide = pd.concat(parts)
    wide = wide[wide["type"].isin(list(WANTED))]
    long = wide.melt(["date", "hour", "type"], var_name="station").dropna(subset="value")
    long = long[long["value"] > 0]
    long["item"] = long["type"].map(WANTED)
    plain = long[long["item"] != "o3-8h"].groupby(["item", "station", "date"])["value"].agg(["mean", "count"])
    daily = plain.loc[plain["count"] >= HOURS, "mean"]
    ozone = long[long["item"] == "o3-8h"].pivot_table(index=["station", "date"], columns="hour", values="value")
    ozone = ozone.reindex(columns=range(24))
    means = ozone.T.rolling(WINDOW, min_periods=WINDOWS_OF).mean().T.iloc[:, WINDOW - 1:]
    best = means.max(axis=1)[means.notna().sum(axis=1) >= WINDOWS]
    daily = pd.concat([daily, pd.concat({"o3-8h": best}, names=["item"])]).rename("value").reset_index()
    months = daily.groupby(["item", "station", daily["date"] // 100])["value"].agg(["mean", "count"])
    years = daily.groupby(["item", "station", daily["date"] // 10000])["value"].agg(["mean", "count"])
    shares = daily.groupby("item")[["item", "station", "date", "value"]].apply(
        lambda g: g.groupby(["station", g["date"] // 10000])["value"].quantile(PERCENTILES[g.name] / 100))
    return _summary(len(daily), months["mean"].sum(), years["mean"].sum(), float(shares.to_numpy().sum()))


def by_polars(folder: Path) -> dict[str, float]:
    """As one would write it with polars: scan, unpivot, group, all lazily."""
    import polars as pl

    wide = pl.scan_csv(files(folder), infer_schema_length=400).filter(pl.col("type").is_in(list(WANTED)))
    long = wide.unpivot(index=["date", "hour", "type"], variable_name="station").filter(pl.col("value") > 0)
    long = long.with_columns(item=pl.col("type").replace_strict(WANTED)).drop("type")
    mean, count = pl.col("value").mean(), pl.col("value").count().alias("n")
    plain = long.filter(pl.col("item") != "o3-8h").group_by("item", "station", "date").agg(mean, count)
    hours = (long.filter(pl.col("item") == "o3-8h").sort("hour").group_by("item", "station", "date").agg("hour", "value"))
    windows = hours.explode("hour", "value").with_columns(end=pl.int_ranges(pl.col("hour"), pl.col("hour") + WINDOW)).explode("end")
    windows = windows.filter(pl.col("end").is_between(WINDOW - 1, 23)).group_by("item", "station", "date", "end").agg(mean, count)
    windows = windows.filter(pl.col("n") >= WINDOWS_OF).group_by("item", "station", "date").agg(pl.col("value").max(), pl.len().alias("n"))
    key = ["item", "station", "date", "value"]
    daily = pl.concat([plain.filter(pl.col("n") >= HOURS).select(key), windows.filter(pl.col("n") >= WINDOWS).select(key)]).collect()
    months = daily.group_by("item", "station", pl.col("date") // 100).agg(mean, count)
    years = daily.group_by("item", "station", pl.col("date") // 10000).agg(mean, count)
    shares = sum(daily.filter(pl.col("item") == item).group_by("station", pl.col("date") // 10000).agg(
        pl.col("value").quantile(per_cent / 100, "linear"))["value"].sum() for item, per_cent in PERCENTILES.items())
    return _summary(len(daily), months["value"].sum(), years["value"].sum(), shares)


def by_us(folder: Path, executor: Executor | None) -> dict[str, float]:
    """Return the same through the library: file by file, stations kept apart as places of their own."""
    os.environ["POLARS_MAX_THREADS"] = "1"
    import numpy as np

    from planbook.intake.archives.archive import read_archive, warm_up
    from planbook.intake.archives.days import DayRules

    if executor:
        warm_up(executor, CORES)
    from planbook.assess.air import air_rules
    from planbook.data.load import read_table
    from planbook.intake.archives.statistics import months, years

    with files(folder)[0].open(encoding="utf-8") as file:
        stations = next(csv.reader(file))[3:]
    root = Path(__file__).resolve().parents[2]
    rules = air_rules(read_table(root / "data" / "standards" / "hj663.csv"), FIRST)
    need = rules.completeness
    limits = DayRules(need.day_hours, need.o3_window_hours, need.o3_day_windows, (10_000.0,) * 6)
    targets = {name: name for name in stations}
    archive = read_archive(folder, targets, limits, executor)
    if executor:
        executor.shutdown()
    month, year = months(archive.daily, rules), years(archive.daily, rules)
    total = [float(np.nansum([np.nansum(p.mean) for p in periods])) for periods in (month, year)]
    return _summary(int((~np.isnan(archive.daily.values)).sum()), *total, float(np.nansum([np.nansum(p.percentile) for p in year])))


def by_arrow(folder: Path, typed: bool) -> dict[str, float]:
    """Only parse every file, types inferred or given, and forget it: the floor."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    rows = 0
    for path in files(folder):
        with path.open(encoding="utf-8") as file:
            names = next(csv.reader(file))
        types = {name: pa.float32() for name in names[3:]} | {"date": pa.string(), "hour": pa.int8(), "type": pa.string()}
        options = arrow.ConvertOptions(column_types=types) if typed else None
        one_block = arrow.ReadOptions(block_size=1 << 24) if typed else None
        rows += arrow.read_csv(path, read_options=one_block, convert_options=options).num_rows
    return {"rows": rows}


def _summary(days: int, months: float, years: float, shares: float) -> dict[str, float]:
    """Return sums by which the variants are compared: they must do the same work."""
    return {"daily": days, "months": round(float(months), 2), "years": round(float(years), 2), "shares": round(float(shares), 2)}


VARIANTS: dict[str, Callable[[Path], dict[str, float]]] = {
    "pandas": by_pandas, "polars": by_polars, "ours": lambda f: by_us(f, ThreadPoolExecutor(CORES)),
    "ours, processes": lambda f: by_us(f, ProcessPoolExecutor(CORES, mp_context=get_context("spawn"))),
    "ours, one thread": lambda f: by_us(f, None), "arrow, parse only": lambda f: by_arrow(f, typed=True),
    "arrow, parse only, inferred": lambda f: by_arrow(f, typed=False),
}
ARROW = tuple(name for name in VARIANTS if name.startswith("arrow"))


def resident(pid: int) -> int:
    """Return the resident bytes of a process and all below it."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            for thread in Path(f"/proc/{one}/task").iterdir():
                waiting += [int(child) for child in (thread / "children").read_text().split()]
        except (OSError, ValueError):
            continue
    return total


def children_cpu() -> float:
    """Return the processor seconds of all ended children and theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(command: list[str]) -> tuple[dict[str, float], str]:
    """Run a command; return seconds, processor seconds, peak megabytes of it and its children, and what it printed."""
    done, peak = Event(), [0]
    start, before = time.perf_counter(), children_cpu()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:

        def watch() -> None:
            while not done.wait(SAMPLE_SECONDS):
                peak[0] = max(peak[0], resident(process.pid))

        watcher = Thread(target=watch)
        watcher.start()
        printed, _ = process.communicate()
        seconds = time.perf_counter() - start
        done.set()
        watcher.join()
    if process.returncode:
        raise SystemExit(f"{command} failed")
    cost = {"seconds": round(seconds, 2), "cpu_seconds": round(children_cpu() - before, 2), "peak_mb": round(peak[0] / 1e6)}
    return cost, printed


def bench(days: int, stations: int, variants: list[str], arrow: str) -> Iterator[dict[str, Any]]:
    """Yield one row for each variant on one generated archive; all but the floor must agree."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        size = generate(folder, days, stations)
        say(f"{days} days x {stations} stations, {size / 1e6:.0f} MB", sys.stderr)
        for path in files(folder):
            path.read_bytes()  # every variant finds the files in the page cache
        agreed: dict[str, Any] = {}
        for variant in variants:
            python = arrow if variant in ARROW else sys.executable
            cost, printed = measured([python, __file__, "--run", variant, str(folder)])
            result = json.loads(printed)
            if variant not in ARROW:
                agreed = agreed or result
                if any(abs(result[k] - agreed[k]) > 1e-6 * abs(agreed[k]) for k in agreed):
                    raise SystemExit(f"{variant} computed something else: {result} and {agreed}")
            say(f"  {variant}: {cost}", sys.stderr)
            yield {"bench": "archive", "variant": variant, "size": f"{days}x{stations}"} | cost


def show(rows: list[dict[str, Any]]) -> None:
    """Print the rows with their ratios to ours."""
    ours = {r["size"]: r for r in rows if r["variant"] == "ours"}
    say(f"{'size':>10}  {'variant':<28} {'seconds':>8} {'cpu':>8} {'peak MB':>8} {'time/ours':>9} {'cpu/ours':>9}")
    for row in rows:
        own = ours.get(row["size"], {})
        ratios = " ".join(f"{row[k] / own[k]:>9.2f}" for k in ("seconds", "cpu_seconds") if own)
        say(f"{row['size']:>10}  {row['variant']:<28} {row['seconds']:>8} {row['cpu_seconds']:>8} {row['peak_mb']:>8} {ratios}")


def say(text: str, stream: TextIO = sys.stdout) -> None:
    stream.write(f"{text}\n")
    stream.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, nargs="+", default=[10, 30, 90])
    parser.add_argument("--stations", type=int, default=1600)
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=list(VARIANTS))
    parser.add_argument("--arrow", default="", metavar="PYTHON")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--run", nargs=2, metavar=("VARIANT", "FOLDER"))
    arguments = parser.parse_args()
    if arguments.run:
        say(json.dumps(VARIANTS[arguments.run[0]](Path(arguments.run[1]))))
        return
    variants = [v for v in arguments.variants if arguments.arrow or v not in ARROW]
    rows = [row for days in arguments.days for row in bench(days, arguments.stations, variants, arguments.arrow)]
    show(rows)
    if arguments.out:
        arguments.out.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
