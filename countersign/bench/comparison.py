"""Row: naming what changed between editions: how many changes are found, how many found are true, and how quickly."""

import random

from countersign.bench.figures import Figure, report
from countersign.bench.timing import typical
from countersign.policies.comparison import compare
from countersign.policies.tests.hard_pairs import hard
from countersign.policies.tests.labelled import Pair, altered, found_in, generated, invented, side

SEED = 2026
PAIRS, QUICK_PAIRS = 150, 6
CLAUSES, EDITS = 200, 40


def main(*, is_quick: bool) -> None:
    """Compare the labelled pairs, with the keys of the clauses and without, and two long editions against the clock."""
    pairs = [*hard(), *generated(SEED, QUICK_PAIRS if is_quick else PAIRS)]
    report(
        *told(pairs, "keys kept"),
        *told([pair.without_keys() for pair in pairs], "keys thrown away"),
        timed(2 if is_quick else 20),
    )


def told(pairs: list[Pair], how: str) -> list[Figure]:
    """Return how many of the changes were named, and how many of those named are true."""
    there = named = true = 0
    for pair in pairs:
        found, labels = found_in(pair), pair.labels
        there, named, true = there + len(labels), named + len(found), true + len(found & labels)
    note = f"{len(pairs)} pairs of editions, {there:,} changes, {named:,} named"
    return [
        Figure("comparison", f"changes that are named (recall), {how}", true / there, "", 0.98, True, note),
        Figure("comparison", f"named changes that are true (precision), {how}", true / named, "", 0.98, True),
    ]


def timed(repeats: int) -> Figure:
    """Return how long it takes to compare two long editions, keys thrown away, and to mark every changed word."""
    chance = random.Random(SEED)  # noqa: S311  the same editions each time
    pair = altered(chance, invented(chance, CLAUSES), EDITS).without_keys()

    def compared() -> None:
        for change in compare(side(pair.old), side(pair.new)).changes:
            _ = change.has_new_words and change.marks

    lasted = typical(compared, repeats) * 1000
    return Figure(
        "comparison",
        f"two editions of {CLAUSES} clauses compared and marked",
        lasted,
        "ms",
        100,
        note=f"{EDITS} edits; parsing both included",
    )
