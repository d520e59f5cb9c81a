"""What the reports share: the finished site, its pages, the tools from npm, a server that compresses."""

import functools
import gzip
import http.server
import mimetypes
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "site"
OUT = ROOT / "_build" / "reports"
TOOLS = ROOT / "_build" / "node"
"""The tools from npm, outside of what git knows; ``package-lock.json`` beside this file holds their hashes."""
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
LANGUAGES = ("zh", "en")
TEXT = ("text/", "image/svg+xml", "application/json")
mimetypes.add_type("image/svg+xml", ".svg")
mimetypes.add_type("text/javascript", ".js")


def site(path: Path) -> Path:
    """Return the folder of the newest edition of a finished site."""
    latest = path.resolve() / "latest"
    if not latest.is_dir():
        sys.exit(f"{path} holds no finished site; run `make book` first, or name another with --site")
    return latest


def pages(latest: Path, lang: str) -> list[str]:
    """Return the addresses of a language's chapters, relative to the edition."""
    return sorted(p.relative_to(latest).as_posix() for p in (latest / lang).glob("*.html"))


def charts(latest: Path, lang: str, name: str = "index.html") -> list[str]:
    """Return the addresses of the pages of a language's single charts; those that only lead on are left out."""
    return sorted(p.relative_to(latest).as_posix() for p in (latest / lang / "charts").glob(f"*/{name}")
                  if (p.parent / "card.json").is_file())


def chromium() -> str:
    """Return the path of the machine's own Chromium."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    return found or sys.exit(f"No Chromium on this machine (looked for {', '.join(CHROMIUMS)})")


def tools() -> Path:
    """Return the folder of axe-core and Lighthouse, fetched from npm at first need."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        sys.exit("This report needs Node.js 18 or newer with npm (on Debian: apt install nodejs npm); book and tests do without.")
    TOOLS.mkdir(parents=True, exist_ok=True)
    lock, kept = Path(__file__).with_name("package-lock.json"), TOOLS / "package-lock.json"
    if not (TOOLS / "node_modules").is_dir() or not kept.is_file() or kept.read_bytes() != lock.read_bytes():
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(Path(__file__).with_name(name), TOOLS / name)
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=TOOLS, check=True)
    return TOOLS / "node_modules"


class _Host(http.server.SimpleHTTPRequestHandler):
    """Serves as a web server should: text compressed, connections kept, files cached."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if path.is_dir() else path
        if not file.is_file():
            self.send_error(404)
            return
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        packed = kind.startswith(TEXT)
        body = _body(file, packed)
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@functools.lru_cache(maxsize=500)
def _body(file: Path, packed: bool) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0) if packed else file.read_bytes()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine only; yield its address."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Host, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    """Return rows as a table that reads as text and as Markdown."""
    cells = [head, *[tuple(map(str, row)) for row in rows]]
    width = [max(len(row[i]) for row in cells) for i in range(len(head))]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, width, strict=True)) + " |" for row in cells]
    return "\n".join([lines[0], "|" + "|".join("-" * (w + 2) for w in width) + "|", *lines[1:]])


def say(*lines: str) -> None:
    """Print lines at once."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def processors() -> int:
    """Return how many processors there are to use."""
    return os.cpu_count() or 1
