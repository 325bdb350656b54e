"""What must be read before signing, as its author sets it: fixed with the edition, part of its hash."""

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from countersign.agreements.tests.reading import CHECK, make_linked, put_into_library, require_in
from countersign.ledger.actions import read_content
from countersign.ledger.models import Entry
from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.fingerprint import words_sha256
from countersign.policies.models import CheckQuestion, Edition, Part, Policy, Required
from countersign.policies.requirements import text_to_read
from countersign.policies.tests.factories import make_administrator, make_draft, make_school, publish, sign_in
from countersign.policies.tests.test_wordings import make_wordings
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Person:
    return make_administrator(make_school())


def make_requiring_draft(by: Person) -> Edition:
    """Return a draft that leans on a policy of the library, requiring two sections, and on one kept elsewhere."""
    library = make_linked(by.school)
    put_into_library(library, by)
    elsewhere = make_linked(by.school, "Images Policy", web_address="https://fernhill.example/images")
    draft = make_draft(by.school, by=by)
    require_in(draft, {library: ["Sexting", "Upskirting"], elsewhere: ["Consent"]}, by)
    return draft


def titles(edition: Edition) -> list[str]:
    return [row.title for row in edition.required.order_by("position")]


def test_what_is_required_is_part_of_the_hash_and_nothing_required_leaves_it_as_it_was(administrator: Person) -> None:
    plain = publish(make_draft(administrator.school, by=administrator), administrator)
    draft = make_requiring_draft(administrator)
    actions.write_question(draft.required.order_by("position")[0], CHECK, by=administrator)
    requiring = publish(draft, administrator)

    assert '"required"' not in read_content(plain.content_sha256).decode()
    text = read_content(requiring.content_sha256).decode()
    assert '"title":"Upskirting"' in text
    assert CHECK.text in text


def test_the_words_governors_approved_change_with_what_must_be_read(administrator: Person) -> None:
    draft = make_requiring_draft(administrator)
    approved = words_sha256(draft)
    actions.change_required(draft, draft.links.order_by("position")[1], [], by=administrator)

    assert words_sha256(draft) != approved


def test_nothing_that_a_published_edition_requires_can_be_altered(administrator: Person) -> None:
    draft = make_requiring_draft(administrator)
    row = draft.required.order_by("position")[0]
    question = actions.write_question(row, CHECK, by=administrator)
    publish(draft, administrator)

    with pytest.raises(actions.AlreadyPublished):
        actions.change_required(draft, row.link, [], by=administrator)
    with pytest.raises(actions.AlreadyPublished):
        actions.write_question(row, CHECK, by=administrator)
    with pytest.raises(actions.AlreadyPublished):
        actions.remove_question(question, by=administrator)
    with pytest.raises(actions.AlreadyPublished):
        actions.change_waiting(row, waits_for_answer=True, by=administrator)
    for statement, pk in (
        ("UPDATE policies_required SET title = 'Other' WHERE id = %s", row.pk),
        ("DELETE FROM policies_required WHERE id = %s", row.pk),
        ("UPDATE policies_checkquestion SET text = 'Other' WHERE id = %s", question.pk),
        ("DELETE FROM policies_checkquestion WHERE id = %s", question.pk),
    ):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [pk])


def test_what_stays_required_keeps_its_questions(administrator: Person) -> None:
    draft = make_requiring_draft(administrator)
    row = draft.required.order_by("position")[0]
    actions.write_question(row, CHECK, by=administrator)
    actions.change_required(draft, row.link, [("Reporting", "Reporting"), (row.section, row.title)], by=administrator)

    assert titles(draft) == ["Reporting", "Sexting", "Consent"]
    assert draft.required.get(title="Sexting").questions.count() == 1


def test_a_policy_that_is_named_no_more_is_not_required_any_more(administrator: Person) -> None:
    draft = make_requiring_draft(administrator)
    actions.change_links(draft, ["Images Policy"], by=administrator)

    assert titles(draft) == ["Consent"]


def test_a_question_that_is_changed_is_another_question(administrator: Person) -> None:
    row = make_requiring_draft(administrator).required.order_by("position")[0]
    first = actions.write_question(row, CHECK, by=administrator)
    second = actions.write_question(row, CHECK, instead_of=first, by=administrator)

    assert first.key != second.key
    assert list(row.questions.all()) == [second]


@pytest.mark.parametrize(
    ("check", "refusal"),
    [
        (actions.Check(" ", ["Yes", "No"], 0, "Because."), actions.NoQuestion),
        (actions.Check("Which?", ["Yes"], 0, "Because."), actions.TooFewAnswers),
        (actions.Check("Which?", ["Yes", "yes "], 0, "Because."), actions.TooFewAnswers),
        (actions.Check("Which?", list("abcde"), 0, "Because."), actions.TooFewAnswers),
        (actions.Check("Which?", ["Yes", "No"], 2, "Because."), actions.NoRightAnswer),
        (actions.Check("Which?", ["Yes", "No", ""], 2, "Because."), actions.NoRightAnswer),
        (actions.Check("Which?", ["Yes", "No"], 0, ""), actions.NoExplanation),
    ],
)
def test_a_question_nobody_could_answer_is_refused(
    administrator: Person, check: actions.Check, refusal: type[Exception]
) -> None:
    row = make_requiring_draft(administrator).required.order_by("position")[0]

    with pytest.raises(refusal):
        actions.write_question(row, check, by=administrator)
    assert not CheckQuestion.objects.exists()


