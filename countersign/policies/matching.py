"""Which clause of a new wording is which of the old: by its words, since numbers move."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import product

ALIKE = 0.6
"""From this likeness on two clauses are the same one, reworded."""


def matches(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Return for each text of `new` that continues one of `old` the place of that one; each is continued once."""
    olds, news = [words_of(text) for text in old], [words_of(text) for text in new]
    likeness = sorted(
        (
            (alike(olds[here], news[there]), -abs(here - there), here, there)
            for here, there in product(range(len(olds)), range(len(news)))
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for ratio, _, here, there in likeness:
        if ratio < ALIKE:
            break
        if there not in found and here not in taken:
            found[there] = here
            taken.add(here)
    return found


def alike(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how alike two texts are in their words, from 0 to 1."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def words_of(text: str) -> list[str]:
    """Return the words of a text, in small letters and without marks."""
    return re.findall(r"[\w’']+", text.casefold().replace("'", "’"))
