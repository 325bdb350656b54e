"""
The one intermediate form all kinds of file are turned into: a list of blocks in reading order.

A reader of a format only says what stands there; what it means is decided once, for all formats, in `structure`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffc\ufffe\uffff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]*\]")


def clean(text: str) -> str:
    """Return TEXT composed (NFC), without invisible characters, control characters and bookmark debris."""
    if text.isascii() and text.isprintable():
        return text if "[bookmark" not in text else _BOOKMARK.sub("", text)
    text = _BREAKS.sub("\n", _SPACES.sub(" ", text))
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return _BOOKMARK.sub("", unicodedata.normalize("NFC", text))


def squeeze(text: str) -> str:
    """Return TEXT with one blank for any white space."""
    return " ".join(text.split())


class Kind(Enum):
    """What a format itself says about a block."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"


class Part(Enum):
    """What the structure pass found a block to be."""

    UNKNOWN = ""
    HEAD = "head data"
    TITLE = "title"
    HEADING = "heading"
    FIELDS = "fields"
    ZONE = "heading of a block for signing"
    DECLARATION = "declaration"
    APPROVAL = "approval"
    CHOICE = "choice"
    PROSE = "prose"
    CLAUSE = "clause"
    DROPPED = "dropped"


@dataclass(slots=True)
class Block:
    """A paragraph, heading, list item or table as it stood."""

    text: str
    where: str = ""
    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    number: str | None = None
    bullet: bool = False
    box: bool = False
    list_key: str | None = None
    indent: float = 0.0
    bold: bool = False
    title: bool = False
    gap: bool = False
    new_page: bool = False
    boxed: bool = False
    lead: str | None = None
    part: Part = Part.UNKNOWN
    fields: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    rows: list[list[list[Block]]] = field(default_factory=list)

    @property
    def plain(self) -> str:
        """The text on one line."""
        return squeeze(self.text)

    @property
    def marked(self) -> bool:
        """Whether it carries a number, a bullet or a box."""
        return self.number is not None or self.bullet or self.box

    @property
    def source(self) -> str:
        """The wording with the mark as printed."""
        mark = self.number or ("☐" if self.box else "•" if self.bullet else "")
        return f"{mark} {self.plain}".strip()


@dataclass(slots=True)
class Document:
    """What a reader of one format hands over."""

    blocks: list[Block] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    dropped: list[tuple[str, str]] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    front: dict[str, str] = field(default_factory=dict)


def cell_text(cell: Iterable[Block]) -> str:
    """The text of a table cell on one line."""
    return " ".join(
        block.source if block.marked else block.plain for block in cell if block.kind is not Kind.TABLE
    ).strip()
