"""One writer at a time: locks that name their owner and their age, and end with the process that holds them."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from planbook.data.errors import PlanbookError

PATIENCE = 10.0
"""Seconds to wait for another writer."""


@contextmanager
def locked(path: Path, doing: str, patience: float = PATIENCE) -> Iterator[None]:
    """Hold a lock for the time of a block.

    The system itself gives the lock back when its owner ends, however it ends, so none is ever a leftover. Who holds it
    stands in ``<path>.owner``, for the message only.

    Parameters
    ----------
    path : Path
        File to lock; it is made, and stays.
    doing : str
        What the owner does, in words for whoever has to wait.
    patience : float
        Seconds to wait.

    Raises
    ------
    PlanbookError
        If another process keeps it longer than ``patience``; names that process, what it does and for how long.
    """
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    lock, owner = FileLock(path), path.with_name(f"{path.name}.owner")
    try:
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise PlanbookError(_held(owner)) from error
    try:
        owner.write_text(json.dumps({"pid": os.getpid(), "doing": doing, "since": time.time()}), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            owner.unlink(missing_ok=True)
        lock.release()


def _held(owner: Path) -> str:
    known = _read(owner)
    pid, doing = known.get("pid", "不明"), known.get("doing", "写文件")
    return f"另一个命令（进程 {pid}，{_age(known)}）正在{doing}，没有写入。处理：等它结束后重试；它若已停住，先结束该进程。"


def _age(known: dict[str, Any]) -> str:
    """Return how long ago the owner began; a clock set back since says nothing useful."""
    since = known.get("since")
    if not isinstance(since, int | float):
        return "开始时间不明"
    seconds = time.time() - since
    return f"{seconds:.0f} 秒前开始" if seconds >= 0 else "开始时间在当前时钟之后"


def _read(owner: Path) -> dict[str, Any]:
    try:
        content = json.loads(owner.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
