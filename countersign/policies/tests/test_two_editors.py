"""Two people at one draft, in any order: what was typed is in the draft, on the page of the clash, or in history."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.actions import ChangedMeanwhile, Words
from countersign.policies.at_work import LASTS, note
from countersign.policies.clashes import clash_of, history_of, put_together
from countersign.policies.earlier import said_of
from countersign.policies.models import EarlierText, Edition, Part
from countersign.policies.tests.factories import (
    make_administrator,
    make_draft,
    make_person,
    make_school,
    publish,
    put_in_post,
    sign_in,
)
from countersign.refusals import NotPermitted, Refused
from countersign.ui.testing import PageClient


@pytest.fixture
def oona(db: None) -> Person:
    return make_administrator(make_school())


@pytest.fixture
def dan(oona: Person) -> Person:
    manager = make_person(oona.school, "Dan", "Okoro")
    put_in_post(manager, "business-manager")
    return manager


@pytest.fixture
def draft(oona: Person) -> Edition:
    return make_draft(oona.school, "I lock my screen when I leave.", "I ask when unsure.", "I look after things.")


def clause(draft: Edition, number: str) -> Part:
    return draft.parts.get(number=number)


def address(draft: Edition, part: Part, what: str = "") -> str:
    return f"/policies/drafts/{draft.public_id}/parts/{part.key}/{what}"


def answers(text: str, **changes: object) -> dict[str, object]:
    return {"text": text, "kind": "clause", "binds": "all", "number": "1", "revision": "0", **changes}


def every_text(draft: Edition) -> str:
    """Return all that is in a draft, taken out of it, or in its history."""
    parts = [str(said_of(part)) for part in draft.parts.all()]
    return "\n".join([*parts, *(str(each.said) for each in draft.earlier_texts.all())])


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["look", "save", "aside", "both", "remove", "back", "split", "join", "up", "again"]),
        st.integers(0, 1),
        st.integers(0, 3),
    ),
    max_size=25,
)


def act(step: str, part: Part, words: Words, revision: int, by: Person) -> None:
    """Do one of the things that an editor does."""
    if step in ("save", "both"):
        actions.change_part(part, words, revision=revision, by=by)
    elif step == "aside":
        actions.put_aside(part, words, by=by)
    elif step == "remove":
        actions.remove_part(part, revision=revision, by=by)
    elif step == "back":
        actions.put_back(part, by=by)
    elif step == "split":
        actions.split_part(part, at=len(part.text) // 2, revision=revision, by=by)
    elif step == "join":
        actions.join_with_next(part, revision=revision, by=by)
    elif step == "up":
        actions.move_part(part, to=0, by=by)
    elif earlier := part.earlier_texts.first():
        actions.bring_back(earlier, revision=revision, by=by)


@given(STEPS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_whatever_two_people_do_in_any_order_no_word_typed_is_lost(
    oona: Person, dan: Person, steps: list[tuple[str, int, int]]
) -> None:
    draft = make_draft(oona.school, "I lock my screen. I log off.", "I ask when unsure.", "I look after things.")
    editors = (oona, dan)
    seen: dict[tuple[int, int], tuple[int, str]] = {}  # what each of the two has open: its revision and what is typed
    typed: list[str] = []
    for count, (step, who, place) in enumerate(steps):
        by, parts = editors[who], list(draft.parts.all())
        part = parts[place % len(parts)]
        if step == "look" or (who, part.pk) not in seen:
            seen[who, part.pk] = (part.revision, f"{part.text} word{count}x")
            continue
        revision, words = seen[who, part.pk]
        began = Words(words, part.kind, part.number)
        try:
            act(step, part, began, revision, by)
        except ChangedMeanwhile:
            if step in ("save", "both"):  # the page of the clash shows what was typed, and it is still in the box
                clash = clash_of(part, said_of(began.checked()), revision)
                assert words.split()[-1] in str(clash.mine)
                seen[who, part.pk] = (Part.objects.get(pk=part.pk).revision, words)
        except Refused:
            pass
        else:
            typed += [words] if step in ("save", "both", "aside") else []
        kept = every_text(draft)
        for text in typed:
            assert text.split()[-1] in kept


WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=8).map(" ".join)


@given(WORDS, WORDS, WORDS)
def test_both_changes_together_have_the_words_of_both_or_are_not_offered(base: str, theirs: str, mine: str) -> None:
    assert put_together(base, theirs, base) == theirs
    assert put_together(base, base, mine) == mine
    both = put_together(base, theirs, mine)
    if both is not None:
        for word in {*theirs.split(), *mine.split()} - set(base.split()):
            assert word in both.split()


def test_two_changes_in_different_places_are_put_together() -> None:
    base = "I lock my screen when I leave."
    theirs, mine = "I always lock my screen when I leave.", "I lock my screen when I leave the room."

    assert put_together(base, theirs, mine) == "I always lock my screen when I leave the room."
    assert put_together(base, theirs, "I never lock my screen when I leave.") is None


def test_the_second_sees_both_texts_with_what_differs_marked_and_may_keep_either(
    oona: Person, dan: Person, draft: Edition
) -> None:
    part, client = clause(draft, "1"), sign_in(PageClient(), dan)
    actions.change_part(part, Words("I always lock my screen when I leave.", number="1"), revision=0, by=oona)
    page = client.post(address(draft, part), answers("I lock my screen when I go.")).content.decode()

    assert "Oona Marsh</bdi></b> saved it while you were writing" in page
    assert "<ins>always</ins>" in page
    assert "<del>leave</del> <ins>go</ins>" in page
    client.post(address(draft, part), answers("I lock my screen when I go.", revision="1", take="theirs"))
    part.refresh_from_db()
    assert part.text == "I always lock my screen when I leave."
    aside = part.earlier_texts.get(did="put-aside")
    assert (aside.said["text"], aside.changed_by) == ("I lock my screen when I go.", dan)


def test_both_changes_are_put_in_the_box_and_saved_only_by_a_further_press(
    oona: Person, dan: Person, draft: Edition
) -> None:
    part, client = clause(draft, "1"), sign_in(PageClient(), dan)
    actions.change_part(part, Words("I always lock my screen when I leave.", number="1"), revision=0, by=oona)
    sent = answers("I lock my screen when I leave the room.")
    assert "Put both together" in client.post(address(draft, part), sent).content.decode()
    page = client.post(address(draft, part), {**sent, "revision": "1", "began": "0", "take": "both"}).content.decode()

    together = "I always lock my screen when I leave the room."
    assert together in page
    part.refresh_from_db()
    assert part.text == "I always lock my screen when I leave."
    client.post(address(draft, part), answers(together, revision="1"))
    part.refresh_from_db()
    assert part.text == together


def test_words_for_a_clause_that_somebody_took_out_put_it_back_or_go_into_the_history(
    oona: Person, dan: Person, draft: Edition
) -> None:
    part, client = clause(draft, "1"), sign_in(PageClient(), dan)
    actions.remove_part(part, by=oona)
    assert (
        "took it out of the draft while you were writing"
        in client.post(address(draft, part), answers("I lock it.")).content.decode()
    )

    client.post(address(draft, part), answers("I lock it.", revision="1"))
    part.refresh_from_db()
    assert (part.text, part.removed_at) == ("I lock it.", None)


def test_a_clause_that_somebody_changed_is_not_taken_out_unseen(oona: Person, dan: Person, draft: Edition) -> None:
    part, client = clause(draft, "1"), sign_in(PageClient(), dan)
    actions.change_part(part, Words("I always lock it.", number="1"), revision=0, by=oona)
    page = client.post(address(draft, part, "remove/"), {"revision": "0"}, follow=True).content.decode()

    part.refresh_from_db()
    assert part.removed_at is None
    assert "Oona Marsh changed this meanwhile, so nothing was done" in page


def test_moving_by_one_is_not_done_in_an_order_nobody_saw(oona: Person, dan: Person, draft: Edition) -> None:
    part, client = clause(draft, "1"), sign_in(PageClient(), dan)
    page = client.get(address(draft, part)).content.decode()
    order = page.split('name="order" value="')[1].split('"')[0]
    actions.move_part(clause(draft, "3"), to=0, by=oona)
    before = list(draft.parts.kept())

    again = client.post(address(draft, part, "move/"), {"to": "down", "order": order}, follow=True).content.decode()
    assert "Somebody moved something meanwhile" in again
    assert list(draft.parts.kept()) == before


def test_moving_after_something_finds_it_wherever_it_is_now(oona: Person, dan: Person, draft: Edition) -> None:
    part, client = clause(draft, "1"), sign_in(PageClient(), dan)
    actions.move_part(clause(draft, "3"), to=0, by=oona)
    client.post(address(draft, part, "move/"), {"to": "after", "after": clause(draft, "3").key})
    assert [each.number for each in draft.parts.kept()] == ["3", "1", "", "2"]

    actions.remove_part(clause(draft, "3"), by=oona)
    page = client.post(
        address(draft, part, "move/"), {"to": "after", "after": clause(draft, "3").key}, follow=True
    ).content.decode()
    assert "is not there any more" in page
    assert client.post(address(draft, part, "move/"), {"to": "after", "after": "'; --"}).status_code == 404


def test_a_heading_moves_with_what_stands_under_it(oona: Person, draft: Edition) -> None:
    heading = draft.parts.get(kind=Part.Kind.SECTION)
    other = actions.add_part(draft, Words("Devices", Part.Kind.SECTION), after=clause(draft, "2"), by=oona)
    actions.move_after(other, None, with_its_clauses=True, by=oona)

    assert [each.text for each in draft.parts.kept()] == [
        *("Devices", "I look after things.", heading.text),
        *("I lock my screen when I leave.", "I ask when unsure."),
    ]
    with pytest.raises(actions.NoPlaceToMove):
        actions.move_after(other, clause(draft, "3"), with_its_clauses=True, by=oona)


def test_details_that_two_changed_are_shown_side_by_side_and_either_stays(
    oona: Person, dan: Person, draft: Edition
) -> None:
    path, client = f"/policies/drafts/{draft.public_id}/details/", sign_in(PageClient(), dan)
    actions.change_details(draft, actions.Details("One title", ["staff"]), revision=0, by=oona)
    sent = {"title": "Another title", "audience": ["staff"], "revision": "0"}
    page = client.post(path, sent).content.decode()
    assert "Oona Marsh saved" in page
    assert "<ins>One</ins>" in page
    assert "<ins>Another</ins>" in page

    client.post(path, {**sent, "revision": "1", "take": "theirs"})
    draft.refresh_from_db()
    assert draft.title == "One title"
    aside = draft.earlier_texts.get(did="put-aside")
    assert aside.said["title"] == "Another title"
    client.post(f"/policies/drafts/{draft.public_id}/history/{aside.pk}/", {"revision": "1"})
    draft.refresh_from_db()
    assert draft.title == "Another title"


def test_words_for_a_draft_that_was_published_meanwhile_are_shown_to_be_copied(
    oona: Person, dan: Person, draft: Edition
) -> None:
    part, client = clause(draft, "1"), sign_in(PageClient(), dan)
    publish(draft, oona)
    response = client.post(address(draft, part), answers("Ten minutes of writing."))

    assert response.status_code == 409
    assert "Ten minutes of writing." in response.content.decode()
    stranger = sign_in(PageClient(), make_administrator(make_school("Moorside School")))
    assert stranger.post(address(draft, part), answers("x")).status_code == 404


def test_every_change_is_in_the_history_and_can_be_undone(oona: Person, dan: Person, draft: Edition) -> None:
    part = clause(draft, "1")
    actions.change_part(part, Words("I lock it.", number="1"), revision=0, by=oona)
    actions.change_part(part, Words("I lock it up.", number="1"), revision=1, by=dan)
    newest, oldest = history_of(part := Part.objects.get(pk=part.pk))
    assert (newest.earlier.changed_by, oldest.earlier.changed_by) == (dan, oona)

    client = sign_in(PageClient(), oona)
    client.post(f"/policies/drafts/{draft.public_id}/history/{oldest.earlier.pk}/", {"revision": part.revision})
    part.refresh_from_db()
    assert part.text == "I lock my screen when I leave."
    page = client.get(f"/policies/drafts/{draft.public_id}/history/").content.decode()
    assert "brought earlier words back" in page
    assert page.count("Dan Okoro</bdi></b> changed it") == 1


def test_saving_the_same_words_is_no_change(oona: Person, draft: Edition) -> None:
    part = clause(draft, "2")
    actions.change_part(part, Words(part.text, number="2"), revision=0, by=oona)

    assert not part.earlier_texts.exists()


def test_earlier_words_are_brought_back_only_by_those_who_write(oona: Person, draft: Edition) -> None:
    part = clause(draft, "1")
    actions.change_part(part, Words("I lock it.", number="1"), revision=0, by=oona)
    earlier = part.earlier_texts.get()

    for somebody in (make_person(oona.school, "Tom", "Reed"), make_administrator(make_school("Moorside School"))):
        for act in (
            lambda by: actions.bring_back(earlier, revision=1, by=by),
            lambda by: actions.put_aside(part, Words("x"), by=by),
            lambda by: actions.put_details_aside(draft, actions.Details("x", ["staff"]), by=by),
            lambda by: actions.move_after(part, None, by=by),
        ):
            with pytest.raises(NotPermitted):
                act(somebody)
    other = make_draft(oona.school)
    client = sign_in(PageClient(), oona)
    assert client.post(f"/policies/drafts/{other.public_id}/history/{earlier.pk}/").status_code == 404


def test_people_see_who_else_is_at_the_draft_and_at_which_part_for_two_minutes(
    oona: Person, dan: Person, draft: Edition
) -> None:
    part, now = clause(draft, "1"), timezone.now()
    sign_in(PageClient(), oona).get(address(draft, part))
    page = sign_in(PageClient(), dan).get(address(draft, part)).content.decode()
    assert "Oona Marsh</bdi></b> is at this draft too, at this very part" in page
    fragment = (
        sign_in(PageClient(), dan)
        .get(f"/policies/drafts/{draft.public_id}/at-work/", headers={"HX-Request": "true"})
        .content.decode()
    )
    assert "at clause 1" in fragment

    assert [each.person for each in note(draft, None, by=dan, at=now + LASTS / 2)] == [oona]
    assert note(draft, None, by=dan, at=now + LASTS + timedelta(minutes=1)) == []


def test_the_history_keeps_no_words_twice_when_a_clause_is_only_moved(oona: Person, draft: Edition) -> None:
    actions.move_part(clause(draft, "3"), to=0, by=oona)

    moved = EarlierText.objects.get()
    assert (moved.did, moved.said) == ("moved", {})
    with pytest.raises(Refused):
        actions.bring_back(moved, revision=0, by=oona)


def test_what_somebody_took_out_is_not_split_joined_or_moved(oona: Person, dan: Person, draft: Edition) -> None:
    part, client = clause(draft, "1"), sign_in(PageClient(), dan)
    actions.remove_part(part, by=oona)

    for what, sent in (("split", {"at": "6"}), ("join", {}), ("move", {"to": "down"})):
        page = client.post(address(draft, part, f"{what}/"), sent, follow=True).content.decode()
        assert "This was taken out of the draft. Put it back first." in page, what


def test_a_button_pressed_twice_is_no_clash(oona: Person, draft: Edition) -> None:
    part = clause(draft, "1")
    desk = sign_in(PageClient(), oona)

    first = desk.post(address(draft, part), answers("I lock my screen."))
    again = desk.post(address(draft, part), answers("I lock my screen."))

    assert [first.status_code, again.status_code] == [302, 302]
    assert clause(draft, "1").text == "I lock my screen."
