"""
Typesetting: PDF for archives (PDF/A) and for everybody (PDF/UA-1) from a template and data, by Typst.

A template is a .typ file of the app whose paper it is and begins with `#import "/ui/paper.typ": *`. Its data never
enters markup: it comes as JSON, every text of it as our fonts can print it.
"""

import threading
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import typst

from .printing import FONTS, printable

HOUSE = Path(__file__).parent.parent
"""The root of the templates' own paths."""

_one_at_a_time = threading.Lock()


Standard = Literal["a-2a", "a-3a"]
"""PDF/A with its structure; only the second may carry other files."""


def typeset(
    template: Path, data: str, *, standard: Standard = "a-2a", attached: dict[str, bytes] | None = None
) -> bytes:
    """Return the PDF of a template: `data` is the JSON that is printed, `attached` the files that go with it."""
    inputs = {"data": data} | {name: content.decode() for name, content in (attached or {}).items()}
    with _one_at_a_time:
        made = _compiler(template).compile(format="pdf", pdf_standards=[standard, "ua-1"], sys_inputs=inputs)
    return cast("bytes", made)


def as_printed(value: Any) -> Any:
    """Return plain values with every text as our fonts can print it."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: as_printed(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_printed(each) for each in value]
    return value


@cache
def _compiler(template: Path) -> typst.Compiler:
    # The fonts are ours and Typst's own, so that the same paper is the same bytes on every machine.
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(str(template), root=str(HOUSE), font_paths=fonts, ignore_system_fonts=True)
