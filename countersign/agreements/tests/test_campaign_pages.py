"""Who may see it sees how far the school is, who is missing and why, and what comes next; nobody else sees anything."""

import csv
import io
from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import timezone

from countersign.agreements import actions
from countersign.agreements.models import Campaign
from countersign.agreements.reminders import remind_due
from countersign.agreements.tests import factories as make
from countersign.agreements.tests.test_reminders import (
    MONDAY,
    go_to,
    mailbox,
    make_asking_school,
    make_reader,
    moment,
    work,
)
from countersign.demo.stage import Stage, staged
from countersign.ledger.models import Entry
from countersign.notices.jobs import deliver_due
from countersign.notices.tests.smtp import Mailbox
from countersign.people import actions as people
from countersign.people.models import Person
from countersign.policies.tests.factories import make_person, put_in_post, sign_in
from countersign.schools.models import School
from countersign.ui.testing import PageClient

__all__ = ["mailbox"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Iterator[Stage]:
    with staged(moment(MONDAY, 7)) as stage:
        yield stage


def text_of(client: PageClient, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def rows_of(client: PageClient) -> list[dict[str, str]]:
    sent = client.get("/campaign/missing.csv").getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(sent)))


def make_mixed_school(stage: Stage, mailbox: Mailbox) -> tuple[School, Person, dict[str, Person]]:
    """Return a school in which everybody is missing for a reason of their own, three school days after it asked."""
    school, head, edition = make_asking_school()
    found = {name: make_reader(school, name) for name in ("Amy", "Ben", "Cara", "Dan", "Eve", "Finn")}
    Person.objects.filter(pk=found["Ben"].pk).update(email="")
    mailbox.answers["cara@mail.example"] = "550 No such user"
    actions.decline(found["Dan"], edition, reason="No.", identity=make.BY_TICKET)
    people.mark_away(found["Eve"], from_date=MONDAY, to_date=date(2026, 11, 20), by=head, at=timezone.now())
    make.sign(found["Finn"], edition)
    work(stage, MONDAY)
    deliver_due(timezone.now())
    go_to(stage, date(2026, 11, 4))
    return school, head, found


def test_each_who_is_missing_has_their_own_reason_and_next_step(stage: Stage, mailbox: Mailbox) -> None:
    _, head, _ = make_mixed_school(stage, mailbox)
    rows = {row["forename"]: row for row in rows_of(sign_in(PageClient(), head))}

    assert set(rows) == {"Amy", "Ben", "Cara", "Dan", "Eve"}
    assert rows["Amy"]["why"] == "not-opened"
    assert (rows["Amy"]["times_asked"], rows["Amy"]["last_asked"]) == ("1", "2026-11-02 09:00")
    assert (rows["Amy"]["next_day"], rows["Amy"]["next_told"]) == ("2026-11-05", "signer")
    assert rows["Ben"]["why"] == "no-address not-opened"
    assert rows["Cara"]["why"] == "mail-does-not-arrive not-opened"
    assert (rows["Dan"]["why"], rows["Dan"]["next_day"]) == ("declined not-asked", "")
    assert (rows["Eve"]["why"], rows["Eve"]["next_day"]) == ("away not-asked", "2026-11-23")
    assert {row["last_day"] for row in rows.values()} == {"2026-11-16"}


def test_the_page_says_the_same_in_words(stage: Stage, mailbox: Mailbox) -> None:
    _, head, found = make_mixed_school(stage, mailbox)
    client = sign_in(PageClient(), head)
    text = text_of(client, "/campaign/")

    assert "5 people have something to sign" in text
    for words in ("Mail does not arrive", "No address on file", "Declined to sign", "Away: reminders stand still"):
        assert words in text
    assert "A reminder on 5 November 2026" in text
    assert "For the school to talk about" in text
    asked = text_of(client, f"/campaign/people/{found['Cara'].public_id}/")
    assert "The mail server refused the address" in asked
    assert "Not opened" in asked


def test_nobody_else_finds_it(stage: Stage, mailbox: Mailbox) -> None:
    school, _, found = make_mixed_school(stage, mailbox)
    client = sign_in(PageClient(), found["Amy"])

    for path in ("/campaign/", "/campaign/missing.csv", f"/campaign/people/{found['Ben'].public_id}/", "/team/"):
        assert client.get(path).status_code == 404
    for path in ("/campaign/start/", "/campaign/stop/"):
        assert client.post(path).status_code == 404
    office = make_person(school, "Otto", "Lund")
    put_in_post(office, "business-manager")
    client = sign_in(PageClient(), office)
    assert client.get("/campaign/").status_code == 200
    assert client.post("/campaign/stop/").status_code == 404


def test_it_is_started_and_stopped_by_the_page_and_the_ledger_knows(stage: Stage) -> None:
    school, head = make.make_headed_school()
    make.make_edition(school, head)
    client = sign_in(PageClient(), head)

    assert "Start asking" in text_of(client, "/campaign/")
    client.post("/campaign/start/")
    client.post("/campaign/start/")
    assert Campaign.objects.count() == 1
    client.post("/campaign/stop/")

    kinds = Entry.objects.filter(kind__startswith="campaign.").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["campaign.started", "campaign.stopped"]
    assert Campaign.objects.get().stopped_by == head


def test_a_line_manager_sees_their_own_team_and_no_reasons(stage: Stage, mailbox: Mailbox) -> None:
    _, head, found = make_mixed_school(stage, mailbox)
    manager = found["Finn"]
    for name in ("Amy", "Dan"):
        people.choose_line_manager(found[name], manager, by=head, at=timezone.now())
    text = text_of(sign_in(PageClient(), manager), "/team/")

    assert "2 people in your team have something to sign" in text
    assert "Dan" in text
    assert "Ben" not in text
    assert "Declined" not in text


def test_the_export_holds_no_formula_and_everybody_page_by_page(stage: Stage) -> None:
    school, head, _ = make_asking_school()
    for number in range(60):
        make_person(school, "=cmd()", f"Vale {number:02}")
    client = sign_in(PageClient(), head)

    rows = rows_of(client)
    assert len(rows) == 60
    assert {row["forename"] for row in rows} == {"'=cmd()"}
    first = client.get("/campaign/")
    last = first.context["listed"][-1].person
    assert [each.person.surname for each in first.context["listed"]] == [f"Vale {n:02}" for n in range(50)]
    second = client.get(f"/campaign/?after={last.public_id}")
    assert [each.person.surname for each in second.context["listed"]] == [f"Vale {n:02}" for n in range(50, 60)]
    assert client.get("/campaign/?after=nonsense").status_code == 200


def test_what_was_opened_is_seen(stage: Stage, mailbox: Mailbox) -> None:
    _, head, found = make_mixed_school(stage, mailbox)
    link = next(word for word in mailbox.text(0).split() if "/i/" in word)
    PageClient().get(link.removeprefix("http://testserver"))
    remind_due(timezone.now())

    [amy] = [row for row in rows_of(sign_in(PageClient(), head)) if row["forename"] == "Amy"]
    assert amy["why"] == "opened"
    assert found["Amy"].pk
