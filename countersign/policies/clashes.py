"""
Two people at the same part: what each of them changed, marked, and both changes put together where they can be.

The words are compared as they are typed, stars and all, because they go back into the box.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from countersign.people.audiences import in_words
from countersign.policies.earlier import began_with, last_change, said_of
from countersign.policies.marking import Line, Mark, marked
from countersign.policies.markup import Block, blocks_of
from countersign.policies.models import EarlierText, Edition, Part
from countersign.policies.reading import TAXONOMY
from countersign.policies.wording import Segment, lowered

TOKEN = re.compile(r"\S+|\s+")
KINDS = dict(Part.Kind.choices)
TOPICS = {topic.key: topic.title for topic in TAXONOMY}

Said = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """Something besides the words that differs."""

    label: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Clash:
    """Somebody else's words and one's own, each with what was changed in them since both began."""

    who: str
    theirs: list[Block]
    mine: list[Block]
    rows: list[Row]
    is_out: bool  # they took it out
    can_join: bool  # both changes can stand together
    began: int


def clash_of(part: Part, mine: Said, began: int) -> Clash:
    """Return how a part differs from what somebody typed who began at an older revision."""
    theirs, base = said_of(part), began_with(part, began)
    start = base if base is not None else theirs
    last = last_change(part.earlier_texts.select_related("changed_by"))
    return Clash(
        who=last[0].name if last else _("Somebody"),
        theirs=blocks_of(marked(lines_of(start), lines_of(theirs))),
        mine=blocks_of(marked(lines_of(start), lines_of(mine))),
        rows=rows_of(theirs, mine),
        is_out=part.removed_at is not None,
        can_join=joined(part, mine["text"], began) not in (None, mine["text"]),
        began=began,
    )


def lines_of(said: Said) -> list[Line]:
    """Return what a part says in lines, as it was typed."""
    lead_in = [Line("lead-in", _typed(said["lead_in"]))] if said["lead_in"] else []
    return [*lead_in, Line("text", _typed(said["text"])), *_points(said["children"])]


def _typed(text: str) -> tuple[Segment, ...]:
    return (Segment(text),)


def _points(children: Iterable[dict[str, Any]], depth: int = 1) -> list[Line]:
    found: list[Line] = []
    for child in children:
        found.append(Line("point", _typed(child["text"]), depth, child.get("number") or ""))
        found += _points(child.get("children") or [], depth + 1)
    return found


def rows_of(theirs: Said, mine: Said) -> list[Row]:
    """Return what differs besides the words."""
    one, other = _besides(theirs), _besides(mine)
    return [Row(label, one[label], other[label]) for label in one if one[label] != other[label]]


def _besides(said: Said) -> dict[str, str]:
    return {
        _("Number"): said["number"] or pgettext("number", "none"),
        _("What it is"): str(KINDS[said["kind"]]),
        _("Binds"): _("everybody") if said["roles"] is None else lowered(in_words(said["roles"])) or _("nobody"),
        _("About"): ", ".join(_(TOPICS[key]) if key in TOPICS else key for key in said["topics"]) or _("nothing"),
    }


def joined(part: Part, mine: str, began: int) -> str | None:
    """Return a part's text with both changes, or None where they touch the same words."""
    base = began_with(part, began)
    return None if base is None else put_together(base["text"], part.text, mine)


def put_together(base: str, theirs: str, mine: str) -> str | None:
    """Return a text with the changes of both, or None where they changed the same words."""
    words = TOKEN.findall(base)
    changes = sorted({*_changes(words, TOKEN.findall(theirs)), *_changes(words, TOKEN.findall(mine))})
    if any(after[0] <= before[1] for before, after in pairwise(changes)):
        return None
    for begin, end, new in reversed(changes):
        words[begin:end] = new
    return "".join(words)


def _changes(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, tuple[str, ...]]]:
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(i, j, tuple(new[k:m])) for tag, i, j, k, m in steps if tag != "equal"]


@dataclass(frozen=True)
class DetailsRow:
    """A detail of a draft that two people answered in different ways, with what is only in one of them marked."""

    label: str
    theirs: list[Block]
    mine: list[Block]


def details_rows(labels: dict[str, str], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> list[DetailsRow]:
    """Return the details that differ."""
    found = []
    for name, label in labels.items():
        one, other = _in_lines(theirs.get(name)), _in_lines(mine.get(name))
        if one != other:
            found.append(DetailsRow(label, _only_in(one, other), _only_in(other, one)))
    return found


def _only_in(text: str, other: str) -> list[Block]:
    """Return a text with what the other has not marked."""
    lines = marked([Line("text", _typed(other))], [Line("text", _typed(text))])
    kept = [replace(line, runs=tuple(run for run in line.runs if run.mark is not Mark.TAKEN_OUT)) for line in lines]
    return blocks_of(line for line in kept if line.runs)


def _in_lines(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value or _("nothing"))


@dataclass(frozen=True)
class Moment:
    """One moment of a draft's history: who did what, and what it said before."""

    earlier: EarlierText
    blocks: list[Block]
    title: str

    @property
    def can_come_back(self) -> bool:
        """Whether there are words to bring back."""
        return bool(self.earlier.said)


def history_of(part: Part) -> list[Moment]:
    """Return what happened to a part, the newest first, with what each change took out and put in."""
    found, after = [], said_of(part)
    for each in part.earlier_texts.select_related("changed_by"):
        blocks: list[Block] = []
        if each.said and each.said != after:
            blocks = blocks_of(marked(lines_of(each.said), lines_of(after)))
        if each.did == EarlierText.Did.PUT_ASIDE:
            blocks = blocks_of(marked(lines_of(after), lines_of(each.said)))
        elif each.said:
            after = each.said
        found.append(Moment(each, blocks, ""))
    return found


def draft_history(edition: Edition, titles: dict[int, str], *, most: int = 200) -> list[Moment]:
    """Return what happened to a draft, the newest first."""
    found = edition.earlier_texts.select_related("changed_by", "part")[:most]
    return [Moment(each, [], titles.get(each.part_id or 0, _("The details"))) for each in found]


def details_history(edition: Edition) -> list[Moment]:
    """Return what happened to the details of a draft, the newest first."""
    return [Moment(each, [], "") for each in edition.earlier_texts.filter(part=None).select_related("changed_by")]
