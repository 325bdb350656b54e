from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.people.models import Person
from countersign.policies import actions, children
from countersign.policies.actions import Words
from countersign.policies.models import Doubt, Edition, Part
from countersign.policies.tests.factories import make_administrator, make_draft, make_person, make_school, publish
from countersign.refusals import NotPermitted


@pytest.fixture
def administrator(db: None) -> Person:
    return make_administrator(make_school())


@pytest.fixture
def draft(administrator: Person) -> Edition:
    return make_draft(
        administrator.school, "I lock my screen. I log off.", "I ask when unsure.", "I look after things."
    )


def clause(draft: Edition, number: str) -> Part:
    return draft.parts.get(number=number)


def texts(draft: Edition) -> list[str]:
    return [part.text for part in draft.parts.kept() if part.kind == Part.Kind.CLAUSE]


def test_a_clause_is_changed_and_its_doubts_are_settled_by_that(administrator: Person, draft: Edition) -> None:
    part = clause(draft, "2")
    doubt = Doubt.objects.create(edition=draft, part=part, kind="guessed", text="Is it?")
    actions.change_part(part, Words("I ask first.", topics=["scope-doubt"]), revision=0, by=administrator)

    part.refresh_from_db()
    doubt.refresh_from_db()
    assert (part.text, part.topics, part.revision) == ("I ask first.", ["scope-doubt"], 1)
    assert (doubt.settled_by, doubt.settled_as) == (administrator, actions.BY_HAND)


def test_of_two_editors_the_second_is_told_and_overwrites_nothing(administrator: Person, draft: Edition) -> None:
    part = clause(draft, "2")
    actions.change_part(part, Words("The first one's words."), revision=0, by=administrator)

    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_part(part, Words("The second one's words."), revision=0, by=administrator)
    part.refresh_from_db()
    assert part.text == "The first one's words."


def test_a_clause_without_words_or_without_end_is_refused(administrator: Person, draft: Edition) -> None:
    for words, refusal in ((" \u202e\n", actions.NoText), ("x" * 30_000, actions.TooLong)):
        with pytest.raises(refusal):
            actions.change_part(clause(draft, "2"), Words(words), revision=0, by=administrator)


def test_control_characters_and_turning_marks_are_not_kept(administrator: Person, draft: Edition) -> None:
    part = actions.change_part(clause(draft, "2"), Words("a\x00b\u202ec\x07 שלום"), revision=0, by=administrator)

    assert part.text == "abc שלום"


def test_a_clause_is_split_at_a_sentence_and_both_halves_bind_the_same(administrator: Person, draft: Edition) -> None:
    part = clause(draft, "1")
    Part.objects.filter(pk=part.pk).update(roles=["staff"])
    half = actions.split_part(part, at=len("I lock my screen."), revision=0, by=administrator)

    assert texts(draft)[:3] == ["I lock my screen.", "I log off.", "I ask when unsure."]
    assert half.roles == ["staff"]
    with pytest.raises(actions.NoPlaceToSplit):
        actions.split_part(half, at=0, revision=1, by=administrator)


def test_joining_keeps_all_words_and_the_second_can_be_put_back(administrator: Person, draft: Edition) -> None:
    actions.join_with_next(clause(draft, "1"), revision=0, by=administrator)
    assert texts(draft) == ["I lock my screen. I log off. I ask when unsure.", "I look after things."]

    actions.put_back(clause(draft, "2"), by=administrator)
    assert texts(draft)[1] == "I ask when unsure."
    with pytest.raises(actions.NothingToJoin):
        actions.join_with_next(clause(draft, "3"), revision=0, by=administrator)


def test_a_clause_taken_out_comes_back_to_its_place(administrator: Person, draft: Edition) -> None:
    actions.remove_part(clause(draft, "2"), by=administrator)
    assert texts(draft) == ["I lock my screen. I log off.", "I look after things."]

    actions.put_back(clause(draft, "2"), by=administrator)
    assert texts(draft) == ["I lock my screen. I log off.", "I ask when unsure.", "I look after things."]


def test_clauses_are_moved_and_added_anywhere(administrator: Person, draft: Edition) -> None:
    actions.move_part(clause(draft, "3"), to=1, by=administrator)
    actions.add_part(draft, Words("I report worries."), after=clause(draft, "3"), by=administrator)

    assert texts(draft) == [
        "I look after things.",
        "I report worries.",
        "I lock my screen. I log off.",
        "I ask when unsure.",
    ]


