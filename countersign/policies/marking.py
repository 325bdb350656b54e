"""
Marking which words changed between two wordings, so that each can be read in the marked text.

What was taken out and what was put in, in the lines that a reader sees: a lead-in, the text, and each point beneath.
Without the words put in the marked text is the old wording, without those taken out the new one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from countersign.policies.wording import Segment
from countersign.policies.words import SOFT_HYPHEN, WORD, signs_alike

PIECE = re.compile(rf"\s*(?:(?P<word>{WORD})|\S)\s*|\s+")
MOST_WORK = 1_000_000
"""Pairs of the same word to look at; a text that repeats itself more than any agreement is marked as a whole."""

Segments = tuple[Segment, ...]


class Mark(StrEnum):
    """What became of some words."""

    KEPT = ""
    TAKEN_OUT = "del"
    PUT_IN = "ins"


@dataclass(frozen=True)
class Line:
    """One line of a part: its lead-in, its text, or a point beneath at some depth."""

    role: str
    segments: Segments
    depth: int = 0
    number: str = ""


@dataclass(frozen=True)
class Run:
    """Words that stayed, were taken out or were put in."""

    mark: Mark
    segments: Segments


@dataclass(frozen=True)
class MarkedLine:
    """A line with what changed in it."""

    role: str
    depth: int
    number: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class _Piece:
    """A word, a sign, or the beginning of a line."""

    key: str
    is_word: bool = False
    segment: Segment | None = None
    line: Line | None = None  # the line that begins here


_Step = tuple[Mark, list[_Piece], list[_Piece]]
"""What became of these pieces of the old wording and these of the new."""


def marked(old: Sequence[Line], new: Sequence[Line]) -> tuple[MarkedLine, ...]:
    """Return two wordings as one, with what was taken out and put in."""
    layout = _Layout()
    for mark, piece in _in_order(_steps(_pieces(old), _pieces(new))):
        layout.add(mark, piece)
    return tuple(
        MarkedLine(line.role, line.depth, line.number, _runs(pieces)) for line, pieces in layout.lines if pieces
    )


class _Layout:
    """The lines of the marked text while it is put together: those of the new wording, and old ones that are gone."""

    def __init__(self) -> None:
        self.lines: list[tuple[Line, list[tuple[Mark, Segment]]]] = []
        self.at_old = self.at_new = -1  # the lines in which the two wordings are

    def add(self, mark: Mark, piece: _Piece) -> None:
        """Add a piece to its line, or begin a line with it."""
        if piece.line is not None:
            self.lines.append((piece.line, []))
            last = len(self.lines) - 1
            self.at_old = self.at_old if mark is Mark.PUT_IN else last
            self.at_new = self.at_new if mark is Mark.TAKEN_OUT else last
            return
        if mark is Mark.KEPT:
            self.go_on_in_new_line()
        assert piece.segment is not None  # noqa: S101  a piece is a line's beginning or words
        self.lines[self.at_old if mark is Mark.TAKEN_OUT else self.at_new][1].append((mark, piece.segment))

    def go_on_in_new_line(self) -> None:
        """Let what was kept follow the words before it, although the line they stood in is gone."""
        for _, pieces in self.lines[self.at_new + 1 :]:
            if pieces:
                self.lines[self.at_new][1].extend([(Mark.TAKEN_OUT, Segment(" ")), *pieces])
        del self.lines[self.at_new + 1 :]
        self.at_old = self.at_new


def _pieces(lines: Iterable[Line]) -> list[_Piece]:
    found = []
    for line in lines:
        found.append(_Piece(f"\n{line.role}{line.depth}", line=line))
        for segment in line.segments:
            if segment.post:
                slot = f"{{{'post' if segment.has_title else 'name'}:{segment.post}}}"
                found.append(_Piece(f"{slot}{segment.address}", is_word=True, segment=segment))
                continue
            for match in PIECE.finditer(segment.text):
                key = signs_alike(match[0].strip().replace(SOFT_HYPHEN, "")) or " "
                key += f" {segment.address}" if segment.address else ""  # the same words that lead elsewhere
                found.append(_Piece(key, is_word=bool(match["word"]), segment=replace(segment, text=match[0])))
    return found


def _steps(old: list[_Piece], new: list[_Piece]) -> list[_Step]:
    """Return what was kept, taken out and put in, without crumbs between two changes."""
    olds, news = [piece.key for piece in old], [piece.key for piece in new]
    begin = _same_at(olds, news)
    end = _same_at(olds[begin:][::-1], news[begin:][::-1])
    middle_old, middle_new = old[begin : len(old) - end], new[begin : len(new) - end]
    steps = [_kept(old[:begin], new[:begin]), *_without_crumbs(_changed(middle_old, middle_new))]
    return [*steps, _kept(old[len(old) - end :], new[len(new) - end :])]


def _same_at(olds: list[str], news: list[str]) -> int:
    """Return how many are the same at the beginning."""
    pairs = enumerate(zip(olds, news, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(olds), len(news)))


def _changed(old: list[_Piece], new: list[_Piece]) -> list[_Step]:
    olds, news = [piece.key for piece in old], [piece.key for piece in new]
    count = Counter(olds)
    if sum(count[key] for key in news) > MOST_WORK:
        return [(Mark.TAKEN_OUT, old, []), (Mark.PUT_IN, [], new)]
    steps: list[_Step] = []
    for tag, i, j, k, m in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if tag == "equal":
            steps.append(_kept(old[i:j], new[k:m]))
        else:
            steps += [(Mark.TAKEN_OUT, old[i:j], [])] if j > i else []
            steps += [(Mark.PUT_IN, [], new[k:m])] if m > k else []
    return steps


def _kept(old: list[_Piece], new: list[_Piece]) -> _Step:
    return (Mark.KEPT, old, new)


def _without_crumbs(steps: list[_Step]) -> list[_Step]:
    """Take a word or two that stayed between larger changes into the change: confetti is hard to read."""
    kept = [at for at, (mark, _, _) in enumerate(steps) if mark is Mark.KEPT]
    bounds = [-1, *kept, len(steps)]
    crumbs = {
        at for before, at, after in zip(bounds, kept, bounds[2:], strict=False) if _is_crumb(steps, before, at, after)
    }
    found: list[_Step] = []
    for at, (mark, old, new) in enumerate(steps):
        if at in crumbs:
            found += [(Mark.TAKEN_OUT, old, []), (Mark.PUT_IN, [], new)]
        else:
            found.append((mark, old, new))
    return found


def _is_crumb(steps: list[_Step], before: int, at: int, after: int) -> bool:
    """Return whether what was kept is little beside both changes, which take out as well as put in."""
    left, right = steps[before + 1 : at], steps[at + 1 : after]
    kept = steps[at][2]
    if not left or not right or any(piece.line for piece in kept):
        return False
    out = sum(_words(old) for _, old, _ in (*left, *right))
    into = sum(_words(new) for _, _, new in (*left, *right))
    return out > 0 and into > 0 and 4 * _words(kept) < out + into


def _words(pieces: Iterable[_Piece]) -> int:
    return sum(piece.is_word for piece in pieces)


def _in_order(steps: Iterable[_Step]) -> Iterator[tuple[Mark, _Piece]]:
    """Go through the pieces, those taken out before those put in between two that were kept."""
    out: list[_Piece] = []
    into: list[_Piece] = []
    for mark, old, new in [*steps, (Mark.KEPT, [], [])]:
        if mark is Mark.KEPT:
            yield from ((Mark.TAKEN_OUT, piece) for piece in out)
            yield from ((Mark.PUT_IN, piece) for piece in into)
            out, into = [], []
            yield from ((Mark.KEPT, piece) for piece in new)
        else:
            out += old
            into += new


def _runs(pieces: Iterable[tuple[Mark, Segment]]) -> tuple[Run, ...]:
    """Return pieces as runs, those printed alike in one segment."""
    found: list[tuple[Mark, list[Segment]]] = []
    for mark, segment in pieces:
        if not found or found[-1][0] is not mark:
            found.append((mark, [segment]))
        elif not segment.post and replace(found[-1][1][-1], text="") == replace(segment, text=""):
            found[-1][1][-1] = replace(segment, text=found[-1][1][-1].text + segment.text)
        else:
            found[-1][1].append(segment)
    return tuple(Run(mark, tuple(segments)) for mark, segments in found)
