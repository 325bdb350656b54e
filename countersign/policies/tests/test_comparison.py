"""What a comparison of editions promises: each change is named, and nothing that is the same is shown as changed."""

import random
import uuid
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.policies.comparison import Changed, compare
from countersign.policies.tests.hard_pairs import hard
from countersign.policies.tests.labelled import (
    Pair,
    Piece,
    altered,
    distinct,
    found_in,
    generated,
    invented,
    side,
    unlike,
)

SEEDS = st.integers(min_value=0, max_value=10**9)
KEYS = st.sampled_from(["kept", "thrown away"])
OF_THE_WORDS = {Changed.REWORDED, Changed.SPLIT, Changed.JOINED, Changed.ADDED, Changed.REMOVED, Changed.PRINTING}


@pytest.mark.parametrize("has_keys", [True, False])
@pytest.mark.parametrize("pair", hard(), ids=lambda pair: pair.name)
def test_a_hard_pair_is_told_rightly(pair: Pair, *, has_keys: bool) -> None:
    tried = pair if has_keys else pair.without_keys()

    assert found_in(tried) == pair.labels


@settings(max_examples=150, deadline=None)
@given(SEEDS, st.integers(min_value=3, max_value=30), st.integers(min_value=1, max_value=15), KEYS)
def test_whatever_is_edited_each_change_is_named_and_nothing_else(seed: int, count: int, edits: int, keys: str) -> None:
    chance = random.Random(seed)
    pair = altered(chance, distinct(chance, count), edits, another=unlike)
    pair = pair if keys == "kept" else pair.without_keys()
    found, labels = found_in(pair), pair.labels
    moves = [label for label in labels if label[0] is Changed.MOVED]

    # Which of several that moved, or of two neighbours, stood still is a matter of taste: never more than were moved.
    assert {each for each in found if each[0] is not Changed.MOVED} == labels - set(moves)
    assert sum(each[0] is Changed.MOVED for each in found) <= len(moves)
    if len(moves) == 1 and count >= 12:
        assert found == labels


@settings(max_examples=150, deadline=None)
@given(SEEDS, st.integers(min_value=3, max_value=40), st.integers(min_value=1, max_value=40), KEYS)
def test_an_unchanged_clause_is_never_shown_as_changed(seed: int, count: int, edits: int, keys: str) -> None:
    chance = random.Random(seed)
    pair = altered(chance, invented(chance, count), edits)
    pair = pair if keys == "kept" else pair.without_keys()
    untouched = {place for place, piece in enumerate(pair.new) if piece.came_from and not piece.edits}

    changed = {place for kind, _, places in found_in(pair) if kind in OF_THE_WORDS for place in places}

    assert not untouched & changed


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.integers(min_value=3, max_value=20))
def test_keys_that_lie_deceive_nobody(seed: int, count: int) -> None:
    chance = random.Random(seed)
    old = invented(chance, count)
    keys = [piece.key for piece in old]
    chance.shuffle(keys)
    new = [
        replace(piece, key=key, came_from=(place,)) for place, (piece, key) in enumerate(zip(old, keys, strict=True))
    ]

    assert found_in(Pair("lying keys", old, new)) == set()


@settings(max_examples=100, deadline=None)
@given(SEEDS, st.data())
def test_a_word_left_out_is_a_change_wherever_it_stood(seed: int, data: st.DataObject) -> None:
    chance = random.Random(seed)
    old = invented(chance, 6)
    place = data.draw(st.integers(min_value=0, max_value=5))
    words = old[place].text.split()
    del words[data.draw(st.integers(min_value=0, max_value=len(words) - 1))]
    new = [replace(piece, key=uuid.uuid4(), came_from=(at,)) for at, piece in enumerate(old)]
    new[place] = replace(new[place], text=" ".join(words))

    assert (Changed.REWORDED, (place,), (place,)) in found_in(Pair("a word left out", old, new))


def test_of_the_labelled_set_at_least_98_in_100_changes_are_named_and_true() -> None:
    named = true = there = 0
    for pair in generated(seed=98, pairs=20):
        found, labels = found_in(pair.without_keys()), pair.labels
        named, true, there = named + len(found), true + len(found & labels), there + len(labels)

    assert true >= 0.98 * named
    assert true >= 0.98 * there


def test_a_clause_that_only_has_another_number_says_so_and_no_more() -> None:
    old = [Piece(f"I do {what}.", uuid.UUID(int=at)) for at, what in enumerate(("one thing", "another", "a third"))]

    changes = compare(side(old), side(old[1:])).changes

    assert [change.kinds for change in changes] == [
        {Changed.REMOVED},
        {Changed.RENUMBERED},
        {Changed.RENUMBERED},
    ]


def test_a_heading_that_was_put_in_moves_no_clause() -> None:
    old = [Piece(f"I do {what}.", uuid.UUID(int=at)) for at, what in enumerate(("one thing", "another", "a third"))]
    new = [*old[:1], *(replace(piece, section=2) for piece in old[1:])]

    comparison = compare(side(old), side(new))

    assert [change.kinds for change in comparison.changes] == [set(), set(), set()]
    assert [(each.old, each.new) for each in comparison.headings] == [("", "Working with pupils")]


def test_somebody_bound_by_a_clause_for_the_first_time_is_told_of_it_whoever_it_is_for() -> None:
    clause = Piece("I sit on a panel each term.", uuid.UUID(int=1), roles=("governors",))
    same = Piece("I lock my screen.", uuid.UUID(int=2))
    comparison = compare(side([clause, same]), side([clause, same]))

    (new, kept) = comparison.for_reader({"staff"}, {"staff", "governors"})

    assert new.kinds == {Changed.ADDED}
    assert new.was_elsewhere
    assert not kept.kinds
    assert [each.kinds for each in comparison.for_reader({"staff"}, {"staff"})] == [set()]
    (gone, _) = comparison.for_reader({"governors"}, {"staff"})
    assert gone.kinds == {Changed.REMOVED}
    assert gone.was_elsewhere


def test_a_change_of_a_clause_for_others_is_no_change_for_this_reader() -> None:
    old = [
        Piece("Governors meet monthly.", uuid.UUID(int=1), roles=("governors",)),
        Piece("I lock it.", uuid.UUID(int=2)),
    ]
    new = [replace(old[0], text="Governors meet each week."), old[1]]
    comparison = compare(side(old), side(new))

    assert [each.kinds for each in comparison.for_reader({"staff"}, {"staff"})] == [set()]
    assert {Changed.REWORDED} in [each.kinds for each in comparison.for_reader({"governors"}, {"governors"})]
