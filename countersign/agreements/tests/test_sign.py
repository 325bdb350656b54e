"""Signing: what is kept, and what is refused."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from countersign.agreements import actions
from countersign.agreements.gate import may_pass
from countersign.agreements.latest import rebuild_latest
from countersign.agreements.models import Agreement, Latest, Status
from countersign.agreements.presenting import PageTooOld, Shown, note_opened, note_seen, shown_from
from countersign.agreements.tests import factories as make
from countersign.agreements.tests.reading import make_linked
from countersign.ledger.actions import read_content
from countersign.ledger.models import Entry
from countersign.policies.actions import new_draft, withdraw
from countersign.policies.models import LinkedPolicy, Part
from countersign.policies.tests.factories import make_draft, publish

pytestmark = pytest.mark.django_db


def test_a_signature_keeps_the_exact_bytes_that_were_shown() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    agreement = make.sign(make.make_signer(school), edition)

    shown = read_content(agreement.shown_sha256).decode()

    assert "I keep my password to myself." in shown
    assert agreement.status is Status.SIGNED


def test_two_people_of_one_role_are_shown_the_same_bytes_kept_once() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    first = make.sign(make.make_signer(school, "Nadia"), edition)
    second = make.sign(make.make_signer(school, "Omar"), edition)

    assert first.shown_sha256 == second.shown_sha256


def test_a_clause_for_others_is_folded_away_and_not_shown_as_binding() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    shown = read_content(make.sign(make.make_signer(school), edition).shown_sha256).decode()

    assert "1 clause does not bind you" in shown


def test_what_somebody_signed_as_is_kept_in_english_whatever_language_they_read() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    signer = make.make_signer(school, kind="staff-teaching")
    signer.roles.update(job_title="")

    with override("cy"):
        agreement = make.sign(signer, edition)

    assert agreement.signed_as == "Teaching staff"


def test_the_ledger_holds_the_signature_with_its_sentence_and_without_the_name_in_clear() -> None:
    school, head = make.make_headed_school()
    agreement = make.sign(make.make_signer(school), make.make_edition(school, head), name="Nadia Kow")

    entry = Entry.objects.get(kind="agreement.signed", subject=agreement.reference)

    assert entry.fields["sentence"] == agreement.sentence
    assert "Nadia" not in entry.data
    assert entry.personal["name"] == "Nadia Kow"


def test_pressing_sign_twice_makes_one_signature() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    person = make.make_signer(school)
    shown = make.look_at(person, edition)
    signing = actions.Signing(name="Nadia Kow")
    first = actions.sign(person, edition, signing, shown=shown, identity=make.BY_TICKET)

    with pytest.raises(actions.AlreadySigned) as twice:
        actions.sign(person, edition, signing, shown=shown, identity=make.BY_TICKET)

    assert twice.value.agreement == first
    assert Agreement.objects.signed().count() == 1


def test_an_old_tab_cannot_sign_again_after_the_countersignature() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    person = make.make_signer(school)
    shown = make.look_at(person, edition)
    signing = actions.Signing(name="Nadia Kow")
    first = actions.sign(person, edition, signing, shown=shown, identity=make.BY_TICKET)
    make.countersign(first, head)

    with pytest.raises(actions.AlreadySigned):
        actions.sign(person, edition, signing, shown=shown, identity=make.BY_TICKET)


def test_nobody_signs_what_does_not_bind_them() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    visitor = make.make_signer(school, kind="visitors")

    with pytest.raises(actions.NotForYou):
        make.sign(visitor, edition)


def test_nobody_signs_for_another_school() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    other, _ = make.make_headed_school("Lowmoor Academy")

    with pytest.raises(actions.NotForYou):
        make.sign(make.make_signer(other), edition)


def test_an_edition_replaced_while_somebody_reads_is_not_signed() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    person = make.make_signer(school)
    shown = make.look_at(person, edition)
    today = timezone.localdate()
    publish(
        new_draft(edition.policy, by=head), head, effective_date=today, review_date=today + datetime.timedelta(days=300)
    )

    with pytest.raises(actions.EditionReplaced):
        actions.sign(person, edition, actions.Signing(name="Nadia"), shown=shown, identity=make.BY_TICKET)


def test_a_withdrawn_policy_is_not_signed() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    person = make.make_signer(school)
    shown = make.look_at(person, edition)
    withdraw(edition.policy, reason="Replaced by another.", by=head)
    edition.policy.refresh_from_db()

    with pytest.raises(actions.EditionReplaced):
        actions.sign(person, edition, actions.Signing(name="Nadia"), shown=shown, identity=make.BY_TICKET)


def test_what_was_shown_cannot_be_claimed_for_somebody_else() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    one, other = make.make_signer(school), make.make_signer(school, "Omar")
    token = make.look_at(one, edition).token(one, edition)

    assert isinstance(shown_from(token, one, edition), Shown)
    with pytest.raises(PageTooOld):
        shown_from(token, other, edition)
    with pytest.raises(PageTooOld):
        shown_from(token[:-2] + "xx", one, edition)


def test_sections_seen_and_policies_opened_are_part_of_the_record() -> None:
    school, head = make.make_headed_school()
    linked = make_linked(school)
    draft = make_draft(school, by=head)
    LinkedPolicy.objects.create(edition=draft, policy=linked, named="Behaviour Policy", position=1)
    edition = publish(draft, head, effective_date=timezone.localdate())
    person = make.make_signer(school)
    make.look_at(person, edition)
    section = Part.objects.get(edition=edition, kind=Part.Kind.SECTION)
    note_seen(person, edition, part_keys=[str(section.key)], seconds=0, at=timezone.now())
    note_opened(person, edition, linked, at=timezone.now())

    agreement = make.sign(person, edition)

    assert list(agreement.reading["sections_seen"]) == [section.text]
    assert list(agreement.reading["linked_opened"]) == ["Behaviour Policy"]


def test_nobody_claims_to_have_read_longer_than_the_page_was_open() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    person = make.make_signer(school)
    make.look_at(person, edition)

    note_seen(person, edition, part_keys=[], seconds=3600, at=timezone.now())

    assert person.readings.get().seconds_visible <= 2


def test_who_declined_may_still_sign() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    person = make.make_signer(school)
    declined = actions.decline(person, edition, reason="Not yet.", identity=make.BY_TICKET)

    signed = make.sign(person, edition)

    assert (declined.status, signed.status) == (Status.DECLINED, Status.SIGNED)


def test_a_permission_outside_the_catalogue_is_refused_and_nothing_is_signed() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)

    with pytest.raises(actions.PermissionNotOffered):
        make.sign(make.make_signer(school), edition, permissions={"root": "to be root"})

    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    "name", ["Siobhán O'Brien, (Jr) *", "محمد بن سلمان", "Z" * 200, "Ǎ̈̃n̈ṇa", "Robert'); DROP TABLE agreements;--", "李"]
)
def test_any_name_signs(name: str) -> None:
    school, head = make.make_headed_school()
    agreement = make.sign(make.make_signer(school), make.make_edition(school, head), name=name)

    agreement.refresh_from_db()

    assert agreement.signed_name == name


def test_the_projection_of_newest_signatures_is_what_a_rebuild_makes() -> None:
    agreement = make.make_agreement(Status.IN_FORCE)
    make.sign(agreement.person, agreement.edition)
    before = list(Latest.objects.order_by("person", "policy").values("person", "policy", "edition_number", "signed_at"))

    rebuild_latest(agreement.school)

    after = list(Latest.objects.order_by("person", "policy").values("person", "policy", "edition_number", "signed_at"))
    assert before == after


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="threads share an in-memory SQLite database")
def test_many_presses_at_the_same_instant_make_one_signature() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    person = make.make_signer(school)
    shown = make.look_at(person, edition)

    def press(_: int) -> str:
        try:
            actions.sign(person, edition, actions.Signing(name="N"), shown=shown, identity=make.BY_TICKET)
            return "signed"
        except actions.AlreadySigned:
            return "already"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(press, range(16)))

    assert answers.count("signed") == 1
    assert Agreement.objects.signed().count() == 1


def test_whoever_waits_for_the_countersignature_of_an_older_edition_can_sign_the_newer_one() -> None:
    school, head = make.make_headed_school()
    first = make.make_edition(school, head)
    person = make.make_signer(school)
    waiting = make.sign(person, first)
    second = publish(new_draft(first.policy, by=head), head, effective_date=timezone.localdate())

    newer = make.sign(person, second)

    waiting.refresh_from_db()
    assert (waiting.status, newer.status) == (Status.ENDED, Status.SIGNED)
    assert Entry.objects.filter(subject=waiting.reference, kind="agreement.ended").exists()
    assert may_pass(person, timezone.localdate())
