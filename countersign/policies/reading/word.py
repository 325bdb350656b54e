"""Word files (.docx) as blocks: styles, automatic numbers, tables, text boxes, and what is not printed left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from countersign.policies.reading import marks
from countersign.policies.reading.archives import Parts
from countersign.policies.reading.blocks import Block, Document, Kind, clean, squeeze
from countersign.policies.reading.numbering import Numbering, Printed, W
from countersign.policies.reading.refusals import Unreadable
from countersign.policies.reading.wordruns import Runs, is_on

_HEADING = re.compile(r"heading\s*(\d)", re.IGNORECASE)
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MACROS = "it holds macros (small programs); open it in Word, save it as an ordinary .docx and choose that file."


@dataclass(slots=True)
class Style:
    """What a paragraph style says, its base styles followed."""

    name: str = ""
    heading: int = 0
    bold: bool = False
    num_id: str | None = None
    level: int | None = None
    num_style: str = ""
    indent: float = 0.0


def read(data: bytes, name: str) -> Document:
    """Read a Word file; nothing outside it is opened and none of its programs is run."""
    parts = Parts(data, name)
    if any(part.lower().endswith("vbaproject.bin") for part in parts.names()):
        raise Unreadable(name, _MACROS)
    main = _main_part(parts)
    root = parts.xml(main)
    body = root.find(f"{W}body")
    if body is None:
        raise Unreadable(name, "it is damaged or not a complete Word file; save it anew as .docx.")
    folder = main.rpartition("/")[0] + "/"
    return _WordReader(parts, folder).document(body)


def _main_part(parts: Parts) -> str:
    if "[Content_Types].xml" in parts and b"macroEnabled" in parts.read("[Content_Types].xml"):
        raise Unreadable(parts.name, _MACROS)
    if "_rels/.rels" in parts:
        for relation in parts.xml("_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                target = str(relation.get("Target", "")).lstrip("/")
                if target in parts:
                    return target
    if "word/document.xml" in parts:
        return "word/document.xml"
    raise Unreadable(parts.name, "it is damaged or not a complete Word file; save it anew as .docx.")


class _WordReader:
    def __init__(self, parts: Parts, folder: str) -> None:
        self.parts = parts
        self.folder = folder
        self.out = Document()
        self.numbering = Numbering(self._part("numbering.xml"))
        self.styles, self.default_style = _styles(self._part("styles.xml"))
        self.runs = Runs(self.out)
        self.paragraphs = self.tables = 0
        self.gap = self.new_page = False

    def _part(self, name: str) -> etree._Element | None:
        return self.parts.xml(self.folder + name) if self.folder + name in self.parts else None

    def document(self, body: etree._Element) -> Document:
        """All blocks of the body, with headers and footers set aside."""
        self.out.blocks = list(self._children(body))
        for part in self.parts.names():
            if re.fullmatch(re.escape(self.folder) + r"(?:header|footer)\d*\.xml", part):
                for paragraph in self.parts.xml(part).iter(f"{W}p"):
                    if text := squeeze(clean(self.runs.text_of(paragraph).text)):
                        self.out.furniture.append(text)
        for part, what in (("comments.xml", "comment"), ("footnotes.xml", "footnote"), ("endnotes.xml", "endnote")):
            root = self._part(part)
            for note in root if root is not None else ():
                if note.get(f"{W}type") in (None, "normal"):
                    text = squeeze(clean(" ".join(self.runs.text_of(p).text for p in note.iter(f"{W}p"))))
                    if text:
                        self.out.dropped.append((f"{what}: {text}", f"{what}s"))
        self._note_outside_content()
        return self.out

    def _note_outside_content(self) -> None:
        outside = 0
        for part in self.parts.names():
            if part.endswith(".rels"):
                for relation in self.parts.xml(part):
                    kind = relation.get("Type", "").rpartition("/")[2]
                    outside += relation.get("TargetMode") == "External" and kind != "hyperlink"
        if outside:
            self.out.ignored.append(
                ("external content linked from the file was not fetched", f"{outside} external links")
            )

    def _children(self, parent: etree._Element) -> Iterator[Block]:
        for element in parent:
            tag = element.tag
            if tag == f"{W}p":
                yield from self._paragraph(element)
            elif tag == f"{W}tbl":
                yield self._table(element)
            elif tag == f"{W}sdt":
                if (content := element.find(f"{W}sdtContent")) is not None:
                    yield from self._children(content)
            elif tag in (f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
                yield from self._children(element)
            elif tag == f"{W}altChunk":
                self.out.ignored.append(("an inserted file inside the document was not read", "document"))

    def _table(self, element: etree._Element) -> Block:
        self.tables += 1
        table = Block("", f"table {self.tables}", Kind.TABLE, gap=self.gap, new_page=self.new_page)
        self.gap = self.new_page = False
        for row in _through(element, "tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                self.runs.note_change()
                continue
            table.rows.append([list(self._children(cell)) for cell in _through(row, "tc")])
        return table

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        properties = element.find(f"{W}pPr")
        style = self._style(properties)
        found = self.runs.text_of(element)
        self.paragraphs += 1
        if properties is not None and is_on(properties.find(f"{W}pageBreakBefore")):
            self.new_page = True
        text = clean(found.text)
        self.new_page |= found.page_break and not text.strip()
        if not (found.deleted and not text.strip()):
            printed = self._printed(properties, style)
            yield from self._blocks(text, printed, style, properties, bold=found.bold)
        self.new_page |= found.page_break
        for box in found.boxes:
            yield from self._text_box(box)

    def _blocks(
        self, text: str, printed: Printed | None, style: Style, properties: etree._Element | None, *, bold: bool
    ) -> Iterator[Block]:
        if not text.strip():
            self.gap = True
            return
        if re.match(r"toc\s*\d", style.name, re.IGNORECASE):
            self.out.dropped.append((squeeze(text), "table of contents"))
            return
        block = Block(
            text.strip(" \n") if "\t" in text else text.strip(),
            f"paragraph {self.paragraphs}",
            Kind.HEADING if style.heading else Kind.PARAGRAPH,
            level=style.heading,
            bold=bold or (style.bold and bool(style.heading)),
            title=style.name.lower() == "title",
            indent=_indent(properties, style.indent),
            gap=self.gap,
            new_page=self.new_page,
        )
        self.gap = self.new_page = False
        if printed is not None:
            block.kind = Kind.HEADING if style.heading else Kind.ITEM
            block.number, block.bullet = printed.number, printed.number is None and not style.heading
            block.level = style.heading or printed.level
            block.list_key, block.indent = printed.list_key, block.indent or printed.indent
        yield from split_lines(block)

    def _text_box(self, box: etree._Element) -> Iterator[Block]:
        inside = [block for block in self._children(box) if block.kind is Kind.TABLE or block.plain]
        simple = all(b.kind is not Kind.TABLE and not b.marked for b in inside)
        if simple and len(inside) > 1 and sum(len(b.plain) for b in inside) < 500:
            first = inside[0]
            slogan = first.plain if len(first.plain.split()) <= 7 and first.plain[-1:] not in ".;," else None
            words = " ".join(b.plain for b in inside[1 if slogan else 0 :])
            yield replace(first, text=words, lead=slogan, boxed=True, kind=Kind.PARAGRAPH, bold=False)
            return
        for block in inside:
            block.boxed = True
            yield block

    def _style(self, properties: etree._Element | None) -> Style:
        key = properties.find(f"{W}pStyle") if properties is not None else None
        return self.styles.get(key.get(f"{W}val", "") if key is not None else self.default_style, Style())

    def _printed(self, properties: etree._Element | None, style: Style) -> Printed | None:
        own = properties.find(f"{W}numPr") if properties is not None else None
        num_id, level = style.num_id, style.level
        if own is not None:
            if (element := own.find(f"{W}numId")) is not None:
                num_id = element.get(f"{W}val")
            if (element := own.find(f"{W}ilvl")) is not None:
                level = int(element.get(f"{W}val", "0") or 0)
        if not num_id or num_id == "0":
            return None
        if level is None:
            level = self.numbering.level_of_style(num_id, style.num_style)
        return self.numbering.count(num_id, level)


def split_lines(block: Block) -> Iterator[Block]:
    """A paragraph with line breaks is several lines of a form, or one text; a typed mark becomes its mark."""
    lines = [line for line in block.text.split("\n") if line.strip()]
    form = any(re.search(r"_{3,}|\.{5,}|…{2,}|:\s*$", line) for line in lines)
    sentences = len(lines) > 2 and all(re.search(r"[.;:!?]\s*$", line) for line in lines[:-1])
    if (
        len(lines) > 1
        and not block.marked
        and (form or sentences or any(marks.split(line)[0] for line in lines[1:]) or block.bold)
    ):
        for index, line in enumerate(lines):
            yield from split_lines(
                replace(block, text=line, gap=block.gap and not index, new_page=block.new_page and not index)
            )
        return
    block.text = " ".join(lines)
    if block.number is None and not block.box:
        mark, rest = marks.split(block.text)
        if mark and rest:
            block.text, block.number = rest, mark.number
            block.bullet, block.box = mark.bullet or (block.bullet and mark.number is None), mark.box
            block.kind = block.kind if block.kind is Kind.HEADING else Kind.ITEM
    yield block


def _through(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children of a kind, also those inside content controls and tracked insertions."""
    for child in element:
        if child.tag == f"{W}{tag}":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}moveTo"):
            yield from _through(child, tag)


