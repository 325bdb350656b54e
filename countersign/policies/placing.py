"""An edition as it is compared: each part with its place, its heading, its lines, and the words that count."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from countersign.policies.marking import Line
from countersign.policies.printed import ChildView, ItemView, SectionView
from countersign.policies.wording import Segment, leads_out, spelled
from countersign.policies.words import words_of

Segments = tuple[Segment, ...]


@dataclass(frozen=True)
class Placed:
    """A clause or a passage where it stands in its edition."""

    item: ItemView
    place: int
    heading: int  # which heading it stands under, -1 for none
    section: str

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Its lines, as they are marked."""
        item = self.item
        lead_in = (Line("lead-in", item.lead_in, number=item.number),) if item.lead_in else ()
        return (*lead_in, Line("text", item.segments, number=item.number), *_points(item.children))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words as they are compared."""
        return tuple(word for line in self.lines for word in words_of(written(line.segments)))

    @cached_property
    def printed(self) -> tuple[object, ...]:
        """How it is printed, to the letter."""
        return tuple((line.role, line.depth, _number(line), _plain(line.segments)) for line in self.lines)

    @property
    def number(self) -> str:
        """The number without the signs around it."""
        return self.item.number.strip(" .:()[]")


@dataclass(frozen=True)
class Side:
    """One side of a comparison: all that an edition or some of its wordings say, posts still by their codes."""

    sections: tuple[SectionView, ...]
    audience: tuple[str, ...] = ()
    details: tuple[tuple[str, tuple[str, ...]], ...] = ()  # title, asks, declarations, fields, linked policies

    @cached_property
    def items(self) -> tuple[Placed, ...]:
        """The clauses and passages in order, each with its heading."""
        found: list[Placed] = []
        headings = -1
        for section in self.sections:
            headings += bool(section.title)
            at = headings if section.title else -1
            found += [Placed(item, len(found) + step, at, section.title) for step, item in enumerate(section.items)]
        return tuple(found)

    @property
    def headings(self) -> list[SectionView]:
        """The sections that have a heading."""
        return [section for section in self.sections if section.title]


def written(segments: Segments, *, has_addresses: bool = True) -> str:
    """Return a text with its posts by their codes and, since another address says something else, where it leads."""
    ends = leads_out(segments) if has_addresses else [""] * len(segments)
    pairs = zip(segments, ends, strict=True)
    return "".join(f"{_slot(each) if each.post else each.text}{spelled(address)}" for each, address in pairs)


def _slot(segment: Segment) -> str:
    return f"{{{'post' if segment.has_title else 'name'}:{segment.post}}}"


def _plain(segments: Segments) -> tuple[tuple[str, Segment], ...]:
    """Return what is printed of segments and in which style, whatever policies are linked in them."""
    found: list[tuple[str, Segment]] = []
    for each in segments:
        text = _slot(each) if each.post else each.text
        style = Segment("", each.is_strong, is_emphasised=each.is_emphasised, address=each.address)
        if found and found[-1][1] == style:
            found[-1] = (found[-1][0] + text, style)
        else:
            found.append((text, style))
    return tuple(found)


def _number(line: Line) -> str:
    return line.number if line.role == "point" else ""


def _points(children: Iterable[ChildView], depth: int = 1) -> tuple[Line, ...]:
    found: list[Line] = []
    for child in children:
        found += [Line("point", child.segments, depth, child.number), *_points(child.children, depth + 1)]
    return tuple(found)
