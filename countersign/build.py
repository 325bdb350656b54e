"""Which program this is, byte for byte: a version alone does not say what somebody changed in it."""

import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent
KINDS = {".py", ".html", ".txt", ".typ", ".toml", ".js", ".css", ".po"}


@cache
def build_sha256() -> str:
    """Return the SHA-256 over the program's own files, by path: the same wherever the same version is installed."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*"), key=lambda path: path.relative_to(PACKAGE).as_posix()):
        if path.suffix in KINDS and "tests" not in path.parts[len(PACKAGE.parts) :]:
            name = path.relative_to(PACKAGE).as_posix()
            digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()
