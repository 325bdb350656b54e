"""Reading, signing and countersigning in Welsh: the pages, the refusals, the messages, and what stays as it is kept."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from countersign.agreements import actions, decisions
from countersign.agreements.again import to_read
from countersign.agreements.announcing import announce_due
from countersign.agreements.jobs import tell_approvers
from countersign.agreements.models import Agreement
from countersign.agreements.sentences import SENTENCE, sign_button
from countersign.agreements.tests import factories as make
from countersign.agreements.tests.reading import make_linked, make_requiring, put_into_library
from countersign.agreements.tests.test_again import next_edition
from countersign.ledger.models import Entry
from countersign.notices.models import Message
from countersign.people.actions import choose_language
from countersign.people.models import Person
from countersign.policies.models import Edition
from countersign.policies.tests.factories import sign_in
from countersign.policies.tests.test_translating import make_offered
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db


def in_welsh(person: Person) -> PageClient:
    client = PageClient()
    sign_in(client, person)
    client.cookies["countersign-language"] = "cy"
    return client


def test_a_policy_is_read_and_signed_in_welsh_and_kept_in_english() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    client = in_welsh(make.make_signer(school))

    mine = client.get("/").content.decode()
    page = client.get(reverse("agreements:sign", args=[edition.public_id]))
    told = page.content.decode()
    shown = {"shown": page.context["shown"], "field_0": "Class teacher"}
    refused = client.post(page.request["PATH_INFO"], shown | {"name": ""}).content.decode()
    signed = client.post(page.request["PATH_INFO"], shown | {"name": "Nadia Kow"}, follow=True).content.decode()

    assert "1 polisi i’w ddarllen a’i lofnodi" in mine
    assert "Llofnodwch erbyn dydd " in mine
    assert f"Argraffiad 1, cyhoeddwyd {timezone.localdate():%-d} " in told
    assert "Nid yw 1 cymal yn eich rhwymo" in told
    assert "Teipiwch eich enw llawn" in told
    assert "Llofnodi argraffiad 1" in told
    assert f'<div class="cs-agreed" lang="en"><p>{SENTENCE}</p></div>' in told
    assert "Teipiwch eich enw llawn: dyna eich llofnod" in refused
    assert "<title>Gwall:" in refused
    assert "Rydych wedi llofnodi. Yr ysgol fydd yn llofnodi nesaf" in signed
    agreement = Agreement.objects.get()
    assert agreement.sentence == SENTENCE
    assert agreement.signed_as == "Class teacher"
    assert agreement.reading["button"] == "Llofnodi argraffiad 1"
    assert Entry.objects.get(kind="agreement.signed").fields["sentence"] == SENTENCE
    with override("cy"):
        assert sign_button(1) == "Sign edition 1"


def test_pages_in_welsh_show_a_policy_in_welsh_until_somebody_chooses_otherwise() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    make_offered(edition, head, "cy")
    make_offered(edition, head, "pl")
    page = reverse("agreements:sign", args=[edition.public_id])
    client = in_welsh(make.make_signer(school))

    first = client.get(page).content.decode()
    chosen = client.get(f"{page}?lang=en").content.decode()
    again = client.get(page).content.decode()
    polish = client.get(f"{page}?lang=pl").content.decode()
    client.cookies["countersign-language"] = "en-gb"
    client.session.flush()
    sign_in(client, make.make_signer(school, "Tom", "Hale"))
    english = client.get(page).content.decode()

    assert "CY I keep my password to myself." in first
    assert "Darllen y gwreiddiol, yn Saesneg" in first
    assert "CY I keep" not in chosen
    assert "CY I keep" not in again
    assert "PL I keep" in polish
    assert "CY I keep" not in english


def test_an_edition_without_a_welsh_translation_is_shown_as_it_was_written() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    make_offered(edition, head, "pl")

    page = in_welsh(make.make_signer(school)).get(reverse("agreements:sign", args=[edition.public_id]))

    assert "PL I keep" not in page.content.decode()
    assert "I keep my password to myself." in page.content.decode()


def test_what_changed_is_told_in_welsh() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    person = make.make_signer(school)
    make.sign(person, edition)
    second = next_edition(edition, head, summary="", clauses={"1": "I change my password.", "2": "I tell the office."})

    page = in_welsh(person).get(reverse("agreements:sign", args=[second.public_id])).content.decode()

    assert "Beth sydd wedi newid, <bdi>" in page
    assert "Mae tri chymal sy’n eich rhwymo yn wahanol. Tua " in page
    assert "Y tro diwethaf, llofnodoch argraffiad 1" in page
    with override("cy"):
        assert [to_read(seconds) for seconds in (40, 60, 120, 480)] == [
            "Tua 40 eiliad o ddarllen.",
            "Tua munud o ddarllen.",
            "Tua 2 funud o ddarllen.",
            "Tua 8 munud o ddarllen.",
        ]


def test_what_must_be_read_is_asked_for_in_welsh() -> None:
    school, head = make.make_headed_school()
    library = make_linked(school, "Online Safety Policy")
    put_into_library(library, head)
    edition = make_requiring(school, head, {library: ["Sexting"]})
    client = in_welsh(make.make_signer(school))

    before = client.get(reverse("agreements:sign", args=[edition.public_id])).content.decode()
    item = client.get(reverse("agreements:required", args=[edition.public_id, 1])).content.decode()
    listed = client.get("/reading/").content.decode()

    assert "Darllenwch hwn cyn llofnodi" in before
    assert "0 o 1 wedi’u darllen" in before
    assert "I’w ddarllen" in before
    assert "Yna byddwch yn llofnodi" in before
    assert "Rwyf wedi’i ddarllen" in item
    assert "Nid wyf yn deall hwn" in item
    assert "Rydych yn llofnodi " in listed


def test_an_approver_decides_in_welsh_and_the_record_is_in_english() -> None:
    agreement = make.make_agreement()
    head = Person.objects.get(school=agreement.school, holdings__post__code="headteacher")
    client = in_welsh(head)
    page = reverse("agreements:countersign", args=[agreement.public_id])

    queue = client.get("/agreements/").content.decode()
    opened = client.get(page).content.decode()
    refused = client.post(page, {"name": ""}).content.decode()
    done = client.post(page, {"name": "Oona Marsh", "capacity": "Headteacher"}, follow=True).content.decode()

    assert "Mae 1 cytundeb yn aros am eich llofnod" in queue
    assert "Yr hyn a ddaw gyda’r rôl" in opened
    assert 'class="cs-agreed cs-agreed--two" lang="en"' in opened
    assert "Teipiwch eich enw llawn: dyna eich llofnod" in refused
    assert "Cydlofnodoch gytundeb Nadia Kow. Bydd y cyfrif yn dilyn nawr." in done
    agreement.refresh_from_db()
    assert agreement.approval_sentence.startswith("I approve Nadia Kow for the access of their role")


def test_messages_are_in_the_language_of_whoever_reads_them() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    nadia, tom = make.make_signer(school), make.make_signer(school, "Tom", "Hale")
    choose_language(nadia, "cy")
    choose_language(head, "cy")
    agreements = [make.sign(person, edition) for person in (nadia, tom)]
    tell_approvers(timezone.now())
    decisions.return_with_question(agreements[0], by=head, capacity="Headteacher", question="Which class?")
    with override("cy"):
        decisions.refuse(agreements[1], by=head, capacity="Headteacher", reason="Not yet cleared.")
    question = actions.ask(tom, edition, text="What is a password?")
    actions.answer(question, by=head, text="A secret.")
    next_edition(edition, head, summary="", clauses={"1": "I change my password."})
    announce_due(timezone.now())

    assert subjects_to(head)[:2] == ["Mae cytundebau’n aros am eich cydlofnod", "Cwestiwn am bolisi"]
    welsh, english = subjects_to(nadia), subjects_to(tom)
    assert welsh[0] == "Cwestiwn am eich cytundeb"
    assert welsh[-1].startswith("Darllenwch a llofnodwch erbyn ")
    assert english[0] == "Your agreement was not countersigned"
    assert english[1] == "Your question was answered"
    assert english[-1].startswith("Please read and sign by ")
    assert "{link}" in Message.objects.filter(person=nadia).latest("pk").text


def subjects_to(person: Person) -> list[str]:
    found = Message.objects.filter(person=person).exclude(about__startswith="person").order_by("pk")
    return list(found.values_list("subject", flat=True))


def test_a_refusal_is_said_in_the_readers_language() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    person = make.make_signer(school)
    client = in_welsh(person)
    page = reverse("agreements:sign", args=[edition.public_id])

    stale = client.post(page, {"shown": "", "field_0": "Class teacher", "name": "Nadia Kow"}).content.decode()
    make.sign(person, Edition.objects.get())
    twice = client.get(page, follow=True).content.decode()

    assert "Bu’r dudalen hon ar agor yn rhy hir. Edrychwch ar y polisi eto, yna llofnodwch" in stale
    assert "Rydych eisoes wedi llofnodi’r argraffiad hwn." in twice
