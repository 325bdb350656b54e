"""The words of one Word paragraph as they would be printed, tracked changes accepted."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from countersign.policies.reading.blocks import Document
from countersign.policies.reading.numbering import W

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SYMBOLS = {"F0A8": "☐", "F06F": "☐", "F071": "☐", "F0FE": "☑", "F0FD": "☒", "F0FC": "✓", "F0B7": "•", "F0A7": "▪"}
_THROUGH = {
    f"{W}{tag}"
    for tag in ["ins", "moveTo", "hyperlink", "smartTag", "fldSimple", "customXml", "sdtContent", "dir", "bdo"]
}
_DROPPED = {f"{W}{tag}" for tag in ["del", "moveFrom", "pPr"]}


@dataclass(slots=True)
class Found:
    """A paragraph's text and what was noticed on the way."""

    text: str = ""
    bold: bool = False
    page_break: bool = False
    deleted: bool = False
    boxes: list[etree._Element] = field(default_factory=list)


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch such as w:b is there and not turned off."""
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "off", "none")


class Runs:
    """Collects text run by run; notes once that a file has tracked changes or hidden text."""

    def __init__(self, out: Document) -> None:
        self.out = out
        self._changed = self._hidden = False

    def note_change(self) -> None:
        """Say once that changes are tracked."""
        if not self._changed:
            self._changed = True
            self.out.dropped.append(("tracked changes: inserted text is kept, deleted text is left out", "document"))

    def text_of(self, paragraph: etree._Element) -> Found:
        """The text of one paragraph."""
        found = Found()
        pieces: list[str] = []
        weights = [0, 0]
        leaders = [
            tab.get(f"{W}leader") in ("underscore", "dot", "hyphen", "middleDot", "heavy")
            for tab in paragraph.iterfind(f"{W}pPr/{W}tabs/{W}tab")
        ]
        self._walk(paragraph, pieces, found, weights, leader=any(leaders))
        mark = paragraph.find(f"{W}pPr/{W}rPr/{W}del")
        found.deleted |= mark is not None
        found.text = "".join(pieces)
        found.bold = weights[1] > 0 and weights[0] == 0
        return found

    def _walk(  # noqa: C901  reads best as one list of cases
        self, parent: etree._Element, pieces: list[str], found: Found, weights: list[int], *, leader: bool
    ) -> None:
        for element in parent:
            tag = element.tag
            if tag == f"{W}r":
                self._run(element, pieces, found, weights, leader=leader)
            elif tag in _THROUGH:
                if tag == f"{W}ins":
                    self.note_change()
                self._walk(element, pieces, found, weights, leader=leader)
            elif tag == f"{W}sdt":
                content = element.find(f"{W}sdtContent")
                if element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None and element.find(f".//{W}p") is None:
                    pieces.append("____")
                elif content is not None:
                    self._walk(content, pieces, found, weights, leader=leader)
            elif tag in _DROPPED:
                if tag != f"{W}pPr":
                    self.note_change()
                    found.deleted = True
            elif tag == f"{_MC}AlternateContent":
                choice = element.find(f"{_MC}Choice")
                self._walk(choice if choice is not None else element, pieces, found, weights, leader=leader)

    def _run(self, run: etree._Element, pieces: list[str], found: Found, weights: list[int], *, leader: bool) -> None:  # noqa: C901  reads best as one list of cases
        properties = run.find(f"{W}rPr")
        bold = properties is not None and is_on(properties.find(f"{W}b"))
        if properties is not None and is_on(properties.find(f"{W}vanish")):
            if not self._hidden and "".join(run.itertext(f"{W}t")).strip():
                self._hidden = True
                self.out.dropped.append(("hidden text is left out", "document"))
            return
        for child in run:
            tag = child.tag
            if tag == f"{W}t":
                text = child.text or ""
                pieces.append(text)
                if text.strip():
                    weights[bold] += 1
            elif tag in (f"{W}tab", f"{W}ptab"):
                pieces.append("\t____" if leader and "".join(pieces).strip() and pieces[-1][-4:] != "____" else "\t")
            elif tag in (f"{W}br", f"{W}cr"):
                if child.get(f"{W}type") == "page":
                    found.page_break = True
                else:
                    pieces.append("\n")
            elif tag == f"{W}noBreakHyphen":
                pieces.append("-")
            elif tag == f"{W}sym":
                pieces.append(_SYMBOLS.get(child.get(f"{W}char", "").upper(), ""))
            elif tag == f"{W}fldChar":
                _field(child, pieces)
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object", f"{_MC}AlternateContent"):
                found.boxes.extend(_text_boxes(child))


def _field(mark: etree._Element, pieces: list[str]) -> None:
    """A form field of the old kind is a box or a blank."""
    data = mark.find(f"{W}ffData")
    if data is not None and data.find(f"{W}checkBox") is not None:
        pieces.append("☐")
    elif data is not None and data.find(f"{W}textInput") is not None:
        pieces.append("____")


def _text_boxes(element: etree._Element) -> list[etree._Element]:
    """The contents of text boxes in a drawing; the fallback copy for old programs is passed over."""
    if element.tag == f"{W}txbxContent":
        return [element]
    out: list[etree._Element] = []
    children = list(element)
    if element.tag == f"{_MC}AlternateContent":
        children = [c for c in children if c.tag == f"{_MC}Choice"] or children
    for child in children:
        if isinstance(child.tag, str):
            out.extend(_text_boxes(child))
    return out
