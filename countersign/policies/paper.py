"""What changed between two editions on paper: for the file, and for governors who meet round a table."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

import countersign
from countersign.ledger.canonical import canonical
from countersign.policies.changes import Changes, Told, ToldDetail
from countersign.policies.marking import MarkedLine, Run
from countersign.policies.markup import gap_between
from countersign.policies.models import Edition
from countersign.policies.printed import PARAGRAPH
from countersign.policies.wording import Segment, leads_out, spelled
from countersign.ui import typesetting

TEMPLATE = Path(__file__).parent / "comparison.typ"


def pdf_of(changes: Changes, *, at: datetime) -> bytes:
    """Return what changed as a PDF."""
    return typesetting.typeset(TEMPLATE, canonical(typesetting.as_printed(paper_of(changes, at=at))))


def paper_of(changes: Changes, *, at: datetime) -> dict[str, Any]:
    """Return what is printed, as plain values."""
    made = timezone.localtime(at)
    school = changes.new.policy.school
    title = f"What changed in {changes.new.title or changes.new.policy.title}"
    parts = [*changes.clauses, *changes.passages]
    return {
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "made_at": f"{made.day} {made:%B %Y, %H:%M}",
        "id": f"{changes.new.policy.public_id}",
        "title": title,
        "summary": f"From {name_of(changes.old)} to {name_of(changes.new)}. {changes.in_words}",
        "school": {"name": school.name},
        "is_demonstration": school.is_demonstration,
        "footer": f"{school.name} keeps its policies with Countersign {countersign.__version__}",
        "editions": [[capital(name_of(each)), [said_of(each)]] for each in (changes.old, changes.new)],
        "why": [[f"Edition {each.number}", each.change_summary.splitlines()] for each in changes.summaries],
        "changes": [*map(change_of, parts), *headings_of(changes), *map(detail_of, changes.details)],
        "small": [each.title for each in changes.small],
        "same": f"{changes.same:,} {'clause is' if changes.same == 1 else 'clauses are'} word for word the same.",
    }


def name_of(edition: Edition) -> str:
    """Return how a sentence names an edition."""
    return f"edition {edition.number}" if edition.number else "the draft"


def said_of(edition: Edition) -> str:
    """Return where an edition stands."""
    if edition.published_at is None or edition.published_by is None or edition.effective_date is None:
        return "Not published yet: it can still be changed."
    day = timezone.localtime(edition.published_at)
    force = edition.effective_date
    return (
        f"Published {day.day} {day:%B %Y} by {edition.published_by.name}, in force from {force.day} {force:%B %Y}. "
        f"SHA-256 of its text {edition.content_sha256}"
    )


def change_of(told: Told) -> dict[str, Any]:
    """Return one change as it is printed."""
    has_numbers = len([line for line in told.lines if line.role == "text"]) > 1
    return {
        "title": told.title,
        "section": told.section,
        "notes": list(told.notes),
        "lines": lines_of(told.lines, has_numbers=has_numbers),
    }


def detail_of(detail: ToldDetail) -> dict[str, Any]:
    """Return a change of something besides the clauses as it is printed."""
    return {"title": detail.label, "section": "", "notes": [], "lines": lines_of(detail.lines, has_numbers=False)}


def headings_of(changes: Changes) -> list[dict[str, Any]]:
    """Return the headings that changed as they are printed, if any."""
    lines = [
        {"role": "text", "depth": 0, "number": "", "runs": runs}
        for each in changes.headings
        if (runs := [run_of(f"{text} ", mark) for text, mark in ((each.old, "del"), (each.new, "ins")) if text])
    ]
    return [{"title": "Headings", "section": "", "notes": [], "lines": lines}] if lines else []


def lines_of(lines: Iterable[MarkedLine], *, has_numbers: bool) -> list[dict[str, Any]]:
    """Return marked lines as they are printed; a clause alone has its number in the title."""
    return [
        {
            "role": line.role,
            "depth": line.depth,
            "number": line.number if line.role == "point" or (has_numbers and line.role == "text") else "",
            "runs": runs_of(line.runs),
        }
        for line in lines
    ]


def runs_of(runs: Iterable[Run]) -> list[dict[str, Any]]:
    """Return runs in the pieces that are printed alike."""
    found, before = [], None
    for run in runs:
        pieces = [piece for each in on_paper(run.segments) for piece in pieces_of(each, run.mark.value)]
        if pieces and gap_between(before, run):
            pieces[0]["before"] = True
        found += pieces
        before = run
    return found


def on_paper(segments: Sequence[Segment]) -> list[Segment]:
    """Return what is printed of segments, addresses spelled out."""
    pairs = zip(segments, leads_out(segments), strict=True)
    spelled_out = [replace(each, text=f"{each.text}{spelled(end)}") for each, end in pairs]
    return [each for each in spelled_out if each.text]


def pieces_of(segment: Segment, mark: str) -> list[dict[str, Any]]:
    """Return a segment in its paragraphs, each but the first on a line of its own."""
    found = [
        run_of(text, mark, is_strong=segment.is_strong, is_emphasised=segment.is_emphasised)
        for text in PARAGRAPH.split(segment.text)
    ]
    for piece in found[1:]:
        piece["apart"] = True
    return found


def run_of(text: str, mark: str, *, is_strong: bool = False, is_emphasised: bool = False) -> dict[str, Any]:
    """Return words as they are printed, and whether a space stands before and after: ends are trimmed in print."""
    return {
        "mark": mark,
        "strong": is_strong,
        "emphasised": is_emphasised,
        "apart": False,
        "text": text.strip(),
        "before": text[:1].isspace(),
        "after": text[-1:].isspace(),
    }


def capital(words: str) -> str:
    """Return words as they begin a sentence."""
    return f"{words[:1].upper()}{words[1:]}"
