"""
May this person pass? One query, asked by whatever lets people in.

Plain SQL on purpose: through the ORM the same question takes forty times as long, and it is asked at every sign-in.
It agrees with `duties.duty` about every signature; a test holds the two together.
"""

import datetime

from django.db import connection
from django.utils import timezone

from countersign.agreements.duties import oldest_valid_signing
from countersign.agreements.rules import rule_of
from countersign.people.models import Person
from countersign.schools.models import School

# What still asks for this person's signature: policies whose audience meets a role held today, without a signature
# that is young enough and of an edition that counts (an older one counts until the newer is due).
UNSIGNED = """
SELECT q.id FROM policies_policy q
WHERE q.school_id = %s AND q.is_signed AND q.min_edition > 0 AND q.withdrawn_at IS NULL
AND EXISTS (SELECT 1 FROM people_role r JOIN policies_policyaudience a ON a.policy_id = q.id AND a.kind = r.kind
  WHERE r.person_id = %s AND r.from_date <= %s AND (r.to_date IS NULL OR r.to_date >= %s))
AND NOT EXISTS (SELECT 1 FROM agreements_latest l WHERE l.person_id = %s AND l.policy_id = q.id
  AND l.signed_at >= %s AND (l.edition_number >= q.min_edition OR q.min_edition_due_date >= %s))
"""


def earliest_moment(school: School, today: datetime.date) -> datetime.datetime:
    """Return the first moment of the oldest day of signing that still counts today."""
    day = oldest_valid_signing(today, rule_of(school))
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def unsigned(person_pk: int, school_pk: int, earliest: datetime.datetime, today: datetime.date) -> list[int]:
    """Return the keys of the policies that still ask for a person's signature."""
    signed_since = connection.ops.adapt_datetimefield_value(earliest)
    with connection.cursor() as cursor:
        cursor.execute(UNSIGNED, [school_pk, person_pk, today, today, person_pk, signed_since, today])
        return [row[0] for row in cursor.fetchall()]


def may_pass(person: Person, today: datetime.date) -> bool:
    """Return whether nothing asks for this person's signature today."""
    return not unsigned(person.pk, person.school_id, earliest_moment(person.school, today), today)
