"""Messages go out in the language of whoever reads them; their page is in that of whoever looks after them."""

import pytest
from django.utils import timezone

from countersign.notices import actions, faults
from countersign.notices.models import Message
from countersign.people import actions as people
from countersign.people.models import Person, Ticket
from countersign.people.tests.factories import make_administrator, make_person, make_school
from countersign.people.tests.test_directory import come_in
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db


def test_an_invitation_is_in_the_language_of_whoever_is_invited() -> None:
    school = make_school()
    administrator, nia = make_administrator(school), make_person(school, "Nia", "Rees")
    tom = make_person(school, "Tom", "Hale")
    people.choose_language(nia, "cy")

    welsh, english = actions.invite_many(
        Person.objects.filter(pk__in=[nia.pk, tom.pk]).order_by("pk"), by=administrator, at=timezone.now()
    )

    assert welsh.subject == "Darllenwch a llofnodwch: Fernhill Primary School"
    assert welsh.text.startswith("Helo Nia,\n\nMae Fernhill Primary School yn gofyn i chi")
    assert "\n\n{link}\n\n" in welsh.text
    assert english.text.startswith("Hello Tom,\n\nFernhill Primary School asks you")


def test_messages_are_looked_after_in_welsh_and_keep_their_faults_in_english() -> None:
    school = make_school()
    administrator, person = make_administrator(school), make_person(school)
    people.choose_language(administrator, "cy")
    message = actions.invite(person, by=administrator, at=timezone.now())
    Message.objects.update(fault=faults.said(faults.ADDRESS_REFUSED, b"5.1.1 No such user"))
    client = PageClient()
    come_in(client, Person.objects.get(pk=administrator.pk))

    outbox = client.get("/messages/").content.decode()
    page = client.get(f"/messages/{message.pk}/").content.decode()
    shown = client.post(f"/messages/{message.pk}/").content.decode()
    refused = client.post(f"/messages/invite/{person.public_id}/", follow=True).content.decode()

    assert "Nid oes post yn gadael oddi yma" in outbox
    assert "Rhoi cynnig arall arni" in outbox
    assert "Gwrthododd y gweinydd post y cyfeiriad: 5.1.1 No such user" in page
    assert "(caiff y ddolen ei chreu pan fydd y neges yn gadael)" in page
    assert "Rhowch hon i <bdi>Nadia Kow</bdi> ac i neb arall" in shown
    assert "Anfonwyd dolen at Nadia Kow ychydig funudau yn ôl" in refused
    assert Ticket.objects.get().channel == "link read by Oona Marsh on the outbox page, no mail server"
