"""
What an edition says to somebody: its sections and clauses, with today's holders of the posts in them.

A published edition never changes, so what was parsed of it is kept in this process; only who holds a post is asked
anew, in one query. What these functions return is shared between requests and cannot be altered.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from countersign.people.audiences import binds, in_words
from countersign.policies.models import Edition, Part
from countersign.policies.wording import Printed, Segment, codes_in, filled, parse, words_in

WORDS_A_MINUTE = 238
"""How fast most adults read silently (Brysbaert 2019, a mean over 190 studies)."""

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

    @property
    def clauses(self) -> list[ItemView]:
        """The items that bind."""
        return [each for each in self.items if each.is_clause]

    @property
    def seconds(self) -> int:
        """How long it takes to read."""
        return math.ceil(sum(item.words for item in self.items) * 60 / WORDS_A_MINUTE)


@dataclass(frozen=True)
class _Parsed:
    """An edition's sections with the places of its posts still open, and the codes of those posts."""

    sections: tuple[SectionView, ...]
    codes: frozenset[str]


def sections_for(edition: Edition, kinds: Iterable[str] | None, day: date) -> list[SectionView]:
    """
    Return what an edition says to somebody of these kinds on a day: their clauses, and what is only read.

    With None for the kinds, it is the whole edition, as the public page shows it.
    """
    return list(_printed(edition, kinds, day, is_bound=True))


def unfilled(edition: Edition) -> tuple[SectionView, ...]:
    """Return the whole of an edition with its posts still by their codes, as editions are compared."""
    if edition.published_at is None:
        return _parsed(edition).sections
    return _parsed_once(edition.pk, edition.public_id).sections


def clauses_not_binding(edition: Edition, kinds: Iterable[str], day: date) -> list[ItemView]:
    """Return the clauses that bind others but nobody of these kinds."""
    return [item for section in _printed(edition, kinds, day, is_bound=False) for item in section.clauses]


def reading_minutes(sections: Iterable[SectionView]) -> int:
    """Return how many minutes the sections take to read, at least one."""
    words = sum(item.words for section in sections for item in section.items)
    return max(1, math.ceil(words / WORDS_A_MINUTE))


