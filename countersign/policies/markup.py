"""Marked lines as HTML: `del` and `ins` around what was taken out and put in, points beneath their clause."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from countersign.policies.marking import Mark, MarkedLine, Run
from countersign.policies.printed import html_of
from countersign.policies.wording import Segment, leads_out, spelled


@dataclass(frozen=True)
class Point:
    """A point beneath a clause, with those beneath it."""

    number: str
    html: SafeString
    children: "tuple[Point, ...]"


@dataclass(frozen=True)
class Block:
    """A clause as it is shown: lead-in, words, points."""

    number: str
    lead_in: SafeString
    html: SafeString
    points: tuple[Point, ...]


def blocks_of(lines: Iterable[MarkedLine]) -> list[Block]:
    """Return marked lines as the clauses that they belong to."""
    found: list[tuple[list[MarkedLine], list[MarkedLine], list[MarkedLine]]] = []
    for line in lines:
        is_begun = line.role == "point" or (line.role == "text" and found and not found[-1][1] and not found[-1][2])
        if not found or not is_begun:
            found.append(([], [], []))
        found[-1][{"lead-in": 0, "text": 1}.get(line.role, 2)].append(line)
    return [
        Block(
            number=next((line.number for line in (*lead_ins, *texts)), ""),
            lead_in=_joined(lead_ins),
            html=_joined(texts),
            points=_nested(points),
        )
        for lead_ins, texts, points in found
    ]


def _joined(lines: Iterable[MarkedLine]) -> SafeString:
    return linebreaksbr(runs_html([run for line in lines for run in line.runs]))


def _nested(points: Sequence[MarkedLine], depth: int = 1) -> tuple[Point, ...]:
    """Return points with those that are further in beneath them."""
    found: list[tuple[MarkedLine, list[MarkedLine]]] = []
    for line in points:
        if found and line.depth > depth:
            found[-1][1].append(line)
        else:
            found.append((line, []))
    return tuple(Point(line.number, runs_html(line.runs), _nested(beneath, depth + 1)) for line, beneath in found)


def runs_html(runs: Sequence[Run]) -> SafeString:
    """Return words as HTML, with `del` and `ins` around what was taken out and put in."""
    html = SafeString("")
    before: Run | None = None
    for run in runs:
        if run.mark is Mark.KEPT:
            html += html_of(run.segments)
        else:
            *first, last = with_addresses(run.segments)
            words = html_of((*first, replace(last, text=last.text.rstrip())))
            end = " " if last.text != last.text.rstrip() else ""
            tag = mark_safe(run.mark.value)  # noqa: S308  one of our own two
            html += format_html("{}<{}>{}</{}>{}", gap_between(before, run), tag, words, tag, end)
        before = run
    return html


def with_addresses(segments: Sequence[Segment]) -> list[Segment]:
    """Return words that changed without links, and where they lead spelled out: an address too may have changed."""
    pairs = zip(segments, leads_out(segments), strict=True)
    return [replace(each, policy=None, address="", text=f"{each.text}{spelled(end)}") for each, end in pairs]


def gap_between(before: Run | None, run: Run) -> str:
    """Return a space where two words would stand without one between them, that never stood beside each other."""
    if before is None or not (before.mark or run.mark is Mark.TAKEN_OUT):
        return ""
    return " " if before.segments[-1].text[-1:].isalnum() and run.segments[0].text[:1].isalnum() else ""
