"""Many at once: on PostgreSQL schools do not wait for each other, and nobody loses a place in a chain."""

import threading

import pytest
from django.db import connection, transaction

from countersign.ledger import actions
from countersign.ledger.checking import verify
from countersign.ledger.checkpoints import checkpoint
from countersign.ledger.models import Checkpoint, Entry

from .factories import NOON, LessonEnded, School, make_school, sign

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only true on PostgreSQL")


def in_threads(*work: "threading.Thread") -> None:
    for each in work:
        each.start()
    for each in work:
        each.join(60)


def test_twenty_hands_sign_in_two_schools_and_the_worker_checkpoints() -> None:
    schools = [make_school(), make_school()]

    def hand(number: int) -> None:
        for _ in range(10):
            sign(schools[number % 2], f"Person {number}")
        connection.close()

    def worker() -> None:
        for _ in range(10):
            checkpoint(NOON)
        connection.close()

    hands = [threading.Thread(target=hand, args=[number]) for number in range(20)]
    in_threads(*hands, *[threading.Thread(target=worker) for _ in range(2)])
    checkpoint(NOON)

    assert Entry.objects.count() == 200
    assert verify() == []
    assert sum(Checkpoint.objects.values_list("entries_count", flat=True)) == 200


def test_one_school_does_not_wait_for_another() -> None:
    one, two = make_school(), make_school()
    done = threading.Event()

    def other() -> None:
        sign(two)
        done.set()
        connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        actions.record(LessonEnded("class:3", 1, None), school=one, by=None, at=NOON)
        thread.start()
        assert done.wait(10), "the other school waited"
    thread.join(10)


def test_two_of_one_school_take_turns() -> None:
    school = make_school()
    done = threading.Event()

    def other(school: School) -> None:
        sign(school)
        done.set()
        connection.close()

    thread = threading.Thread(target=other, args=[school])
    with transaction.atomic():
        actions.record(LessonEnded("class:3", 1, None), school=school, by=None, at=NOON)
        thread.start()
        assert not done.wait(0.3)
    thread.join(10)
    assert verify() == []
