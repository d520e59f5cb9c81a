"""The one seam for parallel work: a ``concurrent.futures.Executor``.

Local processes are started fresh (``spawn``): papermill changes the working directory of its whole process, and a
process that has used the chart converter must never be forked.
"""

import multiprocessing
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

from planbook.build.errors import BuildError

T = TypeVar("T")


def usable_cores() -> int:
    """Return the number of processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def local_processes(jobs: int | None = None) -> Iterator[Executor]:
    """Yield an executor of freshly started local processes.

    Parameters
    ----------
    jobs : int, optional
        Number of processes; as many as there are usable cores when omitted.
    """
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(jobs or usable_cores(), mp_context=context)
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
