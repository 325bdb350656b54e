"""A whole trust's worth of people, made by SQL in one go: people with roles, policies, and their newest signatures."""

import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from countersign.people.models import Person
from countersign.policies.models import Policy, PolicyAudience
from countersign.policies.tests.factories import make_school
from countersign.schools.models import School

NUMBERS = "WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < %s)"
UUID_OF = {"sqlite": "printf('%%032x', i)", "postgresql": "CAST(lpad(to_hex(i), 32, '0') AS uuid)"}
SIGNED_TO_DATE, SIGNED_AN_EARLIER_ONE = 90, 95  # of each hundred people; the others have never signed


def run(statement: str, *values: Any) -> None:
    """Run one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def make_people(school: School, count: int) -> range:
    """Give a school this many members of staff, and return their keys."""
    first = (Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    columns = "id, public_id, school_id, forename, surname, printed_name, email, staff_id, language, is_administrator"
    values = f"%s + i, {UUID_OF[connection.vendor]}, %s, 'Number', CAST(i AS varchar(20)), '', '', '', '', FALSE"
    run(
        f"INSERT INTO people_person ({columns}, demonstration_note, made_at)"  # noqa: S608  nothing comes from outside
        f" {NUMBERS} SELECT {values}, '', %s FROM number",
        count,
        first - 1,
        school.pk,
        connection.ops.adapt_datetimefield_value(timezone.now()),
    )
    run(
        "INSERT INTO people_role (person_id, kind, job_title, from_date)"
        " SELECT id, 'staff', '', %s FROM people_person WHERE id >= %s",
        datetime.date(2020, 9, 1),
        first,
    )
    follow_keys("people_person", "people_role")
    return range(first, first + count)


def look_over() -> None:
    """Let the database learn what its tables hold, as it does by itself within the day."""
    run("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def follow_keys(*tables: str) -> None:
    """Let PostgreSQL go on counting after the keys that were given; SQLite does so by itself."""
    if connection.vendor == "postgresql":
        for table in tables:
            run(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")  # noqa: S608


@transaction.atomic
def spread(people: range, count: int) -> list[School]:
    """Move these people into so many new schools, each a stretch of them as a roster brings them."""
    schools = [make_school(f"School {number}") for number in range(count)]
    size = len(people) // count
    for place, school in enumerate(schools):
        first = people.start + place * size
        run("UPDATE people_person SET school_id = %s WHERE id >= %s AND id < %s", school.pk, first, first + size)
    return schools


@transaction.atomic
def make_policies(schools: list[School], count: int, *, edition_number: int = 3) -> None:
    """Give each school so many policies for all its staff, whose newest edition everybody had to sign."""
    now = timezone.now()
    policies = Policy.objects.bulk_create(
        Policy(
            school=school,
            title=f"Policy {number}",
            made_at=now,
            min_edition=edition_number,
            min_edition_due_date=now.date() + datetime.timedelta(days=7),
        )
        for school in schools
        for number in range(count)
    )
    PolicyAudience.objects.bulk_create(
        PolicyAudience(policy=policy, kind=kind)
        for policy in policies
        for kind in ("staff", "governors", "staff-teaching", "staff-supply")
    )


@transaction.atomic
def make_signatures(edition_number: int = 3) -> None:
    """Let most people have signed each policy of their school, some an earlier edition, and some nothing."""
    if connection.vendor == "postgresql":
        run("SET LOCAL session_replication_role = replica")  # the keys of millions of rows made here are not looked up
    run(
        "INSERT INTO agreements_latest (person_id, policy_id, school_id, edition_number, signed_at)"
        " SELECT p.id, q.id, p.school_id, CASE WHEN p.id %% 100 < %s THEN %s ELSE %s END, %s"
        " FROM people_person p JOIN policies_policy q ON q.school_id = p.school_id WHERE p.id %% 100 < %s"
        " ORDER BY p.id, q.id",
        SIGNED_TO_DATE,
        edition_number,
        edition_number - 1,
        connection.ops.adapt_datetimefield_value(timezone.now() - datetime.timedelta(days=30)),
        SIGNED_AN_EARLIER_ONE,
    )
