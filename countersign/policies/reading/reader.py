"""From a file to a reading: limits, the right reader for its content, then one structure pass for all."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from countersign.policies.reading import sniffing, structure
from countersign.policies.reading.blocks import Document
from countersign.policies.reading.model import Reading
from countersign.policies.reading.refusals import Unreadable

MOST_BYTES = 50 << 20
_MODULES = {
    "docx": "word",
    "pdf": "pdf",
    "html": "web",
    "markdown": "markdown",
    "text": "text",
    "odt": "office",
    "doc": "office",
    "rtf": "office",
}
_NAMES = {
    "docx": "a Word file",
    "pdf": "a PDF",
    "html": "a web page",
    "odt": "an OpenDocument text",
    "doc": "an old Word file",
    "rtf": "a rich text file",
    "text": "plain text",
    "markdown": "plain text",
}


def read(path: Path, *, name: str | None = None) -> Reading:
    """Read the document at PATH; NAME is what the person calls it."""
    path = Path(path)
    name = " ".join((name or path.name).split())
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise Unreadable(
                name, f"it is {size >> 20} MB, over the size limit of {MOST_BYTES >> 20} MB; take out the pictures."
            )
        data = path.read_bytes()
    except OSError as problem:
        raise Unreadable(name, "the file cannot be opened; check that it is there and may be read.") from problem
    kind = sniffing.kind_of(data, name)
    if kind == "docx" and name.lower().endswith(".docm"):
        raise Unreadable(
            name, "it may hold macros (small programs); save it as an ordinary .docx and choose that file."
        )
    try:
        return _read(kind, data, name)
    except RecursionError as problem:
        raise Unreadable(
            name, "its tables or lists are nested too deeply to be read; save it anew as .docx."
        ) from problem


def _read(kind: str, data: bytes, name: str) -> Reading:
    document = _reader(kind)(data, name)
    promised = sniffing.expected_kind(name)
    if promised and promised != kind and {promised, kind} != {"text", "markdown"}:
        document.ignored.append(
            (f"the name ends like {_NAMES[promised]}, but it is {_NAMES[kind]} and was read as one", name)
        )
    return structure.understand(document, name)


def _reader(kind: str) -> Callable[[bytes, str], Document]:
    module = import_module(f"countersign.policies.reading.{_MODULES[kind]}")
    reader: Callable[[bytes, str], Document] = module.read
    return reader


def main(arguments: Sequence[str]) -> int:
    """Print the reading of one file as JSON; 2 and one line on standard error when it cannot be read."""
    files = [argument for argument in arguments if argument != "--json"]
    if len(files) != 1:
        sys.stderr.write("Give one file to read.\n")
        return 2
    try:
        reading = read(Path(files[0]))
    except Unreadable as refusal:
        sys.stderr.write(f"{refusal.sentence}\n")
        return 2
    sys.stdout.buffer.write(
        (json.dumps(reading.as_json(), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
    )
    return 0
