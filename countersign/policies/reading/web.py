"""Web pages as blocks: headings, lists counted as browsers count them, tables; no scripts and no navigation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from countersign.policies.reading import marks, numbering, text
from countersign.policies.reading.blocks import Block, Document, Kind, clean, squeeze

_MUTE_WORDS = """
    script style noscript template svg math iframe object select nav aside dialog head button del s strike
"""
_MUTE = frozenset(_MUTE_WORDS.split())
_BLOCK_WORDS = """
    p div section article main header footer address blockquote pre figure figcaption dl dt dd form fieldset legend
    hr ul ol li table tr td th caption center details summary body tbody thead tfoot
"""
_BLOCK = frozenset(_BLOCK_WORDS.split())
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:cookies?|popup|modal|breadcrumbs?|sidebar|navbar|nav|share|sharing|social|adverts?|ads?|newsletter|menu|skip)"
    r"(?:$|[\s_-])|skip-?link|consent-?banner|cookie-?(?:banner|consent|notice|bar)",
    re.IGNORECASE,
)
_VOID = {"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr", "param"}
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
DEEPEST = 8
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass(slots=True)
class _List:
    ordered: bool
    next: int = 1
    form: str = "decimal"
    step: int = 1


@dataclass(slots=True)
class _Table:
    block: Block
    cell: list[Block] | None = None
    lists: list[_List] = field(default_factory=list)


def read(data: bytes, name: str) -> Document:  # noqa: ARG001  all readers are called alike
    """Read a web page; nothing it links to is fetched and no script is run."""
    out = Document()
    found = _CHARSET.search(data[:2048])
    charset = found.group(1).decode("ascii", "replace").lower() if found else ""
    if charset.startswith(("iso-8859", "windows-125", "latin")):
        try:
            page = data.decode(
                "cp1252" if charset in ("iso-8859-1", "latin1", "latin-1", "windows-1252") else charset, "replace"
            ).replace("\ufffd", "")
        except LookupError:
            page = text.decoded(data, out)
    else:
        page = text.decoded(data, out)
    return parse(page, out)


def parse(page: str, out: Document) -> Document:
    """Turn HTML into blocks."""
    reader = _Reader(out)
    reader.feed(page)
    reader.close()
    reader.flush()
    return out


class _Reader(HTMLParser):
    def __init__(self, out: Document) -> None:
        super().__init__(convert_charrefs=True)
        self.out = out
        self.muted: list[str] = []
        self.open: list[str] = []
        self.pieces: list[str] = []
        self.heading = 0
        self.bold = self.strong = self.loud = 0
        self.lists: list[_List] = []
        self.item: tuple[str | None, int] | None = None
        self.tables: list[_Table] = []
        self.title: list[str] | None = None
        self.count = self.number_of_tables = 0
        self.gap = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: C901  reads best as one list of cases
        given = {key: value or "" for key, value in attrs}
        if tag == "title" and "svg" not in self.muted:
            self.title = []
        hidden = "hidden" in given or re.search(
            r"display\s*:\s*none|visibility\s*:\s*hidden", given.get("style", ""), re.IGNORECASE
        )
        named = tag in ("div", "section", "ul", "p", "span", "form", "a") and _FURNITURE.search(
            f"{given.get('class', '')} {given.get('id', '')}"
        )
        if self.muted:
            if tag not in _VOID:
                self.muted.append(tag)
            return
        if tag in _MUTE or (
            (
                hidden
                or named
                or given.get("role") in ("navigation", "banner", "search")
                or given.get("aria-hidden") == "true"
            )
            and tag not in _VOID | {"body", "html"}
        ):
            self.muted = [tag]
            return
        if tag == "br":
            self.pieces.append("\n")
        elif tag == "input":
            kind = given.get("type", "text").lower()
            self.pieces.append(
                "☐"
                if kind in ("checkbox", "radio")
                else ""
                if kind in ("hidden", "submit", "button", "image", "reset")
                else " ____ "
            )
        elif tag == "textarea":
            self.pieces.append(" ____ ")
        elif re.fullmatch(r"h[1-6]", tag):
            self.flush()
            self.heading = int(tag[1])
        elif tag in ("b", "strong"):
            self.strong += 1
        elif tag in _BLOCK:
            self._block_start(tag, given)

    def _block_start(self, tag: str, given: dict[str, str]) -> None:
        self.flush()
        if tag in ("ul", "ol"):
            start = given.get("start", "")
            self._lists().append(
                _List(
                    tag == "ol",
                    int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1,
                    _FORMS.get(given.get("type", "1"), "decimal"),
                    -1 if "reversed" in given else 1,
                )
            )
        elif tag == "li":
            self._item(given)
        elif tag == "table" and len(self.tables) < DEEPEST:
            self.number_of_tables += 1
            self.tables.append(_Table(Block("", f"table {self.number_of_tables}", Kind.TABLE)))
        elif tag == "tr" and self.tables:
            self.tables[-1].block.rows.append([])
        elif tag in ("td", "th") and self.tables:
            table = self.tables[-1]
            if not table.block.rows:
                table.block.rows.append([])
            table.cell = []
            table.block.rows[-1].append(table.cell)
        self.gap = True

    def _lists(self) -> list[_List]:
        return self.tables[-1].lists if self.tables else self.lists

    def _item(self, given: dict[str, str]) -> None:
        lists = self._lists()
        if not lists or not lists[-1].ordered:
            self.item = (None, max(0, len(lists) - 1))
            return
        lst = lists[-1]
        if re.fullmatch(r"-?\d{1,6}", given.get("value", "")):
            lst.next = int(given["value"])
        self.item = (f"{numbering.formatted(lst.next, lst.form)}.", len(lists) - 1)
        lst.next += lst.step

    def handle_endtag(self, tag: str) -> None:  # noqa: C901  reads best as one list of cases
        if tag == "title" and self.title is not None:
            self.out.front.setdefault("html title", squeeze(clean("".join(self.title))))
            self.title = None
        if self.muted:
            if tag in self.muted:
                while self.muted and self.muted.pop() != tag:
                    pass
            return
        if re.fullmatch(r"h[1-6]", tag):
            self.flush()
            self.heading = 0
        elif tag in ("b", "strong"):
            self.strong = max(0, self.strong - 1)
        elif tag in _BLOCK:
            self.flush()
            if tag == "li":
                self.item = None
            elif tag in ("ul", "ol") and self._lists():
                self._lists().pop()
            elif tag in ("td", "th") and self.tables:
                self.tables[-1].cell = None
            elif tag == "table" and self.tables:
                done = self.tables.pop().block
                if done.rows:
                    self._put(done)

    def handle_data(self, data: str) -> None:
        if self.title is not None:
            self.title.append(data)
        elif not self.muted:
            self.pieces.append(re.sub(r"[ \t\r\n\f]+", " ", data))
            if data.strip():
                self.bold += bool(self.strong)
                self.loud += not self.strong

    def flush(self) -> None:
        """End the paragraph that is open."""
        words = clean("".join(self.pieces)).strip()
        bold = self.bold > 0 and self.loud == 0
        self.pieces, self.bold, self.loud = [], 0, 0
        if not words:
            return
        for line in self._split(words):
            self.count += 1
            block = Block(
                squeeze(line) if not re.search(r"_{3}| {4}", line) else line.strip(),
                f"paragraph {self.count}",
                bold=bold,
                gap=self.gap,
            )
            self.gap = False
            if self.heading:
                block.kind, block.level = Kind.HEADING, self.heading
            if self.item is not None:
                block.kind = Kind.ITEM
                block.number, block.level = self.item
                block.bullet = block.number is None
                block.indent = 20.0 * (block.level + 1)
                self.item = None
            elif self._lists():
                block.indent = 20.0 * len(self._lists()) + 10
            mark, rest = marks.split(block.text)
            if mark and rest and not block.marked:
                block.text, block.number, block.bullet, block.box = rest, mark.number, mark.bullet, mark.box
                block.kind = block.kind if block.kind is Kind.HEADING else Kind.ITEM
            elif mark and rest and mark.box:
                block.text, block.box = rest, True
            self._put(block)

    def _split(self, words: str) -> list[str]:
        lines = [line for line in words.split("\n") if line.strip()]
        if len(lines) > 1 and self.item is None and not self.heading:
            marked = any(marks.split(line)[0] or re.search(r"_{3,}|\.{5,}|:\s*$", line) for line in lines)
            if marked or all(len(line.split()) < 14 for line in lines):
                return lines
        return [" ".join(lines)]

    def _put(self, block: Block) -> None:
        cell = self.tables[-1].cell if self.tables else None
        if cell is not None:
            cell.append(block)
        else:
            self.out.blocks.append(block)
