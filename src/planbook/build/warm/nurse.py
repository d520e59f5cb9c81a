"""Start a nursery, find it again, and ask it for kernels."""

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from planbook.data.paths import ENV_ROOT
from planbook.data.scratch import scratch

LAUNCHER = ("-m", "ipykernel_launcher")
CODE = "import sys; del sys.path[0]; from planbook.build.warm.nursery import main; main()"
SECONDS = 300
"""Longest time to wait for a kernel, the nursery's own start included."""


def can_fork() -> bool:
    """Tell whether kernels can be forked here: Linux only (macOS's own libraries do not survive a fork)."""
    return sys.platform == "linux" and hasattr(os, "fork") and not os.environ.get("PLANBOOK_COLD")


class Nursery:
    """A nursery owned by this process.

    Parameters
    ----------
    environment : mapping of str to str
        Its variables.
    root, years
        Project and editions whose runs it rehearses (:func:`planbook.build.warm.rehearsal.rehearse`).

    Attributes
    ----------
    address : str
        Path of its socket.
    """

    def __init__(self, environment: Mapping[str, str], root: Path | None = None, years: Iterable[int] = ()) -> None:
        project = [str(root), *map(str, years)] if root else []
        self._folder = scratch()
        self.address = f"{self._folder}/nursery"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.address)
            listener.listen(128)
            self._process = subprocess.Popen(
                [sys.executable, "-c", CODE, str(listener.fileno()), *project], env=dict(environment),
                stdin=subprocess.PIPE, pass_fds=[listener.fileno()], start_new_session=True)

    def alive(self) -> bool:
        """Tell whether it still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it and every kernel it still has."""
        with contextlib.suppress(OSError):
            self._process.communicate(timeout=SECONDS)
        with contextlib.suppress(OSError):
            Path(self.address).unlink(missing_ok=True)
            self._folder.rmdir()


@contextlib.contextmanager
def nursery_for(environment: Mapping[str, str], root: Path | None = None, years: Iterable[int] = ()) -> Iterator[str]:
    """Yield the address of a nursery for the time of a block, empty where none can be had; see :class:`Nursery`."""
    try:
        own = Nursery(environment, root, years) if can_fork() else None
    except OSError:
        own = None
    try:
        yield own.address if own else ""
    finally:
        if own:
            own.stop()


_own: list[Nursery] = []


def own_address() -> str:
    """Return the address of this process's own nursery, started on first use; empty where none can be had."""
    if not can_fork():
        return ""
    if not (_own and _own[0].alive()):
        try:
            root = os.environ.get(ENV_ROOT)
            _own[:] = [Nursery(os.environ, Path(root) if root else None)]
        except OSError:
            return ""
        atexit.register(_own[0].stop)
    return _own[0].address


class Forked:
    """A kernel forked by a nursery; behaves as :class:`subprocess.Popen` does for Jupyter."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, link: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._link = link

    def poll(self) -> int | None:
        """Return the exit code, ``None`` while it runs."""
        if self.returncode is None and select.select([self._link], [], [], 0)[0]:
            return self.wait()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; if the nursery itself is gone, the kernel counts as killed."""
        if self.returncode is None:
            self._link.settimeout(timeout)
            self.returncode = _answer(self._link).get("code", -signal.SIGKILL)
            self._link.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Signal it, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def forkable(command: list[str]) -> bool:
    """Tell whether ``command`` starts Jupyter's Python kernel with this very interpreter."""
    return tuple(command[:3]) == (sys.executable, *LAUNCHER)


def fork_kernel(address: str, command: list[str], environment: Mapping[str, str], folder: str) -> Forked | None:
    """Ask a nursery for a kernel.

    Parameters
    ----------
    address : str
        The nursery's socket.
    command : list of str
        As a standard kernel would be started.
    environment : mapping of str to str
        Complete environment of the kernel.
    folder : str
        Its working directory.

    Returns
    -------
    Forked or None
        ``None`` if there is no nursery, it is busy dying, or the environment needs a fresh interpreter.
    """
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(SECONDS)
    try:
        link.connect(address)
        link.sendall(json.dumps({"argv": command[2:], "env": dict(environment), "cwd": folder}).encode() + b"\n")
        pid = _answer(link).get("pid", 0)
    except OSError:
        pid = 0
    if pid:
        return Forked(pid, link)
    link.close()
    return None


def _answer(link: socket.socket) -> dict[str, int]:
    """Read one line, byte by byte: the next line is the kernel's exit code."""
    text = b""
    try:
        while not text.endswith(b"\n"):
            part = link.recv(1)
            if not part:
                return {}
            text += part
    except ConnectionError:
        return {}
    return {str(k): int(v) for k, v in json.loads(text).items()}
