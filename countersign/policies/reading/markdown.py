"""Markdown as blocks: what plain text does not already say is headings, pipe tables, front matter and links."""

from __future__ import annotations

import re

from countersign.policies.reading import text, web
from countersign.policies.reading.blocks import Block, Document, Kind

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
_LINK = re.compile(
    r"!?\[([^\]\n]+)\]\((?:<[^>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"\n]*\")?\)|"
    r"(?<!\])<((?:https?://|mailto:)[^>\s]+)>"
)
_REFERENCE = re.compile(r"^\[[^\]\n]+\]:\s+\S+.*$", re.MULTILINE)
_ITALIC = re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]+?)(?<=[^\s_])_(?![\w_])|`([^`\n]+)`|~~[^~\n]+~~")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_TASK = re.compile(r"^(\s*[-*+]\s+)\[[ xX]\]\s+")


def read(data: bytes, name: str) -> Document:  # noqa: ARG001  all readers are called alike
    """Read Markdown."""
    out = Document()
    words = text.decoded(data, out).lstrip("\ufeff")
    return parse(words, out)


def parse(words: str, out: Document) -> Document:
    """Turn Markdown into blocks."""
    if found := _FRONT.match(words):
        for line in found.group(1).split("\n"):
            key, colon, value = line.partition(":")
            if colon and value.strip() and not key.startswith((" ", "-", "#")):
                out.front[key.strip().replace("_", " ").replace("-", " ")] = value.strip().strip("\"'")
        words = "\n" * found.group(0).count("\n") + words[found.end() :]
    words = re.sub(r"<!--.*?-->", lambda m: "\n" * m.group(0).count("\n"), words, flags=re.DOTALL)
    if len(re.findall(r"</(?:p|div|li|table|h[1-6])>", words, re.IGNORECASE)) > 3:
        return web.parse(words, out)
    words = _REFERENCE.sub("", words.replace("\\_", "_"))
    words = _LINK.sub(lambda m: m.group(1) or m.group(2), words)
    lines = [_TASK.sub(r"☐ ", line) for line in words.split("\n")]
    lines = [re.sub(r"^\s*>+\s?", "", line) for line in lines]
    lines = [re.sub(r"(?:  |\\)$", "", line) for line in lines]
    plain = "\n".join(
        _ITALIC.sub(lambda m: m.group(1) or m.group(2) or "", line) if "__" not in line else line for line in lines
    )
    _pieces(plain, out)
    return out


def _pieces(words: str, out: Document) -> None:
    """Headings and tables between stretches of plain text."""
    stretch: list[str] = []
    rows: list[str] = []
    blocks: list[Block] = []

    def end_stretch(at: int) -> None:
        if any(line.strip() for line in stretch):
            inner = text.parse("\n".join(stretch), Document())
            for block in inner.blocks:
                if found := re.fullmatch(r"line (\d+)", block.where):
                    block.where = f"line {at - len(stretch) + int(found.group(1))}"
                block.text = _ESCAPE.sub(r"\1", block.text)
            blocks.extend(inner.blocks)
        stretch.clear()

    for at, line in enumerate([*words.split("\n"), ""], 1):
        is_row = line.strip().startswith("|") and line.count("|") >= 2
        if rows and not is_row:
            blocks.append(_table(rows, at - len(rows)))
            rows = []
        if heading := _HEADING.match(line):
            end_stretch(at - 1)
            found = text.parse(heading.group(2), Document()).blocks
            words_of = found[0].text if found else heading.group(2)
            block = Block(
                _ESCAPE.sub(r"\1", words_of), f"line {at}", Kind.HEADING, level=len(heading.group(1)), gap=True
            )
            if found and found[0].number:
                block.number = found[0].number
            blocks.append(block)
        elif is_row:
            end_stretch(at - 1)
            rows.append(line)
        else:
            stretch.append(line)
    end_stretch(words.count("\n") + 2)
    out.blocks = blocks
    _renumber(blocks)


def _renumber(blocks: list[Block]) -> None:
    """A list typed "1." throughout is counted when it is shown."""
    counts: dict[float, tuple[str, int]] = {}
    for block in blocks:
        if block.kind is Kind.HEADING or block.kind is Kind.TABLE:
            counts.clear()
        if block.number is None:
            continue
        counts = {indent: count for indent, count in counts.items() if indent <= block.indent}
        typed, count = counts.get(block.indent, ("", 0))
        if block.number == typed and typed in ("1.", "0.", "1)"):
            counts[block.indent] = (typed, count + 1)
            block.number = f"{count + 1}{typed[-1]}"
        else:
            counts[block.indent] = (block.number, int(block.number[:-1]) if block.number[:-1].isdigit() else 0)


def _table(rows: list[str], at: int) -> Block:
    table = Block("", f"line {at}", Kind.TABLE, gap=True)
    for offset, row in enumerate(rows):
        if _RULE.match(row):
            continue
        cells = [cell.strip().replace("**", "") for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]
        table.rows.append([text.parse(cell, Document()).blocks if cell else [] for cell in cells])
        for cell in table.rows[-1]:
            for block in cell:
                block.where = f"line {at + offset}"
    return table
