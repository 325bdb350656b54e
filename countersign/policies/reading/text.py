"""Plain text as blocks: characters first, then lines, marks, columns and wrapped lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from countersign.policies.reading import marks
from countersign.policies.reading.blocks import Block, Document, Kind, clean
from countersign.policies.reading.mending import Mender
from countersign.policies.reading.sniffing import looks_like_utf16

_MOJIBAKE = re.compile("\u00e2\u20ac.|\u00c3[\u0080-\u00bf\u0152-\u2122]|\u00c2[\u00a0-\u00bf]")
_ORNAMENT = re.compile(r"^\s*(?:[~*=#\-–—_.·•◆❖]\s?){4,}\s*$")
_UNDERLINE = re.compile(r"^\s*(?:=|-|~){4,}\s*$")
_EMPHASIS = re.compile(
    r"(?<![\w*])(\*{1,3})(?=\S)([^*\n]+?)(?<=\S)\1(?!\*)|(?<![\w_])(__)(?=[^\s_])([^_\n]+?)(?<=[^\s_])__(?![\w_])"
)
_COLUMNS = re.compile(r"\t+| {3,}")
_BLANK = re.compile(r"_{3,}|\.{4,}|…{2,}")


def read(data: bytes, name: str) -> Document:  # noqa: ARG001  all readers are called alike
    """Read plain text in any usual encoding."""
    out = Document()
    return parse(decoded(data, out), out)


def decoded(data: bytes, out: Document) -> str:
    """The characters, line by line: UTF-8, else Windows-1252; whole files in UTF-16."""
    order = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else looks_like_utf16(data[:4096])
    if order:
        return data.decode(order, "replace").replace("\ufffd", "")
    lines, old, mended = [], 0, 0
    for line in re.split(rb"\r\n|\n|\r", data.removeprefix(b"\xef\xbb\xbf")):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            text, old = _old_windows(line), old + 1
        if _MOJIBAKE.search(text) and (better := _mended(text)):
            text, mended = better, mended + 1
        lines.append(text)
    if old and old < len(lines):
        out.ignored.append(
            (f"two encodings are mixed; {old} lines were read as Windows-1252, the others as UTF-8", "file")
        )
    if mended:
        out.ignored.append((f"characters damaged by an earlier wrong encoding were mended in {mended} lines", "file"))
    return "\n".join(lines)


def _old_windows(line: bytes) -> str:
    return "".join(bytes([b]).decode("cp1252", "replace") for b in line).replace("\ufffd", "")


def _mended(text: str) -> str | None:
    """UTF-8 that was read as Windows-1252 and written again, turned back piece by piece."""

    def turn(found: re.Match[str]) -> str:
        try:
            raw = b"".join(
                c.encode("cp1252") if ord(c) > 0x9F or c.isascii() else bytes([ord(c)]) for c in found.group()
            )
            return raw.decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError, ValueError):
            return found.group()

    better = re.sub("\u00e2[\u0080-\u2122][\u0080-\u2122]|[\u00c2-\u00df][\u0080-\u00bf\u0152-\u2122]", turn, text)
    return better if better != text else None


def parse(text: str, out: Document) -> Document:
    """Turn characters into blocks."""
    pages = text.split("\f")
    lines: list[tuple[str, bool]] = []
    for page in pages:
        lines += [(line, not index and bool(lines)) for index, line in enumerate(clean(page).split("\n"))]
    wraps = _is_wrapped([line for line, _ in lines])
    found: list[Block] = []
    gap = new_page = False
    previous = ""
    for at, (line, starts_page) in enumerate(lines, 1):
        new_page |= starts_page
        if not line.strip():
            gap = True
            previous = ""
            continue
        if _ORNAMENT.match(line) and not re.fullmatch(r"\s*(?:_+|\.+)\s*", line):
            if _UNDERLINE.match(line) and previous and found and len(previous) < 90 and not found[-1].marked:
                found[-1].kind, found[-1].level = Kind.HEADING, found[-1].level or 1
            gap = True
            continue
        near = bool(previous and found and not gap)
        if near and (_hangs(line, found[-1]) or (wraps and _continues(previous, line, found[-1]))):
            found[-1].text += " " + _emphasis(line)[0].strip()
        else:
            found.append(_block(line, at, gap=gap, new_page=new_page))
            gap = new_page = False
        previous = line
    mender = Mender(line for line, _ in lines)
    for block in found:
        block.text = mender.mend(block.text)
    out.blocks = list(_tables(found))
    return out


def _emphasis(line: str) -> tuple[str, bool]:
    """The line without emphasis marks, and whether all of it was bold."""
    bold = bool(re.fullmatch(r"\s*(?:\*\*.+\*\*|__[^_].*[^_]__):?\s*", line)) and line.count("**") in (0, 2)
    return _EMPHASIS.sub(lambda m: m.group(2) or m.group(4), line), bold


def _block(line: str, at: int, *, gap: bool, new_page: bool) -> Block:
    text, bold = _emphasis(line)
    indent = len(text.expandtabs(4)) - len(text.expandtabs(4).lstrip())
    block = Block(text.strip("\n ").rstrip(), f"line {at}", gap=gap, new_page=new_page, bold=bold, indent=float(indent))
    mark, rest = marks.split(text)
    if mark and rest and (rest[0].isalnum() or rest[0] in "([\"'“‘£€_"):
        block.kind, block.text = Kind.ITEM, rest.rstrip()
        block.number, block.bullet, block.box = mark.number, mark.bullet, mark.box
    return block


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the lines were broken to a width, so that a paragraph is several lines."""
    full = [len(line.rstrip()) for line in lines if line.strip()]
    if len(full) < 4:
        return False
    pairs = [
        (a, b)
        for a, b in pairwise(lines)
        if a.strip() and b.strip() and 45 < len(a.strip()) <= 130 and marks.split(b)[0] is None
    ]
    pairs = [(a, b) for a, b in pairs if a.rstrip()[-1] not in ".:;?!"]
    onward = sum(b.strip()[0].islower() for _, b in pairs)
    whole = sum(length > 130 for length in full)  # nobody who breaks lines to a width leaves many of these
    return len(pairs) >= max(2, whole) and onward >= len(pairs) * 0.5


