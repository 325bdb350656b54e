"""
Which parts of a new wording are which of the old: by their words, since numbers move, with their keys as a hint.

What stands word for word is paired first. What is left is paired by the words that are rare in both wordings, because
every clause says "I will not". One old part may have become several, and several may have become one. A key that two
parts share counts only where their words bear it out: after a document was put in anew, keys are guesses.
"""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from countersign.policies.words import words_of

ALIKE = 0.45
"""From this likeness on two parts are the same one, reworded."""

ALIKE_WITH_KEY = 0.2
BESIDE_KNOWN = 0.08  # how much a known neighbour speaks for a pair, on either side
SHARED_KEY = 0.3
OUT_OF_ORDER = 0.17  # how much more alike two parts must be where others that are known stand the other way round
OTHER_KIND = 0.1

PIECE = 0.65  # how much of a piece must stand in the whole it came from
WHOLE = 0.7  # how much of a whole its pieces must make up
LEAST_PIECE = 0.1  # a smaller piece counts only where it stands in the whole as one run
RUN = 3  # words in a row that a piece shares with its whole

COMMON = 24  # a word in more parts than this finds nothing
MOST_CANDIDATES = 8


@dataclass(frozen=True)
class Unit:
    """A part as it is matched."""

    words: tuple[str, ...]
    key: object = None
    kind: str = ""


@dataclass(frozen=True)
class Match:
    """Places in the old wording and in the new that are the same part; one side is empty for what is gone or new."""

    old: tuple[int, ...]
    new: tuple[int, ...]


def match(olds: Sequence[Unit], news: Sequence[Unit]) -> list[Match]:
    """Return which places of two wordings belong together; every place is in exactly one match."""
    return _Matching(olds, news).all()


