"""The process kernels are forked from: it has imported everything, and waits for requests.

Run as a child of the process that owns it. The owner passes a listening Unix socket and keeps a pipe open; when the pipe
closes, the nursery and its kernels end. One connection is one kernel: a request comes in as a line of JSON, the answer
is the kernel's process number, and later its exit code. When the other end goes away the kernel is killed.

Imported is not used: a parent that had drawn a picture (vl-convert) or opened a frame (polars) would hold locks and
threads no fork can carry over, and its children would hang. What it does rehearse (:mod:`planbook.build.warm.rehearsal`)
is done by Python and pandas alone.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from planbook.build.warm.rehearsal import rehearse

LIBRARIES = (
    "altair", "geopandas", "ipykernel.kernelapp", "ipykernel.zmqshell", "pandas", "sqlite3",
    # what a kernel itself imports while it starts
    "IPython.core.completerlib", "IPython.extensions.storemagic", "encodings.idna", "faulthandler", "ipykernel.debugger", "psutil",
    "resource", "tornado.platform.asyncio", "zmq.utils.garbage",
)
PACKAGES = ("planbook.chapters",)
"""Packages whose every module is imported."""
STARTUP = ("PYTHON", "LD_", "LC_", "LANG", "TZ", "OMP_", "OPENBLAS_", "MKL_", "MALLOC_")
"""Beginnings of the variables an interpreter or a library reads once, when it starts."""
MOST = 1 << 20
"""Longest request in bytes."""


def startup_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of ``environment`` that take effect only while a process starts."""
    return {name: value for name, value in environment.items() if name.startswith(STARTUP)}


@dataclass
class Kernels:
    """The kernels alive, by connection and by process number."""

    links: dict[int, socket.socket] = field(default_factory=dict)

    def add(self, pid: int, link: socket.socket) -> None:
        """Remember who asked for a kernel."""
        self.links[pid] = link

    def pid(self, link: socket.socket) -> int:
        """Return the kernel of a connection, 0 if it has none."""
        return next((pid for pid, own in self.links.items() if own is link), 0)

    def ended(self) -> Iterator[tuple[socket.socket, int]]:
        """Yield connection and exit code of each kernel that has ended since last time."""
        with contextlib.suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                link = self.links.pop(found[0], None)
                if link:
                    yield link, os.waitstatus_to_exitcode(found[1])


def preload(root: Path | None = None, years: Sequence[int] = ()) -> None:
    """Import what notebooks import, and rehearse; what cannot be imported is left for the kernel to complain about.

    Parameters
    ----------
    root, years
        As for :func:`planbook.build.warm.rehearsal.rehearse`.
    """
    for name in (*LIBRARIES, *_modules()):
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    rehearse(root, years)
    gc.collect()
    gc.freeze()


def _modules() -> Iterator[str]:
    for package in PACKAGES:
        with contextlib.suppress(Exception):
            found = importlib.import_module(package)
            yield from (f"{package}.{module.name}" for module in pkgutil.iter_modules(found.__path__))


def serve(listener: socket.socket, lifeline: int) -> None:
    """Answer requests until the owner is gone.

    Parameters
    ----------
    listener : socket
        Listening Unix socket.
    lifeline : int
        File descriptor that becomes readable when the owner ends.
    """
    kernels, selector = Kernels(), selectors.DefaultSelector()
    alarm, bell = socket.socketpair()
    alarm.setblocking(False)
    bell.setblocking(False)
    signal.set_wakeup_fd(bell.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    for waited in (listener, alarm, lifeline):
        selector.register(waited, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fd == lifeline:
                _end_all(kernels)
                return
            if key.fileobj is alarm:
                alarm.recv(4096)
            elif key.fileobj is listener:
                selector.register(listener.accept()[0], selectors.EVENT_READ)
            else:
                _hear(key.fileobj, kernels, selector)
        for link, code in kernels.ended():
            _say(link, {"code": code})
            _drop(link, selector)


def _hear(link: Any, kernels: Kernels, selector: selectors.BaseSelector) -> None:
    """Read a request; silence means that nobody waits for the kernel any more."""
    request = _line(link)
    if request:
        _fork(json.loads(request), link, kernels)
        return
    pid = kernels.pid(link)
    if pid:
        _kill(pid)
    else:
        _drop(link, selector)
    with contextlib.suppress(KeyError, ValueError):
        selector.unregister(link)


def _line(link: socket.socket) -> bytes:
    text = b""
    with contextlib.suppress(OSError):
        while not text.endswith(b"\n") and len(text) < MOST:
            part = link.recv(65536)
            if not part:
                break
            text += part
    return text


def _fork(request: dict[str, Any], link: socket.socket, kernels: Kernels) -> None:
    if startup_settings(request["env"]) != startup_settings(os.environ):
        _say(link, {"pid": 0})
        return
    parent = os.getpid()
    pid = os.fork()
    if not pid:
        _become_kernel(request, parent)
    kernels.add(pid, link)
    _say(link, {"pid": pid})


def _become_kernel(request: dict[str, Any], parent: int) -> NoReturn:
    """Turn this forked process into an ordinary kernel, and never come back."""
    code = 1
    try:
        _forget_the_nursery()
        os.setsid()
        os.environ.clear()
        os.environ.update(request["env"])
        os.chdir(request["cwd"])
        sys.argv = list(request["argv"])
        code = _run_kernel(sys.argv[1:], parent)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001  (whatever it is, this copy of the nursery must not go on serving)
        sys.excepthook(*sys.exc_info())
    finally:
        _leave(code)


def _forget_the_nursery() -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.closerange(3, 4096)
    silence = os.open(os.devnull, os.O_RDONLY)
    os.dup2(silence, 0)
    if silence:
        os.close(silence)
    numpy = sys.modules.get("numpy")
    if numpy:
        numpy.random.seed()  # random reseeds itself after a fork, numpy does not


def _run_kernel(argv: list[str], parent: int) -> int:
    from ipykernel.kernelapp import IPKernelApp

    app: Any = IPKernelApp.instance()
    app.initialize([*argv, f"--IPKernelApp.parent_handle={parent}"])
    # Its own tidying joins a thread that may wait for one already stopped: seconds at the end of every other run. Everything
    # a run said has been received before it is asked to end, and what is open goes with the process.
    atexit.unregister(app.close)
    app.start()
    return 0


def _leave(code: int) -> NoReturn:
    """End as an interpreter would, without the second it spends on taking every module apart."""
    with contextlib.suppress(BaseException):
        threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001
        atexit._run_exitfuncs()  # noqa: SLF001
    for stream in (sys.__stdout__, sys.__stderr__):
        with contextlib.suppress(Exception):
            stream.flush()  # type: ignore[union-attr]
    os._exit(code)


def _say(link: socket.socket, message: dict[str, int]) -> None:
    with contextlib.suppress(OSError):
        link.sendall(json.dumps(message).encode() + b"\n")


def _drop(link: socket.socket, selector: selectors.BaseSelector) -> None:
    with contextlib.suppress(KeyError, ValueError):
        selector.unregister(link)
    link.close()


def _kill(pid: int) -> None:
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)


def _end_all(kernels: Kernels) -> None:
    for pid in kernels.links:
        _kill(pid)


def main() -> None:
    """Import, then serve on the socket whose number is the first argument; standard input is the lifeline.

    The others are the project root and the editions to rehearse.
    """
    number, *project = sys.argv[1:]
    listener = socket.socket(fileno=int(number))
    preload(Path(project[0]) if project else None, [int(year) for year in project[1:]])
    serve(listener, 0)
