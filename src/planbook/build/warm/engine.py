"""Papermill's engine ``planbook``: its standard engine with forked kernels, standard kernels where there are none."""

import asyncio
import os
import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from nbformat.v4 import new_notebook
from papermill.engines import NBClientEngine
from papermill.iorw import write_ipynb
from traitlets import Type

from planbook.build.warm.nurse import can_fork, fork_kernel, forkable, own_address

ENGINE = "planbook"
"""Its name, as registered in ``pyproject.toml``."""
POLL_SECONDS = 0.01
REPLY_SECONDS, OUTPUT_SECONDS = 1.0, 0.2
"""How long a kernel's answer, and what it says of itself meanwhile, are waited for before it is asked again; the standard client's."""


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel by forking a nursery; the rest of a kernel's life is the standard one."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel, or start an ordinary one."""
        environment = kwargs.get("env") or dict(os.environ)
        folder = os.fspath(kwargs.get("cwd") or os.getcwd())  # noqa: PTH109
        address = getattr(self.parent, "nursery", "") or (own_address() if can_fork() else "")
        process = fork_kernel(address, cmd, environment, folder) if address and forkable(cmd) else None
        if process is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process  # type: ignore[assignment]  # all of Popen that a provisioner uses
        self.pid, self.pgid, self.cwd = process.pid, process.pid, folder
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the kernel's end, looking often: a run should not last longer than its work."""
        while await self.poll() is None:  # noqa: ASYNC110  (a process is waited for, not an event)
            await asyncio.sleep(POLL_SECONDS)
        return await super().wait()


class WarmKernelClient(AsyncKernelClient):
    """The standard client, ready as soon as its kernel is.

    The standard one then listens for a fifth of a second to be sure of silence; a run's messages are told by the request
    they belong to, so there is nothing to be sure of.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109  (the parent's)
        """Wait until the kernel answers and what it says arrives.

        Parameters
        ----------
        timeout : float, optional
            Longest time in seconds; without it, as long as the kernel lives.

        Raises
        ------
        RuntimeError
            If it dies first, or takes longer than ``timeout`` seconds.
        """
        latest = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not await self._answered():
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > latest:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answered(self) -> bool:
        self.kernel_info()
        try:
            reply = await self.shell_channel.get_msg(timeout=REPLY_SECONDS)
            await self.iopub_channel.get_msg(timeout=OUTPUT_SECONDS)
        except Empty:
            return False
        if reply["msg_type"] != "kernel_info_reply":
            return False
        self._handle_kernel_info_reply(reply)
        return True


class WarmKernelManager(AsyncKernelManager):
    """A kernel manager whose kernels are forked, unless their specification names a provisioner of its own."""

    client_factory = Type(klass=WarmKernelClient)
    nursery = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.kernel_spec and not self.kernel_spec.metadata.get("kernel_provisioner"):
            self.provisioner = WarmProvisioner(kernel_spec=self.kernel_spec, parent=self)

    async def _async_wait(self, pollinterval: float = POLL_SECONDS) -> None:
        await super()._async_wait(min(pollinterval, POLL_SECONDS))


def _raised(cell: Any) -> bool:
    """Tell whether papermill will complain of a cell."""
    return bool(cell.metadata.get("papermill", {}).get("exception")) or any(o.output_type == "error" for o in cell.get("outputs", ()))


class WarmEngine(NBClientEngine):  # type: ignore[misc]
    """``papermill --engine planbook``."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, *args: Any, taken: list[Any] | None = None, **kwargs: Any) -> Any:
        """Run a notebook.

        Parameters
        ----------
        nb : NotebookNode
            The notebook.
        kernel_name : str
            Kernel to run it in.
        taken : list, optional
            Where a notebook that came through is put, for whoever writes it himself; papermill is left with an empty one.
            Its own way of writing takes as long as a small run.
        *args, **kwargs
            As for papermill's engines.

        Returns
        -------
        NotebookNode
            What papermill writes, or complains of.
        """
        done = super().execute_notebook(nb, kernel_name, *args, **kwargs)
        if taken is None or any(map(_raised, done.cells)):
            return done
        taken.append(done)
        empty: Any = new_notebook()  # type: ignore[no-untyped-call]
        return empty

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, nursery: str = "", broken_off: str = "", **kwargs: Any) -> Any:
        """Run a notebook in a forked kernel.

        Parameters
        ----------
        nb_man : NotebookExecutionManager
            Papermill's.
        kernel_name : str
            Kernel to run it in.
        nursery : str
            Address of a running nursery; this process's own when empty.
        broken_off : str
            Where the notebook is written as far as it came when it is broken off, for whoever does not have papermill
            write it after each cell.
        **kwargs
            As for papermill's standard engine.
        """
        manager = type("Manager", (WarmKernelManager,), {"nursery": nursery})
        try:
            return super().execute_managed_notebook(nb_man, kernel_name, kernel_manager_class=manager, **kwargs)
        except BaseException:
            if broken_off:
                write_ipynb(nb_man.nb, broken_off)
            raise
