"""
What a table is for: head data, fields to fill in, choices, statements to tick, clauses, or only layout.

Each table becomes blocks that say so; a table nobody signs (a history of versions, a glossary) is set aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from countersign.policies.reading import fields, headdata, marks
from countersign.policies.reading.blocks import Block, Kind, Part, cell_text

_OPTION = re.compile(
    r"^(?:yes|no|y|n|agree|disagree|i agree|i do not agree|i consent|i do not consent|allow|"
    r"do not allow|✓|tick|"
    r"please tick|initials?|n/?a|yes ?/ ?no|i give permission|i do not give permission)$",
    re.IGNORECASE,
)
_YES_NO = re.compile(r"\byes\b.{0,12}\bno\b", re.IGNORECASE)
_HISTORY = re.compile(r"\b(?:version|revision|amendments?|changes?( made)?|author|issue|edition)\b", re.IGNORECASE)
_NUMBERS = re.compile(r"^(?:no|nos|number|#|ref|item|point|clause|rule)\.?$", re.IGNORECASE)
_GLOSSARY = re.compile(r"^(?:terms?|definitions?|meaning|acronym|abbreviation|word)$", re.IGNORECASE)


def unfold(blocks: list[Block]) -> Iterator[Block]:
    """Replace each table by blocks that say what its cells are."""
    for block in blocks:
        if block.kind is Kind.TABLE:
            yield from _table(block)
        else:
            yield block


def _table(table: Block) -> Iterator[Block]:
    rows = [(number, row) for number, row in enumerate(table.rows, 1) if any(cell for cell in row)]
    if not rows:
        return
    texts = [[cell_text(cell) for cell in row] for _, row in rows]
    first = True
    for block in _understood(table, rows, texts):
        if first:
            block.gap, block.new_page, first = True, table.new_page, False
        yield block


def _understood(table: Block, rows: list[tuple[int, list[list[Block]]]], texts: list[list[str]]) -> Iterator[Block]:
    if options := _option_columns(texts):
        yield from _choices(table, texts, options)
        return
    if (len(texts) > 1 and len(texts[0]) > 1 and sum(bool(_HISTORY.search(t)) for t in texts[0]) >= 2) or _is_glossary(
        texts
    ):
        yield from headdata.history(texts, table.where)
        yield Block("; ".join(" | ".join(filter(None, row)) for row in texts)[:200], table.where, part=Part.DROPPED)
        return
    if facts := headdata.across(texts):
        yield from (Block(fact, table.where, part=Part.HEAD) for fact in facts)
        return
    if _is_form_grid(texts):
        yield Block(" ".join(texts[0]), table.where, part=Part.FIELDS, fields=[fields.tidy(t) for t in texts[0] if t])
        return
    if len(texts) > 2 and _NUMBERS.match(texts[0][0]) and any(_is_mark(cells[0]) for cells in texts[1:] if cells[0]):
        rows, texts = rows[1:], texts[1:]  # what stands over numbered clauses names only the columns
    for (number, row), cells in zip(rows, texts, strict=True):
        where = f"{table.where}, row {number}"
        yield from _row(row, cells, where)


def _row(row: list[list[Block]], cells: list[str], where: str) -> Iterator[Block]:
    if fact := headdata.of_cells(cells):
        yield Block(": ".join([fact[0], *fact[1:]]), where, part=Part.HEAD)
        return
    if labels := _field_cells(cells, row):
        yield Block("   ".join(c for c in cells if c), where, part=Part.FIELDS, fields=labels)
        return
    filled = [(index, cell) for index, cell in enumerate(row) if cells[index]]
    boxes = [
        index
        for index, _ in filled
        if fields.is_only_blank(cells[index]) and any(b in cells[index] for b in marks.BOXES)
    ]
    if boxes and len(filled) - len(boxes) == 1:
        (index, cell) = next((i, c) for i, c in filled if i not in boxes)
        yield from _ticked(cell, cells[index], where)
        return
    if len(filled) >= 2 and _is_mark(cells[filled[0][0]]):
        yield from _numbered(cells[filled[0][0]], [cell for _, cell in filled[1:]], where)
        return
    yes_no = [index for index, _ in filled if _YES_NO.search(cells[index]) and len(cells[index]) < 30]
    if yes_no and len(filled) > len(yes_no):
        text = next(cells[i] for i, _ in filled if i not in yes_no)
        yield Block(text, where, part=Part.CHOICE, options=["Yes", "No"])
        return
    for _, cell in filled:
        yield from unfold([replace(block, where=f"{where}") for block in cell])


def _ticked(cell: list[Block], text: str, where: str) -> Iterator[Block]:
    first = cell[0]
    if first.marked:
        yield replace(first, box=True, kind=Kind.ITEM, where=where)
        yield from (replace(block, where=where) for block in cell[1:])
    else:
        yield Block(text, where, Kind.ITEM, box=True)


def _is_mark(text: str) -> bool:
    return bool(re.fullmatch(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivx]{1,4})[.):]?|[•·▪➢–-]", text.strip()))


def _numbered(mark: str, cells: list[list[Block]], where: str) -> Iterator[Block]:
    if re.fullmatch(r"[A-Z]", mark.strip()):  # S M A R T: a letter, a slogan, what it means
        slogan = " ".join(cell_text(cell) for cell in cells[:-1])
        lead = f"{mark.strip()} – {slogan}" if slogan else mark.strip()
        yield Block(cell_text(cells[-1]), where, boxed=True, lead=lead)
        return
    number = mark.strip() if mark.strip()[0].isalnum() or mark.strip()[0] == "(" else None
    inner = [block for cell in cells for block in cell]
    yield replace(inner[0], number=number, bullet=number is None, kind=Kind.ITEM, where=where, gap=False)
    yield from (replace(block, where=where) for block in inner[1:])


def _option_columns(texts: list[list[str]]) -> list[str]:
    """The options in the head of a table of choices: at least two, over empty columns or boxes."""
    head = texts[0]
    options = [text for text in head[1:] if text and _OPTION.match(text)]
    rest = [cell for row in texts[1:] for cell in row[1:] if cell]
    if len(options) >= 2 and len(texts) > 1 and all(fields.is_only_blank(cell) or _OPTION.match(cell) for cell in rest):
        return options
    return []


def _choices(table: Block, texts: list[list[str]], options: list[str]) -> Iterator[Block]:
    if texts[0][0] and not _OPTION.match(texts[0][0]):
        yield Block(texts[0][0], table.where, part=Part.PROSE)
    for number, row in enumerate(texts[1:], 2):
        if row and row[0]:
            yield Block(marks.split(row[0])[1], f"{table.where}, row {number}", part=Part.CHOICE, options=list(options))


def _is_glossary(texts: list[list[str]]) -> bool:
    return len(texts) > 1 and len(texts[0]) == 2 and all(_GLOSSARY.match(cell) for cell in texts[0])


def _is_form_grid(texts: list[list[str]]) -> bool:
    """A head of labels over rows left empty."""
    if len(texts[0]) < 2 or not all(cell and fields.is_label(cell) for cell in texts[0]):
        return False
    return all(fields.is_known_label(cell) for cell in texts[0]) and all(
        fields.is_only_blank(c) for row in texts[1:] for c in row
    )


def _field_cells(cells: list[str], row: list[list[Block]]) -> list[str]:
    """Labels with an empty cell or a blank beside them."""
    if any(block.marked and not block.box for cell in row for block in cell):
        return []
    labels: list[str] = []
    empty = False
    for cell in cells:
        if not cell or fields.is_only_blank(cell):
            empty = True
        elif fields.has_blank(cell) and (inner := fields.labels_of(cell)):
            labels += inner
            empty = True
        elif (
            fields.is_known_label(cell)
            or (fields.is_label(cell) and cell.rstrip().endswith(":"))
            or (fields.is_label(cell) and not cell.rstrip().endswith("."))
        ):
            labels.append(fields.tidy(cell))
        else:
            return []
    return labels if labels and (empty or all(fields.is_known_label(label) for label in labels)) else []
