"""
May this person pass? One query, asked by whatever lets people in.

Plain SQL on purpose: through the ORM the same question takes forty times as long, and it is asked at every sign-in.
It agrees with `duties.duty` about every signature; a test holds the two together.
"""

import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils import timezone

from countersign.agreements.duties import Rule, oldest_valid_signing
from countersign.agreements.rules import rule_of
from countersign.people.models import Person

# What still asks for this person's signature: policies whose audience meets a role held today, without a signature
# that is young enough and of an edition that counts (an older one counts until the newer is due). CROSS JOIN keeps
# SQLite to this order: a person has a role or two, a school some policies, and each is looked up by its key. A kind of
# people that was only told of an edition has a minimum of its own; of several roles each must be satisfied.
UNSIGNED = """
SELECT q.id FROM people_role r CROSS JOIN policies_policy q CROSS JOIN policies_policyaudience a
WHERE r.person_id = %s AND r.from_date <= %s AND (r.to_date IS NULL OR r.to_date >= %s)
AND q.school_id = %s AND q.is_signed AND q.min_edition > 0 AND q.withdrawn_at IS NULL
AND a.policy_id = q.id AND a.kind = r.kind
AND NOT EXISTS (SELECT 1 FROM agreements_latest l WHERE l.person_id = r.person_id AND l.policy_id = q.id
  AND l.signed_at >= %s AND (l.edition_number >= COALESCE(a.min_edition, q.min_edition)
    OR COALESCE(a.min_edition_due_date, q.min_edition_due_date) >= %s))
"""


def first_moment_valid(rule: Rule, day: datetime.date) -> datetime.datetime:
    """Return the first moment of the oldest day of signing that still counts on a day."""
    oldest = oldest_valid_signing(day, rule)
    return timezone.make_aware(datetime.datetime.combine(oldest, datetime.time.min))


@lru_cache(maxsize=1024)
def signed_since(rule: Rule, day: datetime.date, vendor: str) -> Any:
    """Return that moment as a kind of database compares with it: the same for everybody all day."""
    del vendor  # one form for each kind of database
    return connection.ops.adapt_datetimefield_value(first_moment_valid(rule, day))


def unsigned(person: Person, today: datetime.date) -> list[int]:
    """Return the keys of the policies that still ask for a person's signature."""
    since = signed_since(rule_of(person.school), today, connection.vendor)
    day = today.isoformat()
    with connection.cursor() as cursor:
        cursor.execute(UNSIGNED, (person.pk, day, day, person.school_id, since, day))
        return list({row[0]: None for row in cursor.fetchall()})


def may_pass(person: Person, today: datetime.date) -> bool:
    """Return whether nothing asks for this person's signature today."""
    return not unsigned(person, today)
