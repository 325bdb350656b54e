"""PDF files as blocks: characters with their places, joined to lines, columns, tables and paragraphs."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from countersign.policies.reading import pdfgrids, pdflayout
from countersign.policies.reading.blocks import Document
from countersign.policies.reading.pdflayout import Page
from countersign.policies.reading.pdflines import Glyph, Line
from countersign.policies.reading.refusals import Unreadable

MOST_PAGES = 300
MOST_CHARACTERS = 1_500_000
_HYPHEN = 0xFFFE
_PICTURE = (
    "it holds pictures of pages and no text (a scan); use the original document, or have the "
    "words recognised (OCR) first."
)


def read(data: bytes, name: str) -> Document:
    """Read a PDF that has a text layer."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        if "password" in str(problem).lower() or b"/Encrypt" in data:
            raise Unreadable(
                name, "it is protected with a password; save a copy without one, or use the original document."
            ) from problem
        raise Unreadable(
            name, "it is damaged or not a complete PDF; copy it again, or use the original document."
        ) from problem
    try:
        if len(document) > MOST_PAGES:
            raise Unreadable(
                name,
                f"it has {len(document)} pages, over the limit of {MOST_PAGES}; take out the pages of the agreement.",
            )
        pages, seen = [], 0
        for number in range(len(document)):
            pages.append(_page(document, number, name))
            seen += sum(len(line.text) for line in pages[-1].lines)
            if seen > MOST_CHARACTERS:
                raise Unreadable(
                    name, "it holds more text than the size limit allows; take out the pages of the agreement."
                )
    finally:
        document.close()
    if not any(line.text.strip() for page in pages for line in page.lines):
        raise Unreadable(name, _PICTURE)
    if seen < 40 * len(pages) and len(pages) > 1 and seen < 200:
        raise Unreadable(name, _PICTURE)
    return pdflayout.blocks_of(pages)


def _page(document: pypdfium2.PdfDocument, number: int, name: str) -> Page:
    try:
        handle = document[number]
        width, height = handle.get_size()
        page = Page(number + 1, width, height)
        textpage = handle.get_textpage()
        glyphs = list(_glyphs(textpage.raw))
        textpage.close()
        page.grids = pdfgrids.find(handle)
        handle.close()
    except pypdfium2.PdfiumError as problem:
        raise Unreadable(
            name, f"page {number + 1} is damaged; save the PDF again, or use the original document."
        ) from problem
    cells: dict[tuple[int, int, int], list[Glyph]] = {}
    free: list[Glyph] = [] if page.grids else glyphs
    for glyph in glyphs if page.grids else ():
        x, y = (glyph.left + glyph.right) / 2, glyph.y + glyph.size / 4
        found = ((index, *at) for index, grid in enumerate(page.grids) if (at := grid.cell_at(x, y)))
        place = next(found, None)
        (free if place is None else cells.setdefault(place, [])).append(glyph)
    page.lines = _lines(free, number + 1)
    for (grid, row, column), inside in cells.items():
        page.grids[grid].cells[row, column] = _lines(inside, number + 1)
    return page


def _glyphs(textpage: pdfium.FPDF_TEXTPAGE) -> Iterator[Glyph]:
    """The characters in the order of the file; spaces pdfium made up are left out, gaps decide instead."""
    rect, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    matrix, height, size, bold = pdfium.FS_MATRIX(), -1.0, 10.0, False
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    at_rect, at_x, at_y, at_matrix = ctypes.byref(rect), ctypes.byref(x), ctypes.byref(y), ctypes.byref(matrix)
    for index in range(min(pdfium.FPDFText_CountChars(textpage), MOST_CHARACTERS)):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if code in (0, 10, 13, 32):  # gaps tell words apart; a space counts only by the room it takes
            if code != 32 or pdfium.FPDFText_IsGenerated(textpage, index) == 1:
                continue
        elif code > 0x10FFFF or 0xD800 <= code < 0xE000:
            continue
        if not pdfium.FPDFText_GetLooseCharBox(textpage, index, at_rect) or rect.left == rect.right:
            continue
        pdfium.FPDFText_GetCharOrigin(textpage, index, at_x, at_y)
        if y.value != height or index % 8 == 0:
            height = y.value
            pdfium.FPDFText_GetMatrix(textpage, index, at_matrix)
            size = pdfium.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d) or size
            pdfium.FPDFText_GetFontInfo(textpage, index, buffer, 128, ctypes.byref(flags))
            bold = b"bold" in buffer.value.lower() or pdfium.FPDFText_GetFontWeight(textpage, index) >= 600
        yield Glyph("-" if code in (_HYPHEN, 2) else chr(code), rect.left, rect.right, y.value, size, bold)


def _lines(glyphs: list[Glyph], page: int) -> list[Line]:
    """Characters on one baseline, from left to right, cut where a wide gap stands."""
    rows: list[list[Glyph]] = []
    levels: list[float] = []
    for glyph in glyphs:
        if levels and levels[-1] == glyph.y:
            rows[-1].append(glyph)
            continue
        at = next(
            (
                i
                for i in range(len(rows) - 1, max(-1, len(rows) - 40), -1)
                if abs(levels[i] - glyph.y) <= max(1.5, glyph.size * 0.22)
            ),
            None,
        )
        if at is None:
            rows.append([glyph])
            levels.append(glyph.y)
        else:
            rows[at].append(glyph)
    out: list[Line] = []
    for row in rows:
        row.sort(key=lambda g: g.left)
        out += _cut(row, page)
    out = [line for line in out if line.text.strip()]
    out.sort(key=lambda line: (-round(line.y, 0), line.left))
    return out


def _cut(row: list[Glyph], page: int) -> Iterator[Line]:
    """One baseline as lines: words by their gaps, and a new line after a gap as wide as two letters m."""
    pieces: list[str] = []
    start, end, weights, last = row[0].left, row[0].left, 0, row[0]
    pending = False
    letters = 0
    for glyph in row:
        if glyph.text.isspace():
            pending = True
            continue
        gap = glyph.left - end
        if pieces and gap > 2.2 * glyph.size:
            yield Line("".join(pieces), start, end, last.y, last.size, weights / max(letters, 1), page)
            pieces, start, weights, letters = [], glyph.left, 0, 0
        elif pieces and (gap > 0.17 * glyph.size or (pending and gap > 0.06 * glyph.size)):
            pieces.append(" ")
        pending = False
        pieces.append(glyph.text)
        weights += glyph.bold and glyph.text.isalpha()
        letters += glyph.text.isalpha()
        end, last = max(end, glyph.right) if pieces[:-1] else glyph.right, glyph
    if pieces:
        yield Line("".join(pieces), start, end, last.y, last.size, weights / max(letters, 1), page)
