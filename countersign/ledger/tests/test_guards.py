"""The database itself refuses to change what is kept."""

import pytest
from django.db import IntegrityError, connection, transaction

from countersign.ledger.actions import keep
from countersign.ledger.checkpoints import checkpoint
from countersign.ledger.timestamps import keep_token

from .factories import NOON, make_school, sign

pytestmark = pytest.mark.django_db

REFUSED = [
    "UPDATE ledger_chain SET name = 'x'",
    "UPDATE ledger_entry SET kind = 'x'",
    "DELETE FROM ledger_entry",
    "UPDATE ledger_personalvalue SET value = 'x'",
    "UPDATE ledger_content SET media_type = 'x'",
    "DELETE FROM ledger_content WHERE NOT is_personal",
    "UPDATE ledger_checkpoint SET entries_count = 9",
    "DELETE FROM ledger_checkpoint",
    "UPDATE ledger_batch SET last = 9",
    "DELETE FROM ledger_batch",
    "UPDATE ledger_timestamp SET authority = 'x'",
    "DELETE FROM ledger_timestamp",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_past_cannot_be_changed(statement: str) -> None:
    sign(make_school())
    made = checkpoint(NOON)
    assert made
    keep_token(made, "https://time.example", b"x", NOON)

    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_content_about_a_person_can_be_erased_only() -> None:
    keep(b"a drawn signature", "image/png", is_personal=True)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_content")
        assert cursor.rowcount == 1
