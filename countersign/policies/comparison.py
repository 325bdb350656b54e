"""
What changed between two editions: which part became which, and what is different about it.

A calculation: it reads no database and stores nothing. What stands word for word is never a change of words; whatever
differs in print alone (capitals, quotation marks, punctuation between words) is told apart from it, and a word that
is gone is a change, however short.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from countersign.people.audiences import binds
from countersign.policies.marking import MarkedLine, marked
from countersign.policies.matching import Match, Unit, match
from countersign.policies.placing import Placed, Side
from countersign.policies.words import words_of


class Changed(StrEnum):
    """What is different about a part."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    SPLIT = "split"
    JOINED = "joined"
    BINDING = "binding"  # what was only read binds now, or the other way round
    AUDIENCE = "audience"
    MOVED = "moved"
    RENUMBERED = "renumbered"
    PRINTING = "printing"


NEW_WORDS = frozenset(
    {Changed.ADDED, Changed.REMOVED, Changed.REWORDED, Changed.SPLIT, Changed.JOINED, Changed.BINDING}
)
"""What makes a part no longer word for word the same in what it asks."""


@dataclass(frozen=True)
class Change:
    """A part of the old edition beside what it is in the new one; without kinds it is the same."""

    old: tuple[Placed, ...]
    new: tuple[Placed, ...]
    kinds: frozenset[Changed]
    was_elsewhere: bool = False  # for this reader it is new or gone, though it stands in both editions

    @property
    def has_new_words(self) -> bool:
        """Whether it says something else than before."""
        return bool(self.kinds & NEW_WORDS)

    @property
    def one(self) -> Placed:
        """The part by which this is known: as it is now, or as it was."""
        return (self.new or self.old)[0]

    @property
    def is_clause(self) -> bool:
        """Whether it binds, or bound."""
        return any(each.item.is_clause for each in (*self.old, *self.new))

    @cached_property
    def marks(self) -> tuple[MarkedLine, ...]:
        """Its lines with the words that changed."""
        return marked(
            [line for each in self.old for line in each.lines], [line for each in self.new for line in each.lines]
        )


@dataclass(frozen=True)
class HeadingChange:
    """A heading that is new, gone, or has other words."""

    old: str
    new: str


@dataclass(frozen=True)
class DetailChange:
    """Something an edition says besides its parts, as it was and as it is: a list of texts."""

    what: str
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def gone(self) -> list[str]:
        """What is not there any more."""
        return [each for each in self.old if each not in self.new]

    @property
    def come(self) -> list[str]:
        """What was not there before."""
        return [each for each in self.new if each not in self.old]


@dataclass(frozen=True)
class Comparison:
    """Everything that changed from one edition to another, in the order of the new one."""

    changes: tuple[Change, ...]
    headings: tuple[HeadingChange, ...]
    details: tuple[DetailChange, ...]

    def for_reader(self, before: Collection[str], now: Collection[str]) -> "tuple[Change, ...]":
        """Return the changes as they are for somebody of these kinds before and of those now: what binds them."""
        kinds = (frozenset(before), frozenset(now))
        if kinds not in self._for_readers:
            found = (_narrowed(change, *kinds) for change in self.changes)
            self._for_readers[kinds] = tuple(change for change in found if change is not None)
        return self._for_readers[kinds]

    @cached_property
    def _for_readers(self) -> "dict[tuple[frozenset[str], frozenset[str]], tuple[Change, ...]]":
        """What was worked out for readers before, with its marks: a school has a handful of kinds of them."""
        return {}


def compare(old: Side, new: Side) -> Comparison:
    """Return what changed from one side to the other."""
    titles = match(
        [Unit(words_of(each.title), each.key) for each in old.headings],
        [Unit(words_of(each.title), each.key) for each in new.headings],
    )
    heading_of = {found.old[0]: found.new[0] for found in titles if found.old and found.new}
    found = match(*([Unit(each.words, each.item.key, each.item.kind) for each in side.items] for side in (old, new)))
    moved = _moved(found, old, new, heading_of)
    changes = [_change(each, old, new, is_moved=each in moved) for each in found]
    return Comparison(
        changes=tuple(_in_order(changes)),
        headings=tuple(_headings(titles, old, new)),
        details=tuple(
            DetailChange(what, before, now)
            for (what, before), (_, now) in zip(old.details, new.details, strict=True)
            if before != now
        ),
    )


def _change(found: Match, old: Side, new: Side, *, is_moved: bool) -> Change:
    olds = tuple(old.items[place] for place in found.old)
    news = tuple(new.items[place] for place in found.new)
    kinds = kinds_of(olds, news) | ({Changed.MOVED} if is_moved else set())
    if olds and news and _bound(olds, old) != _bound(news, new):
        kinds |= {Changed.AUDIENCE}
    return Change(olds, news, frozenset(kinds))


