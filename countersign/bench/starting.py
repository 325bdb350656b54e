"""Row: from a clean clone to the first page, and the second start."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from countersign.bench.figures import Figure, report
from countersign.bench.servers import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
TIME_LIMIT = 300


def main(*, is_quick: bool) -> None:
    """Clone, run, look at the first page, stop, run again. The quick form only starts what is installed already."""
    if is_quick or shutil.which("git") is None or not (ROOT / ".git").exists():
        why = "not part of a quick run" if is_quick else "this is no git checkout"
        report(Figure("starting", "the first page from a clean clone", None, "s", 30, note=why))
        return
    with tempfile.TemporaryDirectory(prefix="countersign-clone-") as folder:
        clone = Path(folder) / "countersign"
        begun = time.perf_counter()
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        first = time.perf_counter() - begun + until_first_page(clone)
        second = min(until_first_page(clone) for _ in range(3))
    report(
        Figure(
            "starting",
            "the first page from a clean clone",
            first,
            "s",
            30,
            note="cloning, the packages from the network or uv’s own store, tables, server",
        ),
        Figure("starting", "the second start, to its first page", second, "s", 4, note="the least of three"),
    )


def until_first_page(clone: Path) -> float:
    """Start Countersign in a clone, wait for its first page, stop it, and return the seconds until the page."""
    port = free_port()
    dropped = ("COUNTERSIGN_DATA", "COUNTERSIGN_ADDRESS", "DATABASE_URL", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    begun = time.perf_counter()
    process = subprocess.Popen(
        ["./run", "--port", str(port)], cwd=clone, env=environment, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None  # noqa: S101  asked for above
        line = process.stdout.readline()
        if not line.startswith("Countersign is at"):
            raise RuntimeError(f"./run said {line!r}")
        with urllib.request.urlopen(line.removeprefix("Countersign is at").strip(), timeout=10) as page:  # noqa: S310
            page.read()
        return time.perf_counter() - begun
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(TIME_LIMIT)