def test_a_doubt_is_settled_once_by_the_answer_pressed(administrator: Person, draft: Edition) -> None:
    answers = [
        {"label": "4 September 2026", "sets": {"next_review": "2026-09-04"}},
        {"label": "9 April 2026", "sets": {"next_review": "2026-04-09"}},
    ]
    doubt = Doubt.objects.create(edition=draft, kind="ambiguous-date", text="04/09/26", answers=answers)
    actions.settle(doubt, answer=1, by=administrator)
    actions.settle(doubt, answer=0, by=administrator)

    draft.refresh_from_db()
    doubt.refresh_from_db()
    assert (draft.next_review, doubt.settled_as) == ("2026-04-09", "9 April 2026")


def test_what_was_left_out_does_not_stop_publishing(administrator: Person, draft: Edition) -> None:
    Doubt.objects.create(edition=draft, kind="dropped", text="Page 2 of 3")

    assert publish(draft, administrator).number == 1


def test_nobody_edits_what_is_published_or_discarded(administrator: Person, draft: Edition) -> None:
    part = clause(draft, "1")
    publish(draft, administrator)

    for act in every_act(part, draft):
        with pytest.raises(actions.AlreadyPublished):
            act(administrator)


def every_act(part: Part, draft: Edition) -> list[Any]:
    doubt = Doubt.objects.create(edition=draft, kind="guessed", text="?", settled_at=None)
    return [
        lambda by: actions.change_part(part, Words("x"), revision=0, by=by),
        lambda by: actions.split_part(part, at=3, revision=0, by=by),
        lambda by: actions.join_with_next(part, revision=0, by=by),
        lambda by: actions.move_part(part, to=0, by=by),
        lambda by: actions.remove_part(part, by=by),
        lambda by: actions.put_back(part, by=by),
        lambda by: actions.add_part(draft, Words("x"), after=None, by=by),
        lambda by: actions.change_details(draft, actions.Details("x", ["staff"]), revision=0, by=by),
        lambda by: actions.change_links(draft, ["Online Safety Policy"], by=by),
        lambda by: actions.settle(doubt, answer=0, by=by),
        lambda by: actions.open_again(doubt, by=by),
        lambda by: actions.discard(draft, by=by),
    ]


def test_only_those_who_write_policies_edit_them(administrator: Person, draft: Edition) -> None:
    teacher = make_person(administrator.school, "Tom", "Reed")
    stranger = make_administrator(make_school("Moorside School"))

    for act in every_act(clause(draft, "1"), draft):
        for somebody in (teacher, stranger):
            with pytest.raises(NotPermitted):
                act(somebody)


def test_linked_policies_follow_the_list(administrator: Person, draft: Edition) -> None:
    actions.change_links(draft, ["Online Safety Policy", "Behaviour Policy"], by=administrator)
    actions.change_links(draft, ["Data Protection Policy", "Online Safety Policy"], by=administrator)

    named = list(draft.links.order_by("position").values_list("named", flat=True))
    assert named == ["Data Protection Policy", "Online Safety Policy"]


def test_a_discarded_draft_makes_room_for_another(administrator: Person, draft: Edition) -> None:
    actions.discard(draft, by=administrator)

    assert actions.new_draft(draft.policy, by=administrator).pk != draft.pk


def test_details_settle_the_doubts_they_answer(administrator: Person, draft: Edition) -> None:
    Edition.objects.filter(pk=draft.pk).update(title="", audience=[])
    for where in ("title", "audience"):
        Doubt.objects.create(edition=draft, kind="guessed", text="?", where=where)
    actions.change_details(draft, actions.Details("Our policy", ["staff"]), revision=0, by=administrator)

    assert not draft.doubts.open().exists()


def point(deeper: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    texts = st.sampled_from(["not sharing pictures", "é – or", "[not a number", "a. b"])
    return st.lists(
        st.fixed_dictionaries({"number": st.sampled_from(["", "a", "1.1"]), "text": texts, "children": deeper}),
        max_size=3,
    )


points = point(point(point(st.just([]))))


@given(points)
def test_points_come_back_from_the_page_as_they_went(given_points: list[dict[str, Any]]) -> None:
    def tidy(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kept = []
        for child in found:
            new = {"number": child["number"], "text": " ".join(child["text"].split())}
            if child.get("children"):
                new["children"] = tidy(child["children"])
            kept.append(new)
        return kept

    stored = tidy(given_points)
    assert children.read(children.written(stored)) == stored
