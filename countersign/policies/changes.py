"""
What changed between two editions, as people read it: a sentence for each change, and the words marked and plain.

Either everything that changed, for those who write and approve, or what changed for one reader: only what binds them,
and what binds them for the first time or no longer. Posts print as those who hold them on the day.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from countersign.people.audiences import in_words
from countersign.policies.clauses import posts_on, unfilled, wordings_for, wordings_of
from countersign.policies.comparison import Change, Changed, Comparison, DetailChange, HeadingChange, compare
from countersign.policies.languages import Language
from countersign.policies.marking import Line, Mark, MarkedLine, Run, marked
from countersign.policies.markup import Block, blocks_of, runs_html
from countersign.policies.models import Edition
from countersign.policies.placing import Side
from countersign.policies.printed import WORDS_A_MINUTE
from countersign.policies.telling import notes_of, title_of
from countersign.policies.wording import Printed, filled, parse, words_in
from countersign.words import later as _

SMALL = frozenset({Changed.RENUMBERED, Changed.PRINTING})
"""What is told in a line, because the words and whom they bind are the same."""

SMALL_FOR_A_READER = SMALL | {Changed.MOVED, Changed.AUDIENCE}

DETAILS = {
    "title": _("Its title"),
    "audience": _("Who signs it"),
    "asks": _("What people may ask for"),
    "signer_declarations": _("The sentence people sign"),
    "approver_declarations": _("The sentence the school signs"),
    "signature_fields": _("What people fill in"),
    "approver_fields": _("What the school fills in"),
    "linked": _("Policies it leans on"),
}
"""What an edition says besides its parts, and what a page calls it."""

SENTENCES = ("title", "signer_declarations", "approver_declarations")


@dataclass(frozen=True)
class Told:
    """One change as a page or a paper tells it."""

    title: str
    section: str
    key: UUID | None  # of the part in the new edition
    notes: tuple[str, ...]
    lines: tuple[MarkedLine, ...]
    plain_lines: tuple[MarkedLine, ...]
    change: Change
    language: Language | None = None  # of its words, where they are a translation's

    @property
    def blocks(self) -> list[Block]:
        """The words with what was taken out and put in."""
        return blocks_of(self.lines)

    @property
    def plain(self) -> list[Block]:
        """The words as they are now."""
        return blocks_of(self.plain_lines)

    @property
    def has_marks(self) -> bool:
        """Whether some words stayed and others did not, so that reading without the marks is another thing."""
        marks = {run.mark for line in self.lines for run in line.runs}
        return len(marks) > 1

    @property
    def has_sheet(self) -> bool:
        """Whether there is more to say of it than its title."""
        return bool(self.notes) or self.has_marks

    @property
    def words(self) -> int:
        """How many words there are to read."""
        return sum(words_in(segment.text) for line in self.lines for run in line.runs for segment in run.segments)

    @property
    def seconds(self) -> int:
        """How long it takes to read."""
        return math.ceil(self.words * 60 / WORDS_A_MINUTE)


@dataclass(frozen=True)
class ToldDetail:
    """Something besides the clauses that changed: what it is, and its texts with the marks."""

    label: str
    change: DetailChange
    lines: tuple[MarkedLine, ...]

    @property
    def is_sentence(self) -> bool:
        """Whether it is words that are read through, rather than a list."""
        return self.change.what in SENTENCES

    @property
    def html(self) -> list[SafeString]:
        """Its texts, one on each line."""
        return [runs_html(line.runs) for line in self.lines]


@dataclass(frozen=True)
class Changes:
    """What changed from one edition to another, for everybody or for one reader."""

    old: Edition
    new: Edition
    clauses: tuple[Told, ...]  # that say something else, or bind others
    passages: tuple[Told, ...]  # texts that are only read
    small: tuple[Told, ...]  # another number, place or print
    same: int  # clauses word for word the same
    headings: tuple[HeadingChange, ...]
    details: tuple[ToldDetail, ...]
    summaries: tuple[Edition, ...]  # the editions since, each with its author's summary

    @property
    def is_nothing(self) -> bool:
        """Whether nothing at all is different."""
        return not (self.clauses or self.passages or self.small or self.headings or self.details)

    @property
    def in_words(self) -> str:
        """How much is different, in a sentence or two."""
        if count := len(self.clauses):
            different = ngettext("%(count)s clause is different", "%(count)s clauses are different", count)
            same = ngettext("%(count)s is word for word the same", "%(count)s are word for word the same", self.same)
            values = {"different": different % {"count": f"{count:,}"}, "same": same % {"count": f"{self.same:,}"}}
            return gettext("%(different)s, %(same)s.") % values
        words = (
            ngettext(
                "Nothing is different: %(count)s clause is word for word the same.",
                "Nothing is different: %(count)s clauses are word for word the same.",
                self.same,
            )
            if self.is_nothing
            else ngettext(
                "No clause is different: %(count)s clause is word for word the same.",
                "No clause is different: %(count)s clauses are word for word the same.",
                self.same,
            )
        )
        return words % {"count": f"{self.same:,}"}

    @property
    def seconds(self) -> int:
        """How long what changed takes to read, with the summaries."""
        words = sum(each.words for each in self.clauses) + sum(words_in(each.change_summary) for each in self.summaries)
        return math.ceil(words * 60 / WORDS_A_MINUTE)


def changes_between(
    old: Edition,
    new: Edition,
    day: date,
    *,
    before: set[str] | None = None,
    now: set[str] | None = None,
    reader: str = "you",
    symbols: bool = False,
    posts: dict[str, Printed] | None = None,
) -> Changes:
    """
    Return what changed; with the kinds somebody was `before` and is `now`, what changed for them.

    Posts print as whoever holds them on the day, or as given.
    """
    posts = posts_on(new.policy.school_id, day) if posts is None else posts
    is_personal = now is not None
    if now is None:
        comparison = compared(old, new)
        changes = comparison.changes
    else:
        then = now if before is None else before
        comparison = compared(old, new, read_by(old, then, symbols=symbols), read_by(new, now, symbols=symbols))
        changes = comparison.for_reader(then, now)
    small = SMALL_FOR_A_READER if is_personal else SMALL
    told = [told_of(each, posts, reader=reader if is_personal else "") for each in changes if each.kinds]
    main = [each for each in told if each.change.kinds - small]
    return Changes(
        old=old,
        new=new,
        clauses=tuple(each for each in main if each.change.is_clause),
        passages=tuple(each for each in main if not each.change.is_clause),
        small=tuple(each for each in told if not each.change.kinds - small),
        same=sum(each.is_clause and not each.has_new_words for each in changes),
        headings=comparison.headings,
        details=tuple(told_detail(each, posts) for each in comparison.details),
        summaries=summaries_between(old, new),
    )


Wordings = frozenset[int] | None
"""The keys of the wordings of an edition that are compared; None: everything it says."""


def read_by(edition: Edition, kinds: set[str], *, symbols: bool) -> Wordings:
    """Return which wordings of an edition somebody reads, where it has several."""
    if not wordings_of(edition):
        return None
    return frozenset(each.pk for each in wordings_for(edition, kinds, symbols=symbols))


def compared(old: Edition, new: Edition, olds: Wordings = None, news: Wordings = None) -> Comparison:
    """Return what changed between two editions of a policy; between published ones it is worked out once."""
    if old.published_at is None or new.published_at is None:
        return compare(side_of(old, olds), side_of(new, news))
    return _compared_once(old.pk, old.public_id, new.pk, new.public_id, olds, news)


@lru_cache(maxsize=64)
def _compared_once(old: int, old_id: UUID, new: int, new_id: UUID, olds: Wordings, news: Wordings) -> Comparison:
    return compare(
        side_of(Edition.objects.get(pk=old, public_id=old_id), olds),
        side_of(Edition.objects.get(pk=new, public_id=new_id), news),
    )


def side_of(edition: Edition, wordings: Wordings = None) -> Side:
    """Return all that an edition says, or what some of its wordings say."""
    texts = {
        "title": [edition.title],
        "linked": [link.named for link in edition.links.order_by("position", "pk")],
    }
    details = tuple((what, tuple(texts.get(what) or getattr(edition, what, []))) for what in DETAILS)
    sections = tuple(
        each for each in unfilled(edition) if wordings is None or (each.wording and each.wording.pk in wordings)
    )
    return Side(sections, tuple(edition.audience), details)


def reasons_for(old: Edition, new: Edition) -> dict[str, str]:
    """Return in a few words what changed for each kind of people that an edition names."""
    known: dict[tuple[Wordings, Wordings], Comparison] = {}
    reasons = {}
    for kind in new.audience:
        read = (read_by(old, {kind}, symbols=False), read_by(new, {kind}, symbols=False))
        if read not in known:
            known[read] = compared(old, new, *read)
        changes = [each for each in known[read].for_reader({kind}, {kind}) if each.is_clause]
        told = [title_of(each, "them") for each in changes if each.kinds - SMALL_FOR_A_READER]
        if kind not in old.audience:
            reasons[kind] = gettext("It was not for them before")
        elif len(told) > 1:
            reasons[kind] = gettext("%(change)s, and %(count)s more") % {"change": told[0], "count": len(told) - 1}
        else:
            reasons[kind] = told[0] if told else gettext("No clause of theirs changed")
    return reasons


def summaries_between(old: Edition, new: Edition) -> tuple[Edition, ...]:
    """Return the editions after one up to another that say what changed in them."""
    since = new.policy.editions.published().filter(number__gt=old.number or 0)
    if new.number:
        since = since.filter(number__lte=new.number)
    found = since.select_related("published_by").order_by("number")
    return tuple(each for each in found if each.change_summary)


def told_of(change: Change, posts: dict[str, Printed], *, reader: str) -> Told:
    """Return one change as it is told, to one reader or, without one, to everybody."""
    news = [line for part in change.new for line in part.lines]
    plain = tuple(MarkedLine(line.role, line.depth, line.number, (Run(Mark.KEPT, line.segments),)) for line in news)
    has_marks = change.has_new_words or Changed.PRINTING in change.kinds
    return Told(
        title=title_of(change, reader),
        section=change.one.section,
        key=change.new[0].item.key if change.new else None,
        notes=tuple(notes_of(change, is_personal=bool(reader))),
        lines=printed_on(change.marks if has_marks else plain, posts),
        plain_lines=printed_on(plain, posts),
        change=change,
    )


def told_detail(change: DetailChange, posts: dict[str, Printed]) -> ToldDetail:
    """Return a change of something besides the clauses as it is told."""
    if change.what in SENTENCES:
        olds, news = ([Line("text", parse(text)) for text in texts] for texts in (change.old, change.new))
        lines = marked(olds, news)
    else:
        words = _in_words if change.what == "audience" else str
        texts = [*((each, Mark.TAKEN_OUT) for each in change.gone), *((each, Mark.PUT_IN) for each in change.come)]
        lines = tuple(MarkedLine("text", 0, "", (Run(mark, parse(words(text))),)) for text, mark in texts)
    return ToldDetail(str(DETAILS[change.what]), change, printed_on(lines, posts))


def _in_words(code: str) -> str:
    return in_words([code]) or code


def printed_on(lines: Iterable[MarkedLine], posts: dict[str, Printed]) -> tuple[MarkedLine, ...]:
    """Return lines with whoever holds the posts in them."""
    return tuple(
        replace(line, runs=tuple(replace(run, segments=filled(run.segments, posts)) for run in line.runs))
        for line in lines
    )
