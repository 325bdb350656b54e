"""Checking a record without the server that made it."""

import subprocess
import sys
from pathlib import Path


def verify(program: Path, record: Path) -> tuple[bool, str]:
    """Run the stand-alone verifier as a stranger would: Python alone, nothing of this project in reach."""
    command = [sys.executable, "-I", "-S", str(program), str(record)]
    run = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=record.parent, env={"PATH": "/usr/bin:/bin"}
    )
    assert "Traceback" not in run.stderr, run.stderr
    return run.returncode == 0, run.stdout + run.stderr


def seal_holds(pdf: Path) -> bool:
    """Ask another program, Poppler's pdfsig, whether the PDF's signature is valid."""
    run = subprocess.run(["pdfsig", str(pdf)], check=False, capture_output=True, text=True)
    return "Signature is Valid" in run.stdout and "Total document signed" in run.stdout


def altered(path: Path, at: int | None = None) -> Path:
    """Return a copy with one bit of one byte changed, in the middle unless told where."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2 if at is None else at] ^= 1
    copy = path.with_stem(f"{path.stem}-altered")
    copy.write_bytes(content)
    return copy
