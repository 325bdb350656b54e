"""Typesetting a record: PDF/A-3a and PDF/UA-1, with the data attached, by Typst."""

import threading
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

from countersign.ledger.canonical import canonical

from .printing import FONTS, printable

TEMPLATE = Path(__file__).parent / "record.typ"

_one_at_a_time = threading.Lock()


def typeset(paper: dict[str, Any], *, attached: dict[str, bytes]) -> bytes:
    """Return the PDF of a record: `paper` is what is printed, `attached` the files that go with it."""
    inputs = {"data": canonical(_printable(paper))}
    inputs |= {name: content.decode() for name, content in attached.items()}
    with _one_at_a_time:
        return cast("bytes", _compiler().compile(format="pdf", pdf_standards=["a-3a", "ua-1"], sys_inputs=inputs))


@cache
def _compiler() -> typst.Compiler:
    # The fonts are ours and Typst's own, so that the same record is the same bytes on every machine.
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(str(TEMPLATE), font_paths=fonts, ignore_system_fonts=True)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    return value