def kinds_of(olds: Sequence[Placed], news: Sequence[Placed]) -> set[Changed]:
    """Return what is different between parts that belong together, but for their order and whom they bind."""
    if not olds or not news:
        return {Changed.ADDED if news else Changed.REMOVED}
    kinds = set()
    if len(news) > 1:
        kinds.add(Changed.SPLIT)
    if len(olds) > 1:
        kinds.add(Changed.JOINED)
    if {each.item.is_clause for each in olds} != {each.item.is_clause for each in news}:
        kinds.add(Changed.BINDING)
    if [word for each in olds for word in each.words] != [word for each in news for word in each.words]:
        kinds.add(Changed.REWORDED)
    if len(olds) == len(news) == 1:
        is_printed_alike = olds[0].printed == news[0].printed
        if olds[0].number != news[0].number:
            kinds.add(Changed.RENUMBERED)
        elif olds[0].item.number != news[0].item.number:
            is_printed_alike = False
        if not is_printed_alike and Changed.REWORDED not in kinds:
            kinds.add(Changed.PRINTING)
    return kinds


def _bound(parts: Iterable[Placed], side: Side) -> set[frozenset[str] | None]:
    """Return whom parts bind; None is everybody the edition is for, however it is said."""
    whole = frozenset(side.audience)
    return {
        None if each.item.roles is None or (whole and whole <= set(each.item.roles)) else frozenset(each.item.roles)
        for each in parts
        if each.item.is_clause
    } or {None}


def _moved(found: Iterable[Match], old: Side, new: Side, heading_of: dict[int, int]) -> set[Match]:
    """Return what stands elsewhere: out of order with most others, or under another heading that was there before."""
    known = set(heading_of.values())

    def has_another_heading(each: Match) -> bool:
        was, now = old.items[each.old[0]].heading, new.items[each.new[0]].heading
        return was in heading_of and now in known and heading_of[was] != now

    both = sorted((each for each in found if each.old and each.new), key=lambda each: each.new[0])
    moved = {each for each in both if has_another_heading(each)}
    rest = [each for each in both if each not in moved]
    in_order = {rest[place] for place in _longest_rising([each.old[0] for each in rest])}
    return moved | {each for each in rest if each not in in_order}


def _longest_rising(values: Sequence[int]) -> list[int]:
    """Return the places of a longest rising run among values, in O(n log n)."""
    tails: list[int] = []
    tail_places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        at = bisect_left(tails, value)
        before.append(tail_places[at - 1] if at else -1)
        if at == len(tails):
            tails.append(value)
            tail_places.append(place)
        else:
            tails[at], tail_places[at] = value, place
    found = []
    place = tail_places[-1] if tail_places else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]


def _in_order(changes: Iterable[Change]) -> list[Change]:
    """Return changes in the order of the new edition; what was removed stands after what was before it."""
    kept = sorted((change for change in changes if change.new), key=lambda change: change.new[0].place)
    follows = {old.place: change.new[0].place for change in kept for old in change.old}
    ordered = [((change.new[0].place, 0, 0), change) for change in kept]
    for change in changes:
        if not change.new:
            place = change.old[0].place
            before = max((old for old in follows if old < place), default=None)
            ordered.append(((-1 if before is None else follows[before], 1, place), change))
    return [change for _, change in sorted(ordered, key=lambda each: each[0])]


def _headings(titles: Iterable[Match], old: Side, new: Side) -> list[HeadingChange]:
    found = []
    for each in titles:
        before = " / ".join(old.headings[place].title for place in each.old)
        now = " / ".join(new.headings[place].title for place in each.new)
        if words_of(before) != words_of(now):
            found.append((each.new[0] if each.new else each.old[0] - 0.5, HeadingChange(before, now)))
    return [change for _, change in sorted(found, key=lambda one: one[0])]


def _narrowed(change: Change, before: Collection[str], now: Collection[str]) -> Change | None:
    """Return a change as somebody meets it, who was bound by some of it before and by some of it now."""
    olds = tuple(each for each in change.old if _is_for(each, before))
    news = tuple(each for each in change.new if _is_for(each, now))
    if not olds and not news:
        return None
    if (olds, news) == (change.old, change.new):
        return replace(change, kinds=change.kinds - {Changed.AUDIENCE})
    kinds = kinds_of(olds, news) | ({Changed.MOVED} & change.kinds if olds and news else set())
    is_elsewhere = bool(change.new if not news else change.old if not olds else ())
    return Change(olds, news, frozenset(kinds), was_elsewhere=is_elsewhere)


def _is_for(part: Placed, kinds: Collection[str]) -> bool:
    roles = part.item.roles
    return binds(None if roles is None else list(roles), set(kinds))
