"""What recording promises to the actions that call it."""

from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from countersign.ledger import actions
from countersign.ledger.checking import verify
from countersign.ledger.events import Event, Personal, kinds, reference
from countersign.ledger.models import Chain, Content, Entry, PersonalValue

from .factories import NOON, LessonEnded, LessonSigned, Somebody, end, make_school, sign

pytestmark = pytest.mark.django_db


def test_each_entry_follows_the_one_before() -> None:
    school = make_school()

    first, second = sign(school), end(school)

    assert (first.seq, second.seq) == (1, 2)
    assert second.prev_hash == first.hash
    assert verify() == []


def test_one_event_costs_four_statements() -> None:
    school = make_school()
    event = LessonSigned(subject="agreement:11", edition="4", name="Rosalind Achterberg")

    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        actions.record(event, school=school, by=Somebody(), at=NOON)

    assert len(queries) == 4


def test_several_events_are_recorded_together() -> None:
    school = make_school()
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        entries = actions.record(
            *[LessonEnded("class:3", n, "term") for n in range(30)], school=school, by=None, at=NOON
        )

    assert len(queries) == 3
    assert [each.seq for each in entries] == list(range(1, 31))
    assert verify() == []


def test_an_entry_says_what_happened() -> None:
    entry = Entry.objects.get(pk=sign(make_school(), "Zoë O’Brien (Jr) *").pk)

    assert entry.fields == {"edition": "4", "opened": ["Online Safety Policy"]}
    assert entry.personal == {"name": "Zoë O’Brien (Jr) *", "answers": '{"Date":"23/11/2026","Job title":"Teacher"}'}
    assert actions.read_content(entry.contents["shown"]) == b"<p>Clause 1</p>"
    assert "Brien" not in entry.data


def test_what_is_rolled_back_was_never_recorded() -> None:
    school = make_school()
    with transaction.atomic():
        sign(school)
        transaction.set_rollback(True)

    assert sign(school).seq == 1
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        actions.record(LessonEnded("class:3", 1, None), school=make_school(), by=None, at=NOON)


def test_a_school_that_has_no_chain_cannot_record() -> None:
    school = make_school()
    with pytest.raises(Chain.DoesNotExist), transaction.atomic():
        actions.record(LessonEnded("x", 1, None), school=type(school)(school.chain_id + 999), by=None, at=NOON)


def test_the_same_bytes_are_kept_once() -> None:
    page = b"<p>Clause 1</p>" * 1000

    assert actions.keep(page, "text/html") == actions.keep(page, "text/html")

    content = Content.objects.get()
    assert len(bytes(content.compressed)) < len(page) / 10
    with CaptureQueriesContext(connection) as queries:
        actions.keep(page, "text/html")
    assert len(queries) == 1


def test_erased_values_are_gone_and_the_chain_still_verifies() -> None:
    school = make_school()
    entry = sign(school)
    picture = actions.keep(b"a drawn signature", "image/png", is_personal=True)

    actions.erase_personal([entry], school=school, reason="Six years", by=None, at=NOON, contents=[picture])

    assert not PersonalValue.objects.exists()
    assert not Content.objects.filter(pk=picture).exists()
    assert verify() == []
    with pytest.raises(actions.NothingToErase):
        actions.erase_personal([entry], school=school, reason="Again", by=None, at=NOON)


def test_a_value_that_goes_without_an_erasure_is_found() -> None:
    school = make_school()
    entry = sign(school)
    PersonalValue.objects.filter(entry=entry, name="name").delete()

    assert [str(each) for each in verify()] == [
        "Alder Lane Primary School: The name of entry 1 is missing, and no entry says that it was erased."
    ]


def test_two_kinds_of_event_cannot_have_one_name() -> None:
    with pytest.raises(TypeError, match="are both events of kind"):

        @dataclass(frozen=True)
        class Other(Event):
            """Another."""

            kind = "test.ended"


def test_the_reference_says_what_each_event_keeps() -> None:
    drawn = reference([LessonSigned])

    assert "## `test.signed`\n\nA person signed something in a test.\n" in drawn
    assert "| name | personal, salted: text |" in drawn
    assert "| shown | content: text or nothing |" in drawn
    assert "| opened | list of text or nothing |" in drawn
    assert "test." not in reference()
    assert "test.signed" in kinds()


def test_an_event_may_leave_a_personal_value_out() -> None:
    @dataclass(frozen=True)
    class Asked(Event):
        """Somebody asked something."""

        kind = "test.asked"
        words: Personal | None

    school = make_school()
    with transaction.atomic():
        entry = actions.record(Asked("agreement:1", None), school=school, by=None, at=NOON)[0]

    assert entry.fields == {"words": None}