def _indent(properties: etree._Element | None, otherwise: float) -> float:
    element = properties.find(f"{W}ind") if properties is not None else None
    if element is None:
        return otherwise
    try:
        return float(element.get(f"{W}left", element.get(f"{W}start", otherwise * 20))) / 20
    except ValueError:
        return otherwise


def _styles(root: etree._Element | None) -> tuple[dict[str, Style], str]:
    elements: dict[str, etree._Element] = {}
    default = ""
    for element in root.iterchildren(f"{W}style") if root is not None else ():
        elements[element.get(f"{W}styleId", "")] = element
        if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in ("1", "true"):
            default = element.get(f"{W}styleId", "")
    return {key: _style(key, elements, frozenset()) for key in elements}, default


def _style(key: str, elements: dict[str, etree._Element], above: frozenset[str]) -> Style:
    element = elements[key]
    base = element.find(f"{W}basedOn")
    parent = base.get(f"{W}val", "") if base is not None else ""
    style = Style()
    if parent in elements and parent not in above and parent != key:
        style = replace(_style(parent, elements, above | {key}))
    name = element.find(f"{W}name")
    style.name = name.get(f"{W}val", "") if name is not None else key
    outline = element.find(f"{W}pPr/{W}outlineLvl")
    if found := _HEADING.match(style.name):
        style.heading = int(found.group(1))
    elif outline is not None and outline.get(f"{W}val", "9").isdigit() and int(outline.get(f"{W}val", "9")) < 9:
        style.heading = int(outline.get(f"{W}val", "9")) + 1
    elif style.name.lower() in ("title", "subtitle"):
        style.heading = 1 if style.name.lower() == "title" else 2
    if (bold := element.find(f"{W}rPr/{W}b")) is not None:
        style.bold = is_on(bold)
    style.indent = _indent(element.find(f"{W}pPr"), style.indent)
    if (number := element.find(f"{W}pPr/{W}numPr")) is not None:
        if (num_id := number.find(f"{W}numId")) is not None:
            style.num_id, style.num_style, style.level = num_id.get(f"{W}val"), key, None
        if (level := number.find(f"{W}ilvl")) is not None:
            style.level = int(level.get(f"{W}val", "0") or 0)
    return style
