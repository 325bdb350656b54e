"""The projection of newest signatures: written with each signature, rebuilt at will, never a status."""

from django.db import connection, transaction
from django.db.models import QuerySet

from countersign.agreements.models import Agreement, Latest
from countersign.schools.models import School

# Plain SQL, because every signature waits for it.
NOTE = """
INSERT INTO agreements_latest (person_id, policy_id, school_id, edition_number, signed_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (person_id, policy_id) DO UPDATE
SET edition_number = EXCLUDED.edition_number, signed_at = EXCLUDED.signed_at
"""


def note_latest(agreement: Agreement) -> None:
    """Note a signature that was just made as the newest of its person under its policy."""
    signed_at = connection.ops.adapt_datetimefield_value(agreement.signed_at)
    number = agreement.edition.number or 0
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [agreement.person_id, agreement.policy_id, agreement.school_id, number, signed_at])


def forget_latest(agreement: Agreement) -> None:
    """Go back to the signature before one that was returned or refused."""
    before = _counted(Agreement.objects.filter(person=agreement.person_id, policy=agreement.policy_id)).last()
    if before:
        note_latest(before)
    else:
        Latest.objects.filter(person=agreement.person_id, policy=agreement.policy_id).delete()


@transaction.atomic
def rebuild_latest(school: School) -> None:
    """Make a school's projection anew from its agreements."""
    Latest.objects.filter(school=school).delete()
    newest = {
        (each.person_id, each.policy_id): _row(each) for each in _counted(Agreement.objects.filter(school=school))
    }
    Latest.objects.bulk_create(newest.values(), batch_size=1000)


def _counted(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Keep the signatures that the school has not given back, the oldest first."""
    return (
        agreements.filter(signed_at__isnull=False, returned_at=None, refused_at=None)
        .select_related("edition")
        .order_by("signed_at", "pk")
    )


def _row(agreement: Agreement) -> Latest:
    assert agreement.signed_at is not None  # noqa: S101  only signatures are noted
    return Latest(
        person_id=agreement.person_id,
        policy_id=agreement.policy_id,
        school_id=agreement.school_id,
        edition_number=agreement.edition.number or 0,
        signed_at=agreement.signed_at,
    )
