"""Where the project lies: the one place that knows."""

import os
from pathlib import Path

from planbook.data.errors import PlanbookError

ENV_ROOT = "PLANBOOK_ROOT"
"""Environment variable that names the project root; otherwise it is searched upwards from the working directory."""


def is_root(path: Path) -> bool:
    """Tell whether ``path`` holds a book project: a configuration and a data folder."""
    return (path / "_config.yml").is_file() and (path / "data").is_dir()


def project_root(start: Path | None = None) -> Path:
    """Return the project root.

    Parameters
    ----------
    start : Path, optional
        Folder to search upwards from; the working directory when omitted.

    Returns
    -------
    Path
        Absolute path of the folder with ``_config.yml`` and ``data/``.

    Raises
    ------
    PlanbookError
        If no such folder exists.
    """
    named = os.environ.get(ENV_ROOT)
    if named and start is None:
        return _checked(Path(named))
    here = (start or Path.cwd()).resolve()
    installed = Path(__file__).resolve().parents[3]
    for folder in (here, *here.parents, installed):
        if is_root(folder):
            return folder
    msg = f"从 {here} 向上找不到项目根目录（应含 _config.yml 和 data/）。处理：进入项目目录再运行，或设置环境变量 {ENV_ROOT}。"
    raise PlanbookError(msg)


def _checked(root: Path) -> Path:
    if is_root(root):
        return root.resolve()
    msg = f"环境变量 {ENV_ROOT} 指向 {root}，那里没有 _config.yml 和 data/。处理：改正或取消该变量。"
    raise PlanbookError(msg)
