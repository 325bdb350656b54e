"""
What an edition says to somebody: its sections and clauses, with today's holders of the posts in them.

A published edition never changes, so what was parsed of it is kept in this process; only who holds a post is asked
anew, in one query. What these functions return is shared between requests and cannot be altered.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from countersign.people.audiences import binds
from countersign.policies.models import Edition, Part
from countersign.policies.printed import WORDS_A_MINUTE, ChildView, ItemView, SectionView, runs_of
from countersign.policies.wording import Printed, codes_in, filled, parse
from countersign.policies.wordings import WordingView, fitting, view_of


@dataclass(frozen=True)
class _Parsed:
    """An edition's sections with the places of its posts still open, the codes of those posts, and its wordings."""

    sections: tuple[SectionView, ...]
    codes: frozenset[str]
    wordings: tuple[WordingView, ...]


def sections_for(
    edition: Edition, kinds: Iterable[str] | None, day: date, *, symbols: bool = False
) -> list[SectionView]:
    """
    Return what an edition says to somebody of these kinds on a day: their clauses, and what is only read.

    Where the edition has several wordings, it is the one that fits these kinds best; with `symbols` the one with
    pictures. With None for the kinds, it is the whole edition, as the public page shows it.
    """
    return list(_printed(edition, kinds, day, is_bound=True, symbols=symbols))


def unfilled(edition: Edition) -> tuple[SectionView, ...]:
    """Return the whole of an edition with its posts still by their codes, as editions are compared."""
    return _whole(edition).sections


def clauses_not_binding(edition: Edition, kinds: Iterable[str], day: date, *, symbols: bool = False) -> list[ItemView]:
    """Return the clauses of what they read that bind others but nobody of these kinds."""
    printed = _printed(edition, kinds, day, is_bound=False, symbols=symbols)
    return [item for section in printed for item in section.clauses]


def wordings_of(edition: Edition) -> tuple[WordingView, ...]:
    """Return the wordings of an edition, in order; none where one is for everybody."""
    return _whole(edition).wordings


def wordings_for(edition: Edition, kinds: Iterable[str], *, symbols: bool = False) -> tuple[WordingView, ...]:
    """Return which wordings somebody of these kinds reads: one for each thing they are to the school."""
    return fitting(wordings_of(edition), kinds, symbols=symbols)


def other_wording(edition: Edition, kinds: Iterable[str], *, symbols: bool) -> tuple[WordingView, ...]:
    """Return what they may read in its place, with symbols or without; nothing where there is no choice."""
    here, there = (wordings_for(edition, kinds, symbols=each) for each in (symbols, not symbols))
    return () if here == there else there


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


def _printed(
    edition: Edition, kinds: Iterable[str] | None, day: date, *, is_bound: bool, symbols: bool = False
) -> tuple[SectionView, ...]:
    whom = None if kinds is None else frozenset(kinds)
    parsed = _whole(edition)
    needed = _needed(edition, parsed, day)
    if edition.published_at is None:
        return _filled(parsed, whom, needed, is_bound=is_bound, symbols=symbols)
    return _filled_once(edition.pk, edition.public_id, whom, tuple(sorted(needed.items())), is_bound, symbols)


def _whole(edition: Edition) -> _Parsed:
    return _parsed(edition) if edition.published_at is None else _parsed_once(edition.pk, edition.public_id)


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
    symbols: bool,  # noqa: FBT001
) -> tuple[SectionView, ...]:
    return _filled(_parsed_once(edition, public_id), kinds, dict(posts), is_bound=is_bound, symbols=symbols)


def _parsed(edition: Edition) -> _Parsed:
    linked = [
        (name, link.policy.public_id)
        for link in edition.links.select_related("policy").order_by("position")
        for name in (link.named, link.policy.title)
    ]
    wordings = tuple(view_of(each) for each in edition.wordings.all())
    beneath: dict[int | None, list[Part]] = {}
    for part in edition.parts.kept():
        beneath.setdefault(part.wording_id, []).append(part)
    views = tuple(
        view
        for wording in (None, *wordings)
        for view in _sections(beneath.get(wording.pk if wording else None, []), wording, linked)
    )
    runs = (run for view in views for item in view.items for run in runs_of(item))
    return _Parsed(views, frozenset(each.post for run in runs for each in run if each.post), wordings)


def _sections(parts: list[Part], wording: WordingView | None, linked: list[tuple[str, UUID]]) -> Iterator[SectionView]:
    sections: list[tuple[Part, list[Part]]] = []
    for part in parts:
        if part.kind == Part.Kind.SECTION:
            sections.append((part, []))
        elif sections:
            sections[-1][1].append(part)
        else:
            sections.append((part, [part]))
    for head, items in sections:
        title = head.text if head.kind == Part.Kind.SECTION else ""
        yield SectionView(head.pk, head.key, title, tuple(_item(part, linked) for part in items), wording)


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
    parsed: _Parsed, kinds: frozenset[str] | None, posts: dict[str, Printed], *, is_bound: bool, symbols: bool
) -> tuple[SectionView, ...]:
    found = []
    chosen = parsed.wordings if kinds is None else fitting(parsed.wordings, kinds, symbols=symbols)
    for section in parsed.sections:
        if section.wording is not None and section.wording not in chosen:
            continue
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