def test_a_section_that_a_newer_edition_has_no_more_is_read_as_the_whole(administrator: Person) -> None:
    draft = make_requiring_draft(administrator)
    policy = draft.required.order_by("position")[0].link.policy
    key = draft.required.order_by("position")[0].section
    today = timezone.localdate()
    edition = policy.editions.get()

    assert [each.title for each in text_to_read(edition, key, "Sexting", today).sections] == ["Sexting"]
    assert [each.title for each in text_to_read(edition, "sexting", "", today).sections] == ["Sexting"]
    assert len(text_to_read(edition, "Bullying", "Bullying", today).sections) == 3
    assert text_to_read(edition, "Bullying", "Bullying", today).is_all


def test_of_several_wordings_everybody_reads_their_own(administrator: Person) -> None:
    edition = publish(make_wordings(administrator), administrator)
    today = timezone.localdate()

    def words(*kinds: str) -> str:
        sections = text_to_read(edition, "", "", today, kinds).sections
        return "".join(segment.text for each in sections for item in each.items for segment in item.segments)

    assert words("pupils-ks2") == "I tell an adult."
    assert words("staff") == "I report concerns to the safeguarding lead."
    assert "I tell an adult." in words("parents")


def test_a_policy_that_is_only_read_may_be_all_passages_and_one_that_is_signed_may_not(administrator: Person) -> None:
    draft = make_draft(administrator.school, by=administrator)
    draft.parts.filter(kind=Part.Kind.CLAUSE).update(kind=Part.Kind.PASSAGE)
    with pytest.raises(actions.NoClause):
        publish(draft, administrator)
    actions.change_signing(draft.policy, is_signed=False, by=administrator)

    assert publish(Edition.objects.get(pk=draft.pk), administrator).number == 1


def test_a_policy_that_is_only_read_stays_so_when_it_is_published_and_has_a_public_page(
    administrator: Person, client: Client
) -> None:
    policy = make_linked(administrator.school)
    put_into_library(policy, administrator)
    policy.refresh_from_db()

    assert not policy.is_signed
    assert "This is what we say on Sexting." in client.get(f"/policies/{policy.public_id}/").content.decode()


def test_who_must_read_a_policy_is_only_said_of_one_that_nobody_signs(administrator: Person) -> None:
    policy = make_linked(administrator.school)
    actions.change_must_read(policy, ["staff", "governors"], by=administrator)
    actions.change_must_read(policy, ["governors"], by=administrator)
    signed = publish(make_draft(administrator.school, by=administrator), administrator)

    assert list(policy.must_read.values_list("kind", flat=True)) == ["governors"]
    assert Entry.objects.filter(kind="policy.must-read-changed").count() == 2
    with pytest.raises(actions.PublishedAlready):
        actions.change_signing(signed.policy, is_signed=False, by=administrator)
    with pytest.raises(Exception, match="People sign this policy"):
        actions.change_must_read(signed.policy, ["staff"], by=administrator)


def test_a_policy_may_be_only_read_as_long_as_no_edition_is_published(administrator: Person) -> None:
    draft = make_draft(administrator.school, by=administrator)
    actions.change_signing(draft.policy, is_signed=False, by=administrator)

    assert not Policy.objects.get(pk=publish(draft, administrator).policy_id).is_signed


def test_an_author_requires_sections_and_asks_a_question_about_one(administrator: Person) -> None:
    client = sign_in(PageClient(), administrator)
    draft = make_requiring_draft(administrator)
    library, elsewhere = draft.links.order_by("position")
    keys = [row.section for row in draft.required.order_by("position")]

    def page(name: str, *more: object) -> str:
        return reverse(f"policies:{name}", args=[draft.public_id, *more])

    assert "Sexting" in client.get(page("requiring")).content.decode()
    assert "Upskirting" in client.get(page("require", library.pk)).content.decode()
    empty = client.post(page("require", library.pk), {"how_much": "some"})
    assert "Choose at least one section" in empty.content.decode()
    client.post(page("require", library.pk), {"how_much": "some", "sections": keys[:1]})
    client.post(page("require", elsewhere.pk), {"how_much": "some", "sections": "Consent\nStoring\n"})
    assert titles(draft) == ["Sexting", "Consent", "Storing"]
    client.post(page("require", elsewhere.pk), {"how_much": "all"})
    assert titles(draft) == ["Sexting", ""]

    row = draft.required.order_by("position")[0]
    asked = {"text": "Which?", "answers": "This\nThat", "right": "2", "explanation": "It is that."}
    assert "Say which answer is right" in client.post(page("add_check_question", row.pk), asked).content.decode()
    client.post(page("add_check_question", row.pk), {**asked, "right": "1"})
    question = CheckQuestion.objects.get()
    assert (question.answers, question.right) == (["This", "That"], 1)
    assert "It is that." in client.get(page("required_item", row.pk)).content.decode()
    client.post(page("required_item", row.pk), {"waits_for_answer": "yes"})
    assert Required.objects.get(pk=row.pk).waits_for_answer
    client.post(page("check_question", row.pk, question.key), {"remove": "yes"})
    assert not CheckQuestion.objects.exists()


def test_an_author_says_who_must_read_a_policy_and_that_nobody_signs_another(administrator: Person) -> None:
    client = sign_in(PageClient(), administrator)
    policy = make_linked(administrator.school)
    draft = make_draft(administrator.school, by=administrator)

    client.post(reverse("policies:must_read", args=[policy.public_id]), {"kinds": ["staff"]})
    client.post(reverse("policies:signing", args=[draft.policy.public_id]), {"is_signed": "no"})

    assert "Behaviour Policy" in client.get(reverse("policies:library")).content.decode()
    assert list(policy.must_read.values_list("kind", flat=True)) == ["staff"]
    assert not Policy.objects.get(pk=draft.policy_id).is_signed
    assert client.get(reverse("policies:publish", args=[draft.public_id])).status_code == 200
