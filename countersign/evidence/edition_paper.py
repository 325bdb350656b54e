"""
The words of an edition's PDF, as plain values in the order in which they are printed.

It is made once and kept for years, so it prints posts and not who holds them: whom to turn to on the day of reading is
on the page whose address it gives.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

import countersign
from countersign.ledger.keys import root
from countersign.people.audiences import in_english
from countersign.policies import public
from countersign.policies.clauses import wordings_of
from countersign.policies.covering import Cover, cover_of
from countersign.policies.models import Edition
from countersign.policies.printed import ChildView, ItemView, SectionView, Segments
from countersign.policies.symbols import SYMBOLS

from .spoken import day_in_words

Row = list[Any]

SVG = {
    name: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" fill="none" stroke="#123a3e" stroke-width="2.6"'
    f' stroke-linecap="round" stroke-linejoin="round">{lines}</svg>'
    for name, lines in SYMBOLS.items()
}
"""The pictures of a wording with symbols, as files of their own."""


def paper_of(edition: Edition, *, at: datetime) -> dict[str, Any]:
    """Return what is printed of an edition."""
    made, school = timezone.localtime(at), edition.policy.school
    cover = cover_of(edition)
    return {
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "made_at": day_in_words(made.date()),
        "id": str(edition.public_id),
        "title": edition.title,
        "edition": f"Edition {edition.number}",
        "summary": f"Edition {edition.number}, {published(edition)}, for {in_english(edition.audience).lower()}.",
        "school": {"name": school.name},
        "is_demonstration": school.is_demonstration,
        "footer": f"{school.name} keeps its policies with Countersign {countersign.__version__}",
        "cover": said([*cover_rows(edition, cover), *fact_rows(edition)]),
        "signed": [
            {"label": "Approved at the meeting" if each.was_at_meeting else "Approved by", "name": each.name,
             "at": day_in_words(each.approved_date)}
            for each in cover.signed
        ],
        "symbols": SVG,
        "blocks": list(blocks_of(public.sections_unnamed(edition))),
        "has_posts": any(segment.post for segment in segments_of(public.sections_unnamed(edition))),
        "addresses": {"policy": public.policy_address(edition.policy), "edition": public.edition_address(edition)},
        "fingerprints": said(
            [
                ["Its text, attached as edition.json", [edition.content_sha256]],
                *([f"Its wording “{each.title}”", [each.sha256]] for each in wordings_of(edition)),
                ["The file it was read from", [edition.source_sha256]],
            ]
        ),
        "verify": settings.ADDRESS + reverse("evidence:check"),
        "root": root().fingerprint.replace(" ", ""),
    }  # fmt: skip


def published(edition: Edition) -> str:
    """Return when an edition was published, within a sentence."""
    return f"published {day_in_words(timezone.localdate(edition.published_at))}"


def cover_rows(edition: Edition, cover: Cover) -> list[Row]:
    """Return the cover block, as agreements print it."""
    approved = [cover.approved_by, day_in_words(cover.approved_date) if cover.approved_date else ""]
    meeting = f"At the meeting of {day_in_words(cover.meeting_date)}" if cover.meeting_date else ""
    return [
        ["Published", [day_in_words(timezone.localdate(edition.published_at))]],
        ["In force from", [edition.effective_date and day_in_words(edition.effective_date)]],
        ["Last reviewed", [cover.last_reviewed]],
        ["Next review", [cover.next_review and f"By {day_in_words(cover.next_review)}"]],
        ["Approved", [", ".join(filter(None, approved)), meeting]],
        ["Document", [edition.document_code]],
    ]


def fact_rows(edition: Edition) -> list[Row]:
    """Return for whom an edition is, what changed in it, and what it leans on."""
    links = edition.links.select_related("policy").order_by("position", "pk")
    return [
        ["Who signs it" if edition.policy.is_signed else "Whom it is for", [in_english(edition.audience)]],
        ["What changed", edition.change_summary.splitlines()],
        ["It leans on", [each.named for each in links]],
    ]


def blocks_of(sections: Iterable[SectionView]) -> Iterator[dict[str, Any]]:
    """Go through an edition as it is printed: headings, clauses with whom they bind, and what is only read."""
    wording = None
    for section in sections:
        if section.wording is not None and section.wording != wording:
            wording = section.wording
            yield {"kind": "wording", "text": wording.title, "note": wording.note and f"For {wording.note}"}
        if section.title:
            yield {"kind": "heading", "text": section.title, "level": 3 if wording else 2}
        for item in section.items:
            yield item_of(item)


def item_of(item: ItemView) -> dict[str, Any]:
    """Return a clause or a passage as it is printed."""
    whom = item.for_whom
    return {
        "kind": "clause" if item.is_clause else "passage",
        "number": item.number or "–",
        "lead_in": lines_of(item.lead_in),
        "lines": lines_of(item.segments),
        "points": [point_of(child) for child in item.children],
        "whom": f"For {whom[:1].lower()}{whom[1:]}" if whom else "",
    }


def point_of(child: ChildView) -> dict[str, Any]:
    """Return one point of a clause's list as it is printed."""
    return {
        "number": child.number,
        "lines": lines_of(child.segments),
        "points": [point_of(each) for each in child.children],
    }


def lines_of(segments: Segments) -> list[list[dict[str, Any]]]:
    """Return words line by line, in runs; print trims the ends of a run, so it says where a space was."""
    lines: list[list[dict[str, Any]]] = [[]]
    for segment in segments:
        for number, text in enumerate(segment.text.split("\n")):
            if number:
                lines.append([])
            if segment.symbol:
                lines[-1].append(
                    {"symbol": segment.symbol, "text": "", "strong": False, "before": False, "after": True}
                )
            elif text:
                run = {"symbol": "", "text": text.strip(), "strong": segment.is_strong or bool(segment.post)}
                lines[-1].append({**run, "before": text[:1].isspace(), "after": text[-1:].isspace()})
    return [line for line in lines if any(run["text"] or run["symbol"] for run in line)]


def segments_of(sections: Iterable[SectionView]) -> Iterator[Any]:
    """Go through every run of words of an edition."""
    for section in sections:
        for item in section.items:
            yield from (*item.lead_in, *item.segments)
            children = list(item.children)
            while children:
                child = children.pop()
                yield from child.segments
                children += child.children


def said(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that have something to say."""
    kept = ([label, [each for each in values if each]] for label, values in rows)
    return [row for row in kept if row[1]]
