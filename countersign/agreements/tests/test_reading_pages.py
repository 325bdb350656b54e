"""Reading what is required, page after page, and what happens to whoever goes round them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from countersign.agreements.models import Agreement, CheckTried, PolicyRead, Question
from countersign.agreements.tests import factories as make
from countersign.agreements.tests.reading import CHECK, make_linked, make_requiring, put_into_library, read_everything
from countersign.agreements.tests.test_pages import open_page
from countersign.people.models import Person
from countersign.policies.actions import change_must_read, new_draft
from countersign.policies.models import CheckQuestion, Edition, Policy
from countersign.policies.tests.factories import publish, sign_in
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db


def prepare(**details: Any) -> tuple[Client, Person, Edition, Person]:
    """Return somebody signed in, an edition that requires two sections and an address, and the head."""
    school, head = make.make_headed_school()
    library = put_into_library(make_linked(school), head)
    elsewhere = make_linked(school, "Images Policy", web_address="https://fernhill.example/images")
    wanted = {library.policy: ["Sexting", "Upskirting"], elsewhere: ["Consent"]}
    edition = make_requiring(school, head, wanted, **details)
    person = make.make_signer(school)
    return sign_in(PageClient(), person), person, edition, head


def item(edition: Edition, position: int) -> str:
    return reverse("agreements:required", args=[edition.public_id, position])


def signing(edition: Edition) -> str:
    return reverse("agreements:sign", args=[edition.public_id])


def press(client: Client, address: str, **sent: str) -> Any:
    """Open a page and press its button, as a browser without scripts does."""
    page = client.get(address)
    return client.post(address, {"edition": str(page.context["number"]), **sent})


def test_one_after_the_other_is_read_and_then_it_is_signed() -> None:
    client, person, edition, _ = prepare(check=CHECK)
    page = client.get(signing(edition)).content.decode()
    assert "0 of 3 read" in page
    assert "Sign edition 1" not in page
    question = CheckQuestion.objects.get()

    first = client.get(item(edition, 1)).content.decode()
    assert "This is what we say on Sexting." in first
    assert "This is what we say on Upskirting." not in first
    done = press(client, item(edition, 1), **{f"answer_{question.key.hex}": "1"})
    assert done.headers["Location"] == item(edition, 2)
    assert "1 of 3 read" in client.get(signing(edition)).content.decode()
    assert press(client, item(edition, 2)).headers["Location"] == item(edition, 3)
    assert "Consent" in client.get(item(edition, 3)).content.decode()
    assert press(client, item(edition, 3)).headers["Location"] == signing(edition)

    client.post(signing(edition), {**open_page(client, edition), "name": "Nadia Kow"})
    assert Agreement.objects.get(person=person).reading["required"][2]["named"] == "Images Policy: Consent"


def test_a_wrong_answer_is_explained_and_the_reading_is_kept() -> None:
    client, _, edition, _ = prepare(check=CHECK)
    question = CheckQuestion.objects.get()

    page = press(client, item(edition, 1), **{f"answer_{question.key.hex}": "0"})

    assert f"Not quite. {CHECK.explanation} Choose again." in page.content.decode()
    assert PolicyRead.objects.get(title="Sexting").read_at
    assert CheckTried.objects.get().attempts == 1
    assert "Answer “" in press(client, item(edition, 1)).content.decode()
    assert CheckTried.objects.get().attempts == 1


def test_a_forged_signature_leads_to_what_is_left() -> None:
    client, _, edition, _ = prepare()
    press(client, item(edition, 1))
    shown = client.get(signing(edition)).context["shown"]

    page = client.post(signing(edition), {"shown": shown, "name": "Nadia Kow"}).content.decode()

    assert "Read the 2 that are left first, then sign: 1 of 3 read." in page
    assert item(edition, 2) in page
    assert 'value="Nadia Kow"' in page
    assert not Agreement.objects.exists()


def test_a_second_tab_does_not_sign_what_changed_since_it_was_opened() -> None:
    client, person, edition, head = prepare()
    read_everything(person, edition)
    typed = {**open_page(client, edition), "name": "Nadia Kow"}
    library = Policy.objects.get(title="Behaviour Policy")
    publish(new_draft(library, by=head), head, effective_date=timezone.localdate())

    assert "first, then sign: 1 of 3 read." in client.post(signing(edition), typed).content.decode()
    assert not Agreement.objects.exists()


def test_whoever_reads_an_old_edition_in_another_tab_is_shown_the_new_one() -> None:
    client, _, edition, head = prepare()
    client.get(item(edition, 1))
    library = Policy.objects.get(title="Behaviour Policy")
    publish(new_draft(library, by=head), head, effective_date=timezone.localdate())

    page = client.post(item(edition, 1), {"edition": "1"}, follow=True)

    assert "A new edition was published while you were reading." in page.content.decode()
    assert not PolicyRead.objects.filter(read_at__isnull=False).exists()


def test_nobody_says_they_read_a_page_they_never_opened() -> None:
    client, _, edition, _ = prepare()

    client.post(item(edition, 1), {"edition": "1"})

    assert not PolicyRead.objects.filter(read_at__isnull=False).exists()


def test_what_is_not_understood_is_asked_from_the_page() -> None:
    client, person, edition, head = prepare()
    address = reverse("agreements:ask_required", args=[edition.public_id, 1])

    assert "Write what you do not understand" in client.post(address, {"text": ""}).content.decode()
    client.post(address, {"text": "What is sexting?"})

    question = Question.objects.get(person=person)
    assert str(question.required) == "Behaviour Policy: Sexting"
    answering = sign_in(PageClient(), head).get(reverse("agreements:answer", args=[question.public_id]))
    assert "Behaviour Policy: Sexting, required by" in answering.content.decode()


def test_a_document_for_all_staff_is_on_the_list_and_is_read_there() -> None:
    client, person, _, head = prepare()
    policy = make_linked(person.school, "Keeping children safe")
    put_into_library(policy, head)
    change_must_read(policy, ["staff"], by=head)
    address = reverse("agreements:read_policy", args=[policy.public_id])

    assert "4 things to read" in client.get(reverse("agreements:mine")).content.decode()
    assert "0 of 4 read" in client.get(reverse("agreements:reading")).content.decode()
    press(client, address)

    assert "1 of 4 read" in client.get(reverse("agreements:reading")).content.decode()
    assert "You said that you had read it" in client.get(address).content.decode()
    assert PolicyRead.objects.get(policy=policy).edition_number == 1


def test_what_is_not_on_ones_list_is_not_found() -> None:
    client, person, edition, _ = prepare()
    other = make_linked(person.school, "Pay Policy")
    parent = sign_in(PageClient(), make.make_signer(person.school, "Pat", kind="parents"))

    assert client.get(reverse("agreements:read_policy", args=[other.public_id])).status_code == 404
    assert client.get(item(edition, 4)).status_code == 404
    assert parent.get(item(edition, 1)).status_code == 404
    assert parent.get(reverse("agreements:reading")).status_code == 200


def test_the_owner_sees_names_and_nobody_else_does() -> None:
    client, person, edition, head = prepare(check=CHECK)
    read_everything(person, edition)
    library = Policy.objects.get(title="Behaviour Policy")
    address = reverse("agreements:readers", args=[library.public_id])

    page = sign_in(PageClient(), head).get(address).content.decode()

    assert "Nadia Kow" in page
    assert "2 of 2" in page
    assert CHECK.text in page
    assert client.get(address).status_code == 404
