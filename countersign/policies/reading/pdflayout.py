"""From lines on pages to paragraphs: furniture set aside, wrapped lines and broken words joined."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from countersign.policies.reading import fields, marks
from countersign.policies.reading.blocks import Block, Document, Kind, clean
from countersign.policies.reading.mending import Mender
from countersign.policies.reading.pdfgrids import Grid
from countersign.policies.reading.pdflines import Line

_PAGE_NUMBER = re.compile(
    r"^\W*(?:page\s*)?\d{0,3}(?:\s*(?:of|/)\s*\d{1,3})?\W*$|^.{0,80}\bpage\s*\d+(?:\s*(?:of|/)\s*\d+)?\W*$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?:;][\"”’')]?$")


@dataclass(slots=True)
class Page:
    """One page: its lines from top to bottom, and the tables drawn on it."""

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)


def blocks_of(pages: list[Page]) -> Document:
    """The paragraphs and tables of all pages."""
    out = Document()
    _set_furniture_aside(pages, out)
    lines = [line for page in pages for line in page.lines]
    every = lines + [line for page in pages for grid in page.grids for inside in grid.cells.values() for line in inside]
    mender = Mender(line.text for line in every)
    body = statistics.median(line.size for line in every) if every else 11.0
    leading = _leading(pages)
    margin = max((line.right for line in lines), default=0.0)
    start = min((line.left for line in lines), default=0.0)
    for page in pages:
        for part in _in_order(page):
            if isinstance(part, list):
                _paragraphs(part, out.blocks, body, leading, margin, page)
            else:
                out.blocks.append(_table(part, page, body, leading))
    for block in out.blocks:
        block.indent = max(0.0, block.indent - start)
        _finish(block, mender)
    _mark_title(out.blocks)
    return out


def _mark_title(blocks: list[Block]) -> None:
    """The first heading of the first kind, near the top of the first page, is the title."""
    for block in blocks[:8]:
        if block.kind is Kind.HEADING and block.level == 1:
            block.title = True
            return


def _finish(block: Block, mender: Mender) -> None:
    block.text = clean(mender.mend(block.text))
    for row in block.rows:
        for cell in row:
            for inner in cell:
                _finish(inner, mender)


def _set_furniture_aside(pages: list[Page], out: Document) -> None:
    """Lines at the top and bottom that come again on other pages, and page numbers."""
    seen: Counter[tuple[str, int]] = Counter()
    places: dict[int, list[tuple[Line, tuple[str, int]]]] = {}
    for page in pages:
        ordered = sorted(page.lines, key=lambda line: -line.y)
        edge = [line for line in ordered if line.y > page.height * 0.9][:5] + [
            line for line in ordered if line.y < page.height * 0.1
        ][-5:]
        edge += [line for line in ordered[:2] + ordered[-2:] if line not in edge]
        keyed = [(line, (re.sub(r"\d+", "#", " ".join(line.text.split())).lower(), int(line.y // 6))) for line in edge]
        places[page.number] = keyed
        seen.update({(text, y + d) for _, (text, y) in keyed for d in (-1, 0, 1)})
    for page in pages:
        for line, (text, y) in places[page.number]:
            at_edge = line.y > page.height * 0.92 or line.y < page.height * 0.08
            again = len(pages) > 1 and seen[text, y] >= max(2, len(pages) // 2)
            if again or (at_edge and _PAGE_NUMBER.match(line.text.strip())):
                page.lines.remove(line)
                words = clean(line.text).strip()
                if words not in out.furniture:
                    out.furniture.append(words)


def _leading(pages: list[Page]) -> float:
    """The usual distance of lines, as a multiple of their size."""
    gaps = [
        (a.y - b.y) / a.size
        for page in pages
        for a, b in zip(page.lines, page.lines[1:], strict=False)
        if 0.6 * a.size < a.y - b.y < 2.2 * a.size and abs(a.size - b.size) < 1
    ]
    return min(statistics.median_low(gaps), 1.6) if gaps else 1.2


def _in_order(page: Page) -> Iterator[list[Line] | Grid]:
    """Stretches of lines between the tables of a page."""
    left = list(page.lines)
    for grid in page.grids:
        above = [line for line in left if line.y > grid.top]
        if above:
            yield above
        left = [line for line in left if line.y <= grid.top]
        if any(grid.cells.values()):
            yield grid
    if left:
        yield left


def _table(grid: Grid, page: Page, body: float, leading: float) -> Block:
    table = Block("", f"page {page.number}", Kind.TABLE, gap=True)
    for row in range(len(grid.ys) - 1):
        cells: list[list[Block]] = []
        for column in range(len(grid.xs) - 1):
            inside: list[Block] = []
            _paragraphs(grid.cells.get((row, column), []), inside, body, leading, grid.xs[column + 1], page)
            cells.append(inside)
        if any(cells):
            table.rows.append(cells)
    return table


def _paragraphs(lines: list[Line], out: list[Block], body: float, leading: float, margin: float, page: Page) -> None:
    """Join wrapped lines; pieces of one baseline stand side by side on a form."""
    previous: Line | None = None
    opened: Block | None = None
    if out and out[-1].kind is not Kind.TABLE and not out[-1].rows:
        opened = out[-1]
    first_left = 0.0
    for row in map(_joined_mark, _rows(lines)):
        line = row[0]
        text = "    ".join(piece.text for piece in row)
        mark, rest = marks.split(text)
        if (
            opened is not None
            and len(row) == 1
            and mark is None
            and _goes_on(opened, previous, line, body, leading, margin, first_left)
        ):
            opened.text = _join(opened.text, text)
            previous = line
            continue
        gap = previous is None or previous.y - line.y > (leading + 0.35) * line.size
        if mark and rest:
            block = Block(rest, f"page {page.number}", Kind.ITEM, indent=line.left, bold=line.bold, gap=gap)
            block.number, block.bullet, block.box = mark.number, mark.bullet, mark.box
        elif mark is not None:
            previous, opened = line, None
            continue
        else:
            block = Block(text, f"page {page.number}", indent=line.left, bold=line.bold, gap=gap)
            if line.size > body * 1.15 and len(text.split()) <= 22:
                block.kind, block.level = Kind.HEADING, 1 if line.size > body * 1.45 else 2
        block.new_page = (
            previous is None
            and page.number > 1
            and line.y > page.height * 0.6
            and out is not None
            and bool(out)
            and out[-1].where != block.where
        )
        out.append(block)
        opened, previous, first_left = block, row[-1] if len(row) == 1 else line, line.left


def _rows(lines: list[Line]) -> Iterator[list[Line]]:
    row: list[Line] = []
    for line in lines:
        if row and abs(row[0].y - line.y) <= max(2.0, line.size * 0.3):
            row.append(line)
        else:
            if row:
                yield sorted(row, key=lambda piece: piece.left)
            row = [line]
    if row:
        yield sorted(row, key=lambda piece: piece.left)


def _joined_mark(row: list[Line]) -> list[Line]:
    """A number or bullet in the margin and the words beside it are one."""
    if len(row) > 1 and re.fullmatch(
        r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivx]{1,5})[.):]?|[^\w\s(\[]", row[0].text.strip()
    ):
        first, second = row[0], row[1]
        second.text = f"{first.text.strip()}  {second.text}"
        second.left = first.left
        return row[1:]
    return row


def _goes_on(
    block: Block, previous: Line | None, line: Line, body: float, leading: float, margin: float, first_left: float
) -> bool:
    """Whether LINE is the next line of the paragraph that is open."""
    before, after = block.text.rstrip(), line.text.strip()
    if fields.has_blank(before) or fields.has_blank(after):
        return False
    full = previous is not None and previous.right > margin - 0.15 * (margin - previous.left)
    if after.endswith(":") and fields.labels_of(after) and not (full and after[0].islower()):
        return False
    heading = block.kind is Kind.HEADING
    if previous is None:
        ends = bool(_END.search(before))
        return not heading and not ends and len(before) > 40 and not line.bold
    if previous.page != line.page:
        return not heading and not _END.search(before) and len(before) > 40
    drop = previous.y - line.y
    if drop <= 0 or drop > (leading + 0.33) * max(previous.size, line.size):
        return False
    if abs(previous.size - line.size) > 0.12 * body or (
        previous.bold != line.bold and (len(before) < 90 or heading) and _END.search(before or ".")
    ):
        return False
    if abs(previous.weight - line.weight) > 0.7 and after[0].isupper():
        return False
    if (
        previous.bold
        and not line.bold
        and len(before) < 90
        and previous.right < margin - 0.15 * (margin - previous.left)
    ):
        return False
    room = margin - previous.right
    first_word = len(after.split()[0]) * line.size * 0.5
    if room > first_word + 0.12 * (margin - previous.left) and not after[0].islower():
        return False
    return not (
        (line.left > previous.left + 3 * line.size and not block.marked) or line.left < first_left - 2 * line.size
    )


def _join(before: str, after: str) -> str:
    """Two lines as one; a hyphen at the end of a line is dropped when it only breaks a word."""
    before, after = before.rstrip(), after.strip()
    if re.search(r"[a-z]-$", before) and after[:1].islower():
        return f"{before}\0{after}"
    if before.endswith("/") or re.search(r"\w-$|\S@$|https?://\S*$|www\.\S*[/.-]$", before):
        return before + after
    return f"{before} {after}"
