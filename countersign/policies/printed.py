"""
What readers have before them: sections, clauses and points as plain values, and their words as HTML.

These are shared between requests and cannot be altered.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from countersign.people.audiences import in_words
from countersign.policies.languages import Language
from countersign.policies.models import Part
from countersign.policies.symbols import drawn
from countersign.policies.wording import Segment, words_in
from countersign.policies.wordings import WordingView

WORDS_A_MINUTE = 238
"""How fast most adults read silently (Brysbaert 2019, a mean over 190 studies)."""

PARAGRAPH = re.compile(r"[ \t]*\n(?:[ \t]*\n)+[ \t]*")
# Within one element, since a point of a list and a sentence are no places for a <p>.
BREAK = mark_safe("<br><br>")

Segments = tuple[Segment, ...]


@dataclass(frozen=True)
class ChildView:
    """One point of a clause's list."""

    number: str
    segments: Segments
    children: "tuple[ChildView, ...]" = ()

    @cached_property
    def html(self) -> SafeString:
        """The words, ready for a page."""
        return html_of(self.segments)


@dataclass(frozen=True)
class ItemView:
    """A clause or a passage as somebody reads it."""

    part_id: int
    key: UUID
    kind: str
    number: str
    lead_in: Segments
    segments: Segments
    children: tuple[ChildView, ...]
    roles: tuple[str, ...] | None
    topics: tuple[str, ...]
    binds: bool = True

    @property
    def is_clause(self) -> bool:
        """Whether this binds, rather than only being read."""
        return self.kind == Part.Kind.CLAUSE

    @property
    def for_whom(self) -> str:
        """Whom a clause for some is for, in words; empty when it is for everybody."""
        return in_words(list(self.roles)) if self.roles is not None else ""

    @cached_property
    def html(self) -> SafeString:
        """The words, ready for a page."""
        return html_of(self.segments)

    @cached_property
    def lead_in_html(self) -> SafeString:
        """The lead-in, ready for a page."""
        return html_of(self.lead_in)

    @cached_property
    def words(self) -> int:
        """How many words there are to read."""
        return sum(words_in("".join(each.text for each in run)) for run in runs_of(self))


@dataclass(frozen=True)
class SectionView:
    """A heading with what stands under it. Before the first heading the title is empty."""

    part_id: int  # the heading's, or the first item's where there is no heading
    key: UUID
    title: str
    items: tuple[ItemView, ...]
    wording: WordingView | None = None  # the one it stands in, where the edition has several
    language: Language | None = None  # of a translation; none: as it was written

    @property
    def clauses(self) -> list[ItemView]:
        """The items that bind."""
        return [each for each in self.items if each.is_clause]

    @property
    def seconds(self) -> int:
        """How long it takes to read."""
        return math.ceil(sum(item.words for item in self.items) * 60 / WORDS_A_MINUTE)


def runs_of(item: "ItemView | ChildView") -> Iterator[Segments]:
    """Go through every text of a clause: its lead-in, its words, and the points beneath."""
    if isinstance(item, ItemView):
        yield item.lead_in
    yield item.segments
    for child in item.children:
        yield from runs_of(child)


def html_of(segments: Segments) -> SafeString:
    """Return segments as HTML: holders and bold words strong, emphasis, policies and addresses linked, paragraphs."""
    return format_html_join("", "{}", ((segment_html(each),) for each in segments))


def segment_html(segment: Segment) -> SafeString:
    """Return one segment as HTML."""
    if segment.symbol:
        return drawn(segment.symbol)
    text = format_html_join(BREAK, "{}", ((each,) for each in PARAGRAPH.split(segment.text)))
    if segment.policy:
        address = reverse("policies:linked", args=[segment.policy])
        text = format_html('<a class="govuk-link" href="{}">{}</a>', address, text)
    elif segment.address:
        text = format_html('<a class="govuk-link cs-out" href="{}" rel="noreferrer">{}</a>', segment.address, text)
    if segment.is_emphasised:
        text = format_html("<em>{}</em>", text)
    if segment.post:
        return format_html('<b class="cs-post">{}</b>', text)
    return format_html("<b>{}</b>", text) if segment.is_strong else text