def _hangs(line: str, block: Block) -> bool:
    """Whether a line stands under the words of a point, without a mark of its own."""
    inside = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip()) > block.indent + 1
    return (
        block.marked
        and inside
        and marks.split(line)[0] is None
        and not _BLANK.search(line)
        and "\t" not in line.strip()
    )


def _continues(previous: str, line: str, block: Block) -> bool:
    text = line.strip()
    if marks.split(text)[0] is not None or _BLANK.search(line) or _BLANK.search(previous) or "\t" in line.strip():
        return False
    if block.marked and len(line) - len(line.lstrip()) > block.indent and not previous.rstrip().endswith((".", ":")):
        return True
    long = len(previous.rstrip()) >= 48
    return long and (text[0].islower() or previous.rstrip()[-1] not in ".:?!;")


def _tables(blocks: list[Block]) -> Iterator[Block]:
    """Lines laid out in columns with tabs become rows of a table; form lines stay lines."""
    rows: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and _is_row(block) and not (rows and block.gap):
            rows.append(block)
            continue
        if rows:
            yield _table(rows)
            rows = []
        if block is not None and _is_row(block):
            rows = [block]
        elif block is not None:
            yield block


def _is_row(block: Block) -> bool:
    text = block.text.strip()
    first = text.partition("\t")[0].rstrip()
    return "\t" in text and not block.marked and not _BLANK.search(text) and not first.endswith(":")


def _table(rows: list[Block]) -> Block:
    table = Block("", rows[0].where, Kind.TABLE, gap=rows[0].gap, new_page=rows[0].new_page)
    for row in rows:
        cells = [piece.strip() for piece in re.split(r"\t+", row.text.strip())]
        table.rows.append([[Block(cell, row.where)] if cell else [] for cell in cells])
    return table
