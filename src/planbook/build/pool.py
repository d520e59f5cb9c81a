"""The one seam for parallel work: a ``concurrent.futures.Executor``.

Local processes are started fresh (``spawn``): papermill changes the working directory of its whole process, and a
process that has used the chart converter must never be forked.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from planbook.build.errors import BuildError

T = TypeVar("T")

PROCESS_BYTES = 700 << 20
"""Memory one worker and its kernel need at most (measured: 180 MB the worker, 330 MB the kernel), with some to spare."""
CPU_QUOTAS = ("cpu.max", "cpu/cpu.cfs_quota_us")
MEMORY_LIMITS = ("memory.max", "memory/memory.limit_in_bytes")
"""Files of a control group (version 2, version 1): a container has less than the machine it runs on."""
_PR_SET_PDEATHSIG = 1
"""Linux: the signal a process gets when its parent ends (prctl(2))."""
PERIOD = 100_000
"""Microseconds in which the quota may be used, where the file does not say."""


def usable_cores(groups: Path = Path("/sys/fs/cgroup")) -> int:
    """Return the number of processor cores this process may use: its affinity, at most its control group's quota."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _first(groups, CPU_QUOTAS)
    if not quota:
        return cores
    period = quota[1] if len(quota) > 1 else PERIOD
    return max(1, min(cores, quota[0] // period))


def usable_memory(groups: Path = Path("/sys/fs/cgroup"), meminfo: Path = Path("/proc/meminfo")) -> int | None:
    """Return the bytes of memory this process may use, ``None`` where the system does not tell."""
    known = [limit[0] for limit in (_first(groups, MEMORY_LIMITS), _available(meminfo)) if limit]
    return min(known, default=None)


def _first(groups: Path, names: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers in the first of the files that sets a limit, empty if none does."""
    for name in names:
        with suppress(OSError, ValueError):
            numbers = tuple(int(word) for word in (groups / name).read_text(encoding="ascii").split())
            if numbers and numbers[0] > 0:
                return numbers
    return ()


def _available(meminfo: Path) -> tuple[int, ...]:
    with suppress(OSError):
        lines = meminfo.read_text(encoding="ascii").splitlines()
        return tuple(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:"))
    return ()


def fitting_processes(cores: int, memory: int | None) -> int:
    """Return how many processes fit into so many cores and so many bytes of memory; never less than one."""
    return max(1, cores if memory is None else min(cores, memory // PROCESS_BYTES))


def end_with_parent(parent: int) -> None:
    """Let this process be killed once its parent is gone, where the system can; it would go on writing unheard.

    Parameters
    ----------
    parent : int
        Its number; if it has ended already, so does this process.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


@contextmanager
def local_processes(jobs: int | None = None) -> Iterator[Executor]:
    """Yield an executor of freshly started local processes.

    Parameters
    ----------
    jobs : int, optional
        Number of processes; as many as usable cores and memory allow when omitted.
    """
    context = multiprocessing.get_context("spawn")
    number = jobs or fitting_processes(usable_cores(), usable_memory())
    executor = ProcessPoolExecutor(number, mp_context=context, initializer=end_with_parent, initargs=(os.getpid(),))
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def finished(futures: Sequence["Future[T]"]) -> Generator[T, None, None]:
    """Yield results as they come; once it is closed or one raises, what has not begun is cancelled.

    Raises
    ------
    BuildError
        If a worker process was killed, for want of memory for instance.
    """
    try:
        for future in as_completed(futures):
            yield future.result()
    except BrokenProcessPool as error:
        raise BuildError("一个工作进程意外终止（可能内存不足）。处理：用 --jobs 1 重试，或关闭其他程序。") from error
    finally:
        for future in futures:
            future.cancel()


def in_parallel(
    executor: Executor, task: Callable[..., T], arguments: Sequence[tuple[object, ...]],
) -> Generator[T, None, None]:
    """Run ``task`` once for each tuple of arguments and yield the results as they come."""
    return finished([executor.submit(task, *a) for a in arguments])