def posts_on(school_id: int, day: date) -> dict[str, Printed]:
    """Return every post of a school as it prints on a day. Plain SQL: every signature waits for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.code, p.title, n.printed_name, n.forename, n.surname FROM schools_post p"
            " LEFT JOIN people_holding h ON h.post_id = p.id AND h.from_date <= %s"
            " AND (h.to_date IS NULL OR h.to_date >= %s)"
            " LEFT JOIN people_person n ON n.id = h.person_id WHERE p.school_id = %s"
            " ORDER BY p.position, p.id, h.from_date, h.id",
            [day, day, school_id],
        )
        rows = cursor.fetchall()
    posts: dict[str, Printed] = {}
    for code, title, printed, forename, surname in rows:
        names = posts[code].names if code in posts else ()
        if forename is not None:
            names = (*names, printed or f"{forename} {surname}".strip())
        posts[code] = Printed(title, names)
    return posts


def codes_of(edition: Edition) -> frozenset[str]:
    """Return the codes of the posts that an edition prints: in its parts and in what is declared under it."""
    parsed = _parsed_once(edition.pk, edition.public_id) if edition.published_at else _parsed(edition)
    return parsed.codes | codes_in([*edition.signer_declarations, *edition.approver_declarations])


def runs_of(item: "ItemView | ChildView") -> Iterator[Segments]:
    """Go through every text of a clause: its lead-in, its words, and the points beneath."""
    if isinstance(item, ItemView):
        yield item.lead_in
    yield item.segments
    for child in item.children:
        yield from runs_of(child)


def html_of(segments: Segments) -> SafeString:
    """Return segments as HTML: holders and bold words strong, policies linked."""
    return format_html_join("", "{}", ((segment_html(each),) for each in segments))


def segment_html(segment: Segment) -> SafeString:
    """Return one segment as HTML."""
    text = format_html("{}", segment.text)
    if segment.policy:
        address = reverse("policies:linked", args=[segment.policy])
        text = format_html('<a class="govuk-link" href="{}">{}</a>', address, text)
    if segment.post:
        return format_html('<b class="cs-post">{}</b>', text)
    return format_html("<b>{}</b>", text) if segment.is_strong else text


def _printed(edition: Edition, kinds: Iterable[str] | None, day: date, *, is_bound: bool) -> tuple[SectionView, ...]:
    whom = None if kinds is None else frozenset(kinds)
    if edition.published_at is None:
        parsed = _parsed(edition)
        return _filled(parsed.sections, whom, _needed(edition, parsed, day), is_bound=is_bound)
    needed = _needed(edition, _parsed_once(edition.pk, edition.public_id), day)
    return _filled_once(edition.pk, edition.public_id, whom, tuple(sorted(needed.items())), is_bound)


def _needed(edition: Edition, parsed: _Parsed, day: date) -> dict[str, Printed]:
    if not parsed.codes:
        return {}
    return {code: post for code, post in posts_on(edition.policy.school_id, day).items() if code in parsed.codes}


@lru_cache(maxsize=256)
def _parsed_once(edition: int, public_id: UUID) -> _Parsed:
    return _parsed(Edition.objects.get(pk=edition, public_id=public_id))


@lru_cache(maxsize=1024)
def _filled_once(
    edition: int,
    public_id: UUID,
    kinds: frozenset[str] | None,
    posts: tuple[tuple[str, Printed], ...],
    is_bound: bool,  # noqa: FBT001  a cache takes its arguments by place
) -> tuple[SectionView, ...]:
    return _filled(_parsed_once(edition, public_id).sections, kinds, dict(posts), is_bound=is_bound)


def _parsed(edition: Edition) -> _Parsed:
    linked = [
        (name, link.policy.public_id)
        for link in edition.links.select_related("policy").order_by("position")
        for name in (link.named, link.policy.title)
    ]
    sections: list[tuple[Part, list[Part]]] = []
    for part in edition.parts.kept():
        if part.kind == Part.Kind.SECTION:
            sections.append((part, []))
        elif sections:
            sections[-1][1].append(part)
        else:
            sections.append((part, [part]))
    views = tuple(
        SectionView(
            head.pk,
            head.key,
            head.text if head.kind == Part.Kind.SECTION else "",
            tuple(_item(part, linked) for part in parts),
        )
        for head, parts in sections
    )
    runs = (run for view in views for item in view.items for run in runs_of(item))
    return _Parsed(views, frozenset(each.post for run in runs for each in run if each.post))


def _item(part: Part, linked: list[tuple[str, UUID]]) -> ItemView:
    return ItemView(
        part_id=part.pk,
        key=part.key,
        kind=part.kind,
        number=part.number,
        lead_in=parse(part.lead_in, linked),
        segments=parse(part.text, linked),
        children=tuple(_child(child, linked) for child in part.children),
        roles=None if part.roles is None else tuple(part.roles),
        topics=tuple(part.topics),
    )


def _child(child: dict[str, Any], linked: list[tuple[str, UUID]]) -> ChildView:
    deeper = tuple(_child(each, linked) for each in child.get("children") or [])
    return ChildView(child.get("number") or "", parse(child["text"], linked), deeper)


def _filled(
    sections: tuple[SectionView, ...], kinds: frozenset[str] | None, posts: dict[str, Printed], *, is_bound: bool
) -> tuple[SectionView, ...]:
    found = []
    for section in sections:
        items = []
        for item in section.items:
            does_bind = kinds is None or binds(None if item.roles is None else list(item.roles), set(kinds))
            if does_bind == is_bound:
                items.append(
                    replace(
                        item,
                        lead_in=filled(item.lead_in, posts),
                        segments=filled(item.segments, posts),
                        children=tuple(_child_filled(each, posts) for each in item.children),
                        binds=does_bind,
                    )
                )
        if items:
            head = section if section.title else items[0]
            found.append(replace(section, part_id=head.part_id, key=head.key, items=tuple(items)))
    return tuple(found)


def _child_filled(child: ChildView, posts: dict[str, Printed]) -> ChildView:
    deeper = tuple(_child_filled(each, posts) for each in child.children)
    return ChildView(child.number, filled(child.segments, posts), deeper)
