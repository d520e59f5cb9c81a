"""The same tasks on a Dask cluster: what they read travels with them, what they make comes back as bytes.

A worker needs the library installed as it is here, checked before each task; it does not need the project's folder.
"""

import hashlib
import io
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol, TypeVar, runtime_checkable

from planbook.build.errors import BuildError

T = TypeVar("T")

SHIPPED = ("_config.yml", "book", "data", "geo", "notebooks")
"""What a run may read of the project."""
CONNECT_SECONDS = 20
LIBRARY = Path(__file__).resolve().parents[1]
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@runtime_checkable
class Movable(Protocol):
    """A result that may name the folder it was made in."""

    def moved(self, old: Path, new: Path) -> Any:
        """Return it as if made in ``new``."""


class Cluster(Executor):
    """An executor that sends tasks to a Dask cluster.

    Parameters
    ----------
    client : distributed.Client
        Connected.
    root : Path
        Project root; where it is an argument of a task, the worker's own copy takes its place.
    """

    def __init__(self, client: Any, root: Path) -> None:
        self._root = root
        self._tasks = client.get_executor(pure=False)
        # As a task of its own the project is sent to a worker once, and again if all that hold it are lost.
        self._project = client.submit(bytes, pack(root), pure=False)

    def submit(self, task: Callable[..., T], /, *arguments: Any, **options: Any) -> "Future[T]":
        """Send one task."""
        numbers = tuple(n for n, value in enumerate(arguments) if value == self._root)
        plain = [None if n in numbers else value for n, value in enumerate(arguments)]
        sent: Future[T] = self._tasks.submit(
            perform, installed(), self._project, str(self._root), numbers, task, *plain, **options)
        return sent

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Forget the project; what is still running is waited for or cancelled."""
        self._tasks.shutdown(wait=wait and not cancel_futures)
        self._project.release()


@contextmanager
def cluster(address: str, root: Path) -> Iterator[Executor]:
    """Yield an executor whose tasks go to the cluster of a scheduler.

    Parameters
    ----------
    address : str
        Such as ``tcp://127.0.0.1:8786``.
    root : Path
        Project root.

    Raises
    ------
    BuildError
        If Dask is not installed, the scheduler does not answer or it has no workers.
    """
    client = _connect(address)
    executor = Cluster(client, root)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)
        client.close()


def _connect(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise BuildError("--scheduler 需要 Dask。处理：安装 planbook[cluster]，或去掉 --scheduler 在本机构建。") from error
    try:
        client: Any = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise BuildError(f"连不上集群的调度器 {address}：{error}。处理：先运行 dask scheduler，核对地址（形如 tcp://主机:8786）。") from error
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError as error:
        client.close()
        raise BuildError(f"调度器 {address} 没有工作进程。处理：运行 dask worker {address} 后重试。") from error
    return client


def pack(root: Path) -> bytes:
    """Return what tasks read of the project as a ZIP file; the same project gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _files(root):
            archive.writestr(zipfile.ZipInfo(path.relative_to(root).as_posix(), ZIP_TIME), path.read_bytes(),
                             compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _files(root: Path) -> Iterator[Path]:
    for name in SHIPPED:
        place = root / name
        yield from [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())


@cache
def installed() -> Mapping[str, str]:
    """Return the versions that decide a run's result: Python, the library's source, everything it requires."""
    source = hashlib.sha256()
    for path in sorted(LIBRARY.rglob("*.py")):
        source.update(path.relative_to(LIBRARY).as_posix().encode() + b"\0" + path.read_bytes())
    wanted = [r for r in metadata.requires("planbook") or () if "extra ==" not in r]
    names = sorted({r.split("==")[0].split(">=")[0].strip() for r in wanted})
    return {"python": sys.version.split()[0], "planbook": source.hexdigest(), **{n: metadata.version(n) for n in names}}


def perform(
    wanted: Mapping[str, str], project: bytes, root: str, numbers: tuple[int, ...],
    task: Callable[..., T], *arguments: Any, **options: Any,
) -> T:
    """Run one task on a worker, in its own copy of the project.

    Parameters
    ----------
    wanted : mapping of str to str
        Versions at the sender, see :func:`installed`.
    project : bytes
        From :func:`pack`.
    root : str
        Project root at the sender.
    numbers : tuple of int
        Which of the arguments are the project root.
    task, *arguments, **options
        What to run.

    Raises
    ------
    BuildError
        If the worker's library is another one.
    """
    _same(wanted, installed())
    home = unpacked(project)
    result = task(*[home if n in numbers else value for n, value in enumerate(arguments)], **options)
    return result.moved(home, Path(root)) if isinstance(result, Movable) else result


def _same(wanted: Mapping[str, str], here: Mapping[str, str]) -> None:
    other = [f"{name}（本机 {wanted[name][:12]}，工作进程 {here.get(name, '无')[:12]}）"
             for name in wanted if wanted[name] != here.get(name)]
    if other:
        raise BuildError(f"集群工作进程的软件与本机不同：{'、'.join(other)}。"
                         "处理：在工作进程的机器上按 requirements.txt 安装同一份程序，并重启 dask worker。")


_homes: dict[str, tempfile.TemporaryDirectory[str]] = {}


def unpacked(project: bytes) -> Path:
    """Return this process's own copy of a project; an older one makes room."""
    name = hashlib.sha256(project).hexdigest()
    if name not in _homes:
        _homes.clear()
        folder = tempfile.TemporaryDirectory(prefix="planbook-", dir=_local_directory())
        with zipfile.ZipFile(io.BytesIO(project)) as archive:
            archive.extractall(folder.name)
        _homes[name] = folder
    return Path(_homes[name].name).resolve()


def _local_directory() -> str | None:
    """Return the folder of a Dask worker, which Dask itself cleans up after a worker that was killed."""
    from distributed import get_worker

    try:
        return str(get_worker().local_directory)
    except ValueError:
        return None