def matches(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Return for each text of `new` that continues one of `old` the place of that one; each is continued once."""
    olds, news = [Unit(words_of(text)) for text in old], [Unit(words_of(text)) for text in new]
    return {
        max(found.new, key=lambda place: len(news[place].words)): max(
            found.old, key=lambda place: len(olds[place].words)
        )
        for found in match(olds, news)
        if found.old and found.new
    }


class _Matching:
    """Two wordings while they are matched."""

    def __init__(self, olds: Sequence[Unit], news: Sequence[Unit]) -> None:
        self.olds, self.news = olds, news
        self.new_of: dict[int, int] = {}
        self.groups: list[Match] = []
        self.open_old = dict.fromkeys(range(len(olds)))
        self.open_new = dict.fromkeys(range(len(news)))

    def all(self) -> list[Match]:
        """Pair what can be paired, the surest first."""
        self.pair_word_for_word()
        if self.open_old and self.open_new:
            self.count_words()
            self.pairs_of = [dict(_by(self.shared, side)) for side in (0, 1)]
            self.find_split_and_joined()
            self.pair_alike()
        pairs = [Match((old,), (new,)) for old, new in self.new_of.items()]
        gone = [Match((old,), ()) for old in self.open_old]
        return [*pairs, *self.groups, *gone, *(Match((), (new,)) for new in self.open_new)]

    def pair(self, old: int, new: int) -> None:
        """Take two places as the same part."""
        self.new_of[old] = new
        del self.open_old[old], self.open_new[new]

    # Word for word

    def pair_word_for_word(self) -> None:
        """Pair what did not change, whatever its number: by key, then in order, then wherever it has gone."""
        by_key = {(unit.key, unit.kind, unit.words): old for old, unit in enumerate(self.olds) if unit.key is not None}
        for new, unit in enumerate(self.news):
            old = by_key.get((unit.key, unit.kind, unit.words))
            if old is not None and old in self.open_old:
                self.pair(old, new)
        for with_kind in (True, False):
            self.pair_in_order(with_kind=with_kind)
            self.pair_anywhere(with_kind=with_kind)

    def pair_in_order(self, *, with_kind: bool) -> None:
        """Pair the same words where they follow each other as before."""
        olds, news = list(self.open_old), list(self.open_new)
        said_old = [_said(self.olds[old], with_kind=with_kind) for old in olds]
        said_new = [_said(self.news[new], with_kind=with_kind) for new in news]
        if not set(said_old) & set(said_new):
            return
        for at, there, size in SequenceMatcher(None, said_old, said_new, autojunk=False).get_matching_blocks():
            for step in range(size):
                self.pair(olds[at + step], news[there + step])

    def pair_anywhere(self, *, with_kind: bool) -> None:
        """Pair the same words wherever they are now."""
        waiting: dict[object, list[int]] = defaultdict(list)
        for old in reversed(self.open_old):
            waiting[_said(self.olds[old], with_kind=with_kind)].append(old)
        for new in list(self.open_new):
            if found := waiting.get(_said(self.news[new], with_kind=with_kind)):
                self.pair(found.pop(), new)

    # By the words that are left

    def count_words(self) -> None:
        """Count the words of what is left, and find which of it may belong together."""
        every = [Counter(set(unit.words)) for unit in (*self.olds, *self.news)]
        in_parts: Counter[str] = Counter()
        for each in every:
            in_parts.update(each)
        self.weight = {word: math.log(1 + len(every) / count) for word, count in in_parts.items()}
        self.old_words = {old: Counter(self.olds[old].words) for old in self.open_old}
        self.new_words = {new: Counter(self.news[new].words) for new in self.open_new}
        self.old_weighs = {old: self.weigh(words) for old, words in self.old_words.items()}
        self.new_weighs = {new: self.weigh(words) for new, words in self.new_words.items()}
        self.place_words()
        self.shared = {
            (old, new): self.weigh(self.old_words[old] & self.new_words[new])
            for new in self.open_new
            for old in self.candidates(new)
        }

    def weigh(self, words: "Counter[str]") -> float:
        """Return what words weigh, the rare ones more."""
        return sum(self.weight[word] * count for word, count in words.items())

    def place_words(self) -> None:
        """Note where each word and each key stands in what is left of the old wording."""
        self.places_of: dict[str, list[int]] = defaultdict(list)
        self.place_of_key = {self.olds[old].key: old for old in self.open_old if self.olds[old].key is not None}
        for old, words in self.old_words.items():
            for word in words:
                self.places_of[word].append(old)

    def candidates(self, new: int) -> Iterable[int]:
        """Return the old places that a new one may have come from."""
        found: dict[int, float] = defaultdict(float)
        for word in self.new_words[new]:
            places = self.places_of.get(word, ())
            if len(places) <= COMMON:
                for old in places:
                    found[old] += self.weight[word]
        best = sorted(found, key=lambda old: (-found[old], abs(old - new)))[:MOST_CANDIDATES]
        if (same := self.place_of_key.get(self.news[new].key)) is not None:
            best.append(same)
        return dict.fromkeys(best or sorted(self.open_old, key=lambda old: abs(old - new))[:MOST_CANDIDATES])

    def likeness(self, old: int, new: int) -> float:
        """Return how alike two parts are, from 0 to 1."""
        both = self.old_weighs[old] + self.new_weighs[new]
        return 2 * self.shared[old, new] / both if both else 0.0

    # One that became several, several that became one

    def find_split_and_joined(self) -> None:
        """Find the old parts that became several and the new ones made of several, the most certain first."""
        found: list[tuple[float, Match]] = []
        for old, pairs in self.pairs_of[0].items():
            covered, places = self.pieces_of(old, pairs, self.olds, self.news)
            found += [(covered, Match((old,), places))] if len(places) > 1 else []
        for new, pairs in self.pairs_of[1].items():
            covered, places = self.pieces_of(new, pairs, self.news, self.olds)
            found += [(covered, Match(places, (new,)))] if len(places) > 1 else []
        for _, each in sorted(found, key=lambda one: -one[0]):
            if all(old in self.open_old for old in each.old) and all(new in self.open_new for new in each.new):
                self.groups.append(each)
                for old in each.old:
                    del self.open_old[old]
                for new in each.new:
                    del self.open_new[new]

    def pieces_of(
        self, whole: int, pairs: Iterable[tuple[int, int]], wholes: Sequence[Unit], pieces: Sequence[Unit]
    ) -> tuple[float, tuple[int, ...]]:
        """Return how much of a part is made up of which others."""
        words = wholes[whole].words
        rest = Counter(words)
        weight = self.weigh(rest)
        covered, found = 0.0, []
        for pair in sorted(pairs, key=lambda pair: -self.shared[pair]):
            place = pair[1] if wholes is self.olds else pair[0]
            piece = Counter(pieces[place].words)
            shared = rest & piece
            part = self.weigh(shared)
            contained = part / self.weigh(piece) if piece else 0.0
            if contained < PIECE or self.likeness_elsewhere(pair, of_new=wholes is self.olds) > contained:
                continue
            run = _longest_run(words, pieces[place].words)
            if run < len(pieces[place].words) and (run < RUN or part < LEAST_PIECE * weight):
                continue
            rest -= shared
            covered += part
            found.append(place)
        return (covered / weight, tuple(sorted(found))) if covered and covered >= WHOLE * weight else (0.0, ())

    def likeness_elsewhere(self, pair: tuple[int, int], *, of_new: bool) -> float:
        """Return how alike the new place of a pair, or the old one, is to the most alike of all others."""
        rivals = (other for other in self.pairs_of[of_new][pair[of_new]] if other != pair)
        return max((self.likeness(*other) for other in rivals), default=0.0)

    # One that was reworded

    def pair_alike(self) -> None:
        """Pair what is alike enough, the most alike first."""
        scored = []
        fits = _Order(self.new_of)
        for old, new in self.shared:
            if old not in self.open_old or new not in self.open_new:
                continue
            old_unit, new_unit = self.olds[old], self.news[new]
            likeness = self.likeness(old, new)
            has_key = old_unit.key is not None and old_unit.key == new_unit.key
            score = likeness + SHARED_KEY * has_key - OTHER_KIND * (old_unit.kind != new_unit.kind)
            score += BESIDE_KNOWN * ((self.new_of.get(old - 1) == new - 1) + (self.new_of.get(old + 1) == new + 1))
            score -= OUT_OF_ORDER * (not has_key and not fits(old, new))
            if score >= ALIKE and (not has_key or likeness >= ALIKE_WITH_KEY):
                scored.append((-score, abs(old - new), old, new))
        for _, _, old, new in sorted(scored):
            if old in self.open_old and new in self.open_new:
                self.pair(old, new)


class _Order:
    """Whether a pair stands in the order of those that are known already."""

    def __init__(self, known: dict[int, int]) -> None:
        self.olds = sorted(known)
        self.news = [known[old] for old in self.olds]

    def __call__(self, old: int, new: int) -> bool:
        """Return whether the known neighbours of the old place are on the same sides of the new one."""
        at = bisect_left(self.olds, old)
        return (at == 0 or self.news[at - 1] < new) and (at == len(self.news) or new < self.news[at])


def _said(unit: Unit, *, with_kind: bool) -> object:
    return (unit.kind, unit.words) if with_kind else unit.words


def _by(pairs: Iterable[tuple[int, int]], side: int) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Go through pairs by the place on one of their sides."""
    ordered = sorted(pairs, key=lambda pair: (pair[side], pair))
    return ((place, list(found)) for place, found in groupby(ordered, key=lambda pair: pair[side]))


def _longest_run(whole: tuple[str, ...], piece: tuple[str, ...]) -> int:
    """Return how many words in a row a piece shares with a whole."""
    return SequenceMatcher(None, whole, piece, autojunk=False).find_longest_match().size
