from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from countersign.ledger.actions import read_content
from countersign.ledger.models import Entry
from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.models import Doubt, Edition, LinkedPolicy, Part, Policy
from countersign.policies.tests.factories import (
    TODAY,
    make_administrator,
    make_draft,
    make_person,
    make_school,
    publish,
    put_in_post,
)
from countersign.refusals import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Person:
    return make_administrator(make_school())


def test_the_first_edition_is_number_one_and_material_whatever_was_ticked(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school), administrator, is_material=False, change_summary="")

    assert (edition.number, edition.is_material) == (1, True)
    policy = Policy.objects.get(pk=edition.policy_id)
    assert policy.min_edition == 1
    assert policy.min_edition_due_date == policy.school.last_day_to_sign(TODAY)


def test_a_material_edition_moves_what_counts_and_a_notice_does_not(administrator: Person) -> None:
    first = publish(make_draft(administrator.school), administrator)
    second = publish(actions.new_draft(first.policy, by=administrator), administrator, is_material=False)
    assert Policy.objects.get().min_edition == 1
    third = publish(actions.new_draft(first.policy, by=administrator), administrator)

    assert (second.number, third.number) == (2, 3)
    assert Policy.objects.get().min_edition == 3


def minimums(edition: Edition) -> dict[str, tuple[int, date | None]]:
    policy = Policy.objects.get(pk=edition.policy_id)
    return {kind: (minimum.edition, minimum.due_date) for kind, minimum in policy.minimums().items()}


def test_an_edition_may_ask_some_to_sign_again_and_only_tell_others(administrator: Person) -> None:
    first = publish(make_draft(administrator.school, audience=["staff", "parents"]), administrator)
    before = (1, administrator.school.last_day_to_sign(TODAY))
    again = (2, TODAY + timedelta(days=24))

    second = publish(
        actions.new_draft(first.policy, by=administrator), administrator,
        effective_date=TODAY + timedelta(days=10), told_only=["parents"],
    )  # fmt: skip

    assert (second.is_material, second.told_only, second.signed_again) == (
        True, ["parents"], "Yes, but not by parents and carers: they were only told",
    )  # fmt: skip
    assert minimums(second) == {"staff": again, "staff-teaching": again, "staff-supply": again, "parents": before}
    assert Entry.objects.get(subject=second.reference, kind="edition.published").fields["told_only"] == ["parents"]


def test_who_was_only_told_signs_the_next_edition_that_asks_them(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, audience=["staff", "parents"]), administrator)
    edition = publish(actions.new_draft(edition.policy, by=administrator), administrator, told_only=["staff"])
    edition = publish(actions.new_draft(edition.policy, by=administrator), administrator, told_only=["parents"])

    assert {kind: lowest for kind, (lowest, _) in minimums(edition).items()} == {
        "staff": 3, "staff-teaching": 3, "staff-supply": 3, "parents": 2,
    }  # fmt: skip
    edition = publish(actions.new_draft(edition.policy, by=administrator), administrator)
    assert {lowest for lowest, _ in minimums(edition).values()} == {4}
    assert not edition.policy.audience_rows.exclude(min_edition=None).exists()


def test_whoever_an_edition_is_newly_for_signs_it_even_where_everybody_else_is_only_told(
    administrator: Person,
) -> None:
    first = publish(make_draft(administrator.school, audience=["staff"]), administrator)
    draft = actions.new_draft(first.policy, by=administrator)
    Edition.objects.filter(pk=draft.pk).update(audience=["staff", "parents"])
    later = TODAY + timedelta(days=30)

    second = publish(draft, administrator, is_material=False, effective_date=later)

    assert (second.is_material, second.told_only) == (True, ["staff", "staff-teaching", "staff-supply"])
    assert minimums(second)["staff"] == (1, administrator.school.last_day_to_sign(TODAY))
    assert minimums(second)["parents"] == (2, administrator.school.last_day_to_sign(later))


def test_publishing_says_whom_it_is_for_with_the_narrower_kinds(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, audience=["staff", "parents"]), administrator)

    kinds = set(edition.policy.audience_rows.values_list("kind", flat=True))
    assert kinds == {"staff", "staff-teaching", "staff-supply", "parents"}


def test_the_hash_names_the_exact_text_that_is_kept(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, "I lock my screen."), administrator)

    kept = read_content(edition.content_sha256).decode()
    assert "I lock my screen." in kept
    assert f'"edition":"{edition.public_id}"' in kept
    entry = Entry.objects.get(kind="edition.published")
    assert entry.contents["content"] == edition.content_sha256
    assert entry.by == administrator.reference


def test_pressing_publish_twice_makes_one_edition(administrator: Person) -> None:
    draft = make_draft(administrator.school)
    publish(draft, administrator)

    with pytest.raises(actions.AlreadyPublished):
        publish(draft, administrator)
    assert Edition.objects.published().count() == 1


