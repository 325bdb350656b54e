"""The pages of signing and countersigning, as people meet them."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from countersign.agreements import actions
from countersign.agreements.models import Agreement, Question, Status
from countersign.agreements.tests import factories as make
from countersign.people.models import Holding, Person
from countersign.policies.actions import new_draft
from countersign.policies.models import Edition
from countersign.policies.tests.factories import make_person, publish, sign_in
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db


def open_page(client: Client, edition: Edition) -> dict[str, str]:
    """Open the page for signing and return what its form holds before anything is typed."""
    page = client.get(reverse("agreements:sign", args=[edition.public_id]))
    form = page.context["form"]
    shown = {"shown": page.context["shown"]}
    return shown | {
        name: form[name].value() or ""
        for name in form.fields
        if name not in ("wishes", "permissions", "reason", "name", "shown")
    }


def prepare(kind: str = "staff") -> tuple[Client, Person, Edition, Person]:
    school, head = make.make_headed_school()
    head.account = None
    edition = make.make_edition(school, head)
    person = make.make_signer(school, kind=kind)
    return sign_in(PageClient(), person), person, edition, head


def test_a_person_reads_signs_and_is_told_what_follows() -> None:
    client, person, edition, _ = prepare()
    typed = {**open_page(client, edition), "name": "Nadia Kow", "wishes": ["the internet"]}

    page = client.post(reverse("agreements:sign", args=[edition.public_id]), typed, follow=True)

    agreement = Agreement.objects.get(person=person)
    assert agreement.wishes == ["the internet"]
    assert agreement.fields == {"Role": "Class teacher"}
    assert "The school signs next" in page.content.decode()


def test_signing_without_a_name_says_what_to_do_and_loses_nothing() -> None:
    client, _, edition, _ = prepare()
    typed = {**open_page(client, edition), "wishes": ["the internet"], "field_0": "Teacher of Year 3"}

    page = client.post(reverse("agreements:sign", args=[edition.public_id]), typed)

    assert "Type your full name: it is your signature" in page.content.decode()
    assert "Teacher of Year 3" in page.content.decode()
    assert not Agreement.objects.exists()


def test_the_same_form_sent_twice_lands_on_the_same_agreement() -> None:
    client, _, edition, _ = prepare()
    typed = {**open_page(client, edition), "name": "Nadia Kow"}
    url = reverse("agreements:sign", args=[edition.public_id])

    first, second = client.post(url, typed), client.post(url, typed)

    assert first.headers["Location"] == second.headers["Location"]
    assert Agreement.objects.count() == 1


def test_going_back_after_signing_leads_to_the_signature_and_asks_nothing_again() -> None:
    client, _, edition, _ = prepare()
    url = reverse("agreements:sign", args=[edition.public_id])
    signed = client.post(url, {**open_page(client, edition), "name": "Nadia Kow"})

    assert client.get(url).headers["Location"] == signed.headers["Location"]


def test_a_page_that_lost_its_proof_of_what_was_shown_asks_to_look_again() -> None:
    client, _, edition, _ = prepare()
    typed = {**open_page(client, edition), "name": "Nadia Kow", "shown": ""}

    page = client.post(reverse("agreements:sign", args=[edition.public_id]), typed)

    assert "This page was open for too long" in page.content.decode()
    assert "This field is required" not in page.content.decode()


def test_a_returned_agreement_is_to_be_signed_again_and_its_question_is_shown_until_then() -> None:
    returned = make.make_agreement(Status.RETURNED)
    client = sign_in(PageClient(), returned.person)
    url = reverse("agreements:sign", args=[returned.edition.public_id])

    assert "1 policy to read and sign" in client.get(reverse("agreements:mine")).content.decode()
    assert "The school has a question for you" in client.get(url).content.decode()
    client.post(url, {**open_page(client, returned.edition), "name": "Nadia Kow"})
    assert "Nothing to sign today" in client.get(reverse("agreements:mine")).content.decode()


def test_a_page_from_yesterday_asks_to_look_again_and_keeps_the_name() -> None:
    client, _, edition, _ = prepare()
    typed = {**open_page(client, edition), "name": "Nadia Kow", "shown": "forged"}

    page = client.post(reverse("agreements:sign", args=[edition.public_id]), typed)

    assert "This page was open for too long" in page.content.decode()
    assert "Nadia Kow" in page.content.decode()


def test_an_edition_replaced_meanwhile_leads_to_the_new_one() -> None:
    client, _, edition, head = prepare()
    typed = {**open_page(client, edition), "name": "Nadia Kow"}
    today = timezone.localdate()
    newer = publish(new_draft(edition.policy, by=head), head, effective_date=today)

    page = client.post(reverse("agreements:sign", args=[edition.public_id]), typed, follow=True)

    assert "A new edition was published while you were reading" in page.content.decode()
    assert page.redirect_chain[-1][0] == reverse("agreements:sign", args=[newer.public_id])


def test_what_does_not_bind_is_not_found() -> None:
    client, _, edition, _ = prepare(kind="visitors")

    assert client.get(reverse("agreements:sign", args=[edition.public_id])).status_code == 404


def test_hostile_words_in_a_name_are_only_words() -> None:
    client, _, edition, _ = prepare()
    typed = {**open_page(client, edition), "name": "<script>alert(1)</script>"}

    page = client.post(reverse("agreements:sign", args=[edition.public_id]), typed, follow=True)

    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("drawn", ["{", "[[1,2,3]]", '[["a","b"]]', "[[true,false]]", "[]", "[[" * 3000])
def test_a_broken_drawing_is_refused_in_a_sentence(drawn: str) -> None:
    client, _, edition, _ = prepare()
    typed = {**open_page(client, edition), "name": "Nadia Kow", "drawn": drawn}

    page = client.post(reverse("agreements:sign", args=[edition.public_id]), typed)

    assert "The drawn signature could not be read" in page.content.decode()


def test_a_drawn_signature_is_kept() -> None:
    client, _, edition, _ = prepare()
    typed = {**open_page(client, edition), "name": "Nadia Kow", "drawn": "[[1, 2, 300, 150]]"}

    client.post(reverse("agreements:sign", args=[edition.public_id]), typed)

    assert Agreement.objects.get().drawn_sha256


def test_declining_needs_a_reason_and_is_kept() -> None:
    client, person, edition, _ = prepare()
    url = reverse("agreements:decline", args=[edition.public_id])

    assert "Say why you do not want to sign" in client.post(url, {"text": " "}).content.decode()
    client.post(url, {"text": "I want to talk about clause 2."})

    assert Agreement.objects.get(person=person).status is Status.DECLINED


def test_a_question_goes_out_and_comes_back_answered() -> None:
    client, _, edition, head = prepare()
    client.post(reverse("agreements:ask", args=[edition.public_id]), {"text": "What about phones?"})
    question = Question.objects.get()
    desk = sign_in(PageClient(), head)

    desk.post(reverse("agreements:answer", args=[question.public_id]), {"text": "In the staff room only."})

    assert "In the staff room only." in client.get(reverse("agreements:mine")).content.decode()


def test_the_approver_countersigns_from_the_queue_with_a_permission() -> None:
    client, _, edition, head = prepare()
    make.make_permission(edition.policy.school)
    typed = {**open_page(client, edition), "name": "Nadia Kow", "permissions": ["remote"], "reason": "to plan at home"}
    client.post(reverse("agreements:sign", args=[edition.public_id]), typed)
    agreement = Agreement.objects.get()
    desk = sign_in(PageClient(), head)
    queue = desk.get(reverse("agreements:queue")).content.decode()
    assert "1 agreement waits for your signature" in queue
    assert "Remote access" in queue
    until = timezone.localdate() + datetime.timedelta(days=90)

    desk.post(
        reverse("agreements:countersign", args=[agreement.public_id]),
        {"permissions": ["remote"], "until_remote": until.isoformat(), "capacity": "Headteacher", "name": "Oona Marsh"},
    )

    agreement.refresh_from_db()
    assert agreement.status is Status.IN_FORCE


def test_an_approver_is_not_told_that_nothing_was_read_where_it_is_not_known() -> None:
    agreement = make.make_agreement(Status.SIGNED)
    head = Holding.objects.get(post__code="headteacher").person

    page = sign_in(PageClient(), head).get(reverse("agreements:countersign", args=[agreement.public_id]))

    assert "how far they were read is not known" in page.content.decode()


def test_several_plain_agreements_are_countersigned_at_once_each_with_its_record() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    signed = [make.sign(make.make_signer(school, name), edition) for name in ("Ada", "Ben", "Cy")]
    desk = sign_in(PageClient(), head)

    desk.post(
        reverse("agreements:queue"),
        {"agreements": [str(each.public_id) for each in signed[:2]], "capacity": "Headteacher", "name": "Oona Marsh"},
    )

    assert Agreement.objects.in_force().count() == 2
    assert Agreement.objects.awaiting_countersignature().count() == 1


def test_a_queue_that_somebody_else_emptied_meanwhile_says_so() -> None:
    _, head = make.make_headed_school()
    desk = sign_in(PageClient(), head)

    page = desk.post(reverse("agreements:queue"), {"agreements": [], "name": ""}, follow=True)

    assert "decided meanwhile" in page.content.decode()


def test_a_decision_that_came_too_late_is_told_so() -> None:
    agreement = make.make_agreement(Status.SIGNED)
    head = Holding.objects.get(post__code="headteacher").person
    desk = sign_in(PageClient(), head)
    make.countersign(agreement, head)

    page = desk.get(reverse("agreements:countersign", args=[agreement.public_id]), follow=True)

    assert "is not waiting for a countersignature any more" in page.content.decode()


@pytest.mark.parametrize("name", ["signed", "countersign", "return", "refuse"])
def test_another_persons_agreement_is_not_found(name: str) -> None:
    agreement = make.make_agreement(Status.SIGNED)
    colleague = make_person(agreement.school, "Ida", "Lund")

    page = sign_in(PageClient(), colleague).get(reverse(f"agreements:{name}", args=[agreement.public_id]))

    assert page.status_code == 404


def test_nobody_without_a_post_has_a_queue() -> None:
    school, _ = make.make_headed_school()

    page = sign_in(PageClient(), make_person(school, "Ida", "Lund")).get(reverse("agreements:queue"))

    assert page.status_code == 404


def test_a_stranger_is_sent_to_sign_in_and_comes_back_to_the_same_page() -> None:
    agreement = make.make_agreement(Status.SIGNED)
    url = reverse("agreements:signed", args=[agreement.public_id])

    page = PageClient().get(url)

    assert page.status_code == 302
    assert url in page.headers["Location"]


def test_signing_twice_through_the_action_and_the_page_agree() -> None:
    client, person, edition, _ = prepare()
    typed = {**open_page(client, edition), "name": "Nadia Kow"}
    shown = make.look_at(person, edition)
    actions.sign(person, edition, actions.Signing(name="Nadia Kow"), shown=shown, identity=make.BY_TICKET)

    page = client.post(reverse("agreements:sign", args=[edition.public_id]), typed, follow=True)

    assert "You have already signed this edition." in page.content.decode()