@pytest.mark.parametrize(
    ("details", "refusal"),
    [
        ({"title": " "}, actions.NoTitle),
        ({"audience": []}, actions.NoAudience),
    ],
)
def test_a_draft_that_is_not_whole_is_refused(
    administrator: Person, details: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        publish(make_draft(administrator.school, **details), administrator)


def test_no_clause_no_edition(administrator: Person) -> None:
    draft = make_draft(administrator.school)
    draft.parts.filter(kind=Part.Kind.CLAUSE).update(removed_at=timezone.now())

    with pytest.raises(actions.NoClause):
        publish(draft, administrator)


def test_places_left_to_check_stop_publishing_and_are_counted(administrator: Person) -> None:
    draft = make_draft(administrator.school)
    Doubt.objects.create(edition=draft, kind="guessed", text="Two names follow two posts.")

    with pytest.raises(actions.PlacesLeftToCheck, match="one place left"):
        publish(draft, administrator)


def test_a_post_the_school_does_not_have_stops_publishing_by_name(administrator: Person) -> None:
    with pytest.raises(actions.UnknownPosts, match="“caretaker”"):
        publish(make_draft(administrator.school, "I tell {post:caretaker}."), administrator)


def test_a_clause_for_people_the_policy_is_not_for_is_refused(administrator: Person) -> None:
    draft = make_draft(administrator.school)
    draft.parts.filter(number="1").update(roles=["parents"])

    with pytest.raises(actions.BindsNobody, match="Clause 1"):
        publish(draft, administrator)


def test_from_the_second_edition_on_it_says_what_changed(administrator: Person) -> None:
    first = publish(make_draft(administrator.school), administrator)

    with pytest.raises(actions.NoChangeSummary):
        publish(actions.new_draft(first.policy, by=administrator), administrator, change_summary=" \n")


def test_a_new_draft_has_the_same_words_and_keys(administrator: Person) -> None:
    first = publish(make_draft(administrator.school, "I lock my screen.", "I ask when unsure."), administrator)
    draft = actions.new_draft(first.policy, by=administrator)

    def words(edition: Edition) -> list[tuple[object, str]]:
        return [(part.key, part.text) for part in edition.parts.kept()]

    assert words(draft) == words(first)
    with pytest.raises(actions.HasDraft):
        actions.new_draft(first.policy, by=administrator)


def test_removed_clauses_are_not_published(administrator: Person) -> None:
    draft = make_draft(administrator.school, "I lock my screen.", "I ask when unsure.")
    draft.parts.filter(number="2").update(removed_at=timezone.now())
    edition = publish(draft, administrator)

    assert [part.text for part in edition.parts.all()] == ["What am I agreeing to?", "I lock my screen."]


def test_a_withdrawn_policy_takes_no_new_edition(administrator: Person) -> None:
    first = publish(make_draft(administrator.school), administrator)
    actions.withdraw(first.policy, reason="The trust's own takes its place.", by=administrator)

    with pytest.raises(actions.NotInUse):
        actions.new_draft(first.policy, by=administrator)
    assert Entry.objects.filter(kind="policy.withdrawn").count() == 1


def test_the_head_and_the_business_manager_publish_and_a_teacher_does_not(administrator: Person) -> None:
    teacher = make_person(administrator.school, "Tom", "Reed")
    with pytest.raises(NotPermitted):
        publish(make_draft(administrator.school), teacher)

    put_in_post(teacher, "business-manager")
    assert publish(make_draft(administrator.school), teacher).number == 1


def test_an_administrator_of_another_school_publishes_nothing_here(administrator: Person) -> None:
    stranger = make_administrator(make_school("Moorside School"))

    with pytest.raises(NotPermitted):
        publish(make_draft(administrator.school), stranger)


def refused(statement: str, *values: int) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as error:
        return "never altered" in str(error)
    return False


def test_the_database_refuses_to_alter_a_published_edition_in_any_way(administrator: Person) -> None:
    draft = make_draft(administrator.school)
    other = Policy.objects.create(school=administrator.school, title="Online Safety Policy", made_at=timezone.now())
    link = LinkedPolicy.objects.create(edition=draft, policy=other, named="Online Safety Policy", position=1)
    edition = publish(draft, administrator)
    part = edition.parts.all()[0]
    open_draft = make_draft(administrator.school)

    assert refused("UPDATE policies_edition SET title = 'x' WHERE id = %s", edition.pk)
    assert refused("UPDATE policies_edition SET published_at = NULL WHERE id = %s", edition.pk)
    assert refused("UPDATE policies_part SET text = 'x' WHERE id = %s", part.pk)
    assert refused("UPDATE policies_part SET edition_id = %s WHERE id = %s", open_draft.pk, part.pk)
    assert refused("UPDATE policies_part SET edition_id = %s WHERE edition_id = %s", edition.pk, open_draft.pk)
    assert refused("DELETE FROM policies_part WHERE id = %s", part.pk)
    assert refused("UPDATE policies_linkedpolicy SET named = 'x' WHERE id = %s", link.pk)
    assert refused("DELETE FROM policies_linkedpolicy WHERE id = %s", link.pk)
    assert refused("DELETE FROM policies_edition WHERE id = %s", edition.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Part.objects.create(edition=edition, position=9, kind=Part.Kind.CLAUSE, text="And another thing.")
    with pytest.raises(DatabaseError), transaction.atomic():
        LinkedPolicy.objects.create(edition=edition, policy=edition.policy, named="x", position=2)
    assert not refused("UPDATE policies_part SET text = 'x' WHERE edition_id = %s", open_draft.pk)


def statements_of_publishing(administrator: Person) -> int:
    draft = make_draft(administrator.school)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        publish(draft, administrator)
    return len(queries)


def test_publishing_takes_as_many_statements_however_many_people_there_are(administrator: Person) -> None:
    few = statements_of_publishing(administrator)
    Person.objects.bulk_create(Person(school=administrator.school, forename=f"P{i}") for i in range(500))

    assert statements_of_publishing(administrator) == few
