"""
How far a school has come with each of its policies, and who is due: counted by the database from `latest`.

Plain SQL on purpose, as in `gate`: thousands of people are counted while somebody opens a page. The database hands over
whole groups of people and sets do the rest. It agrees with `overview.standings` about everybody; a test holds the two
together.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import connection

from countersign.agreements.duties import State
from countersign.agreements.gate import signed_since
from countersign.agreements.rules import rule_of
from countersign.schools.days import DAY
from countersign.schools.models import School

LEVELS = list(State)  # from nothing to do to past the grace: of several, the later one counts

POLICIES = """
SELECT q.id, a.kind, COALESCE(a.min_edition, q.min_edition), COALESCE(a.min_edition_due_date, q.min_edition_due_date)
FROM policies_policy q JOIN policies_policyaudience a ON a.policy_id = q.id
WHERE q.school_id = %s AND q.is_signed AND q.min_edition > 0 AND q.withdrawn_at IS NULL ORDER BY q.id
"""
# Of a role that began so long ago that its time to sign is over anyway the day does not matter.
ROLES = """
SELECT r.kind, CASE WHEN r.from_date >= %s THEN r.from_date END AS since, {people}
FROM people_person p JOIN people_role r ON r.person_id = p.id
WHERE p.school_id = %s AND r.from_date <= %s AND (r.to_date IS NULL OR r.to_date >= %s)
GROUP BY r.kind, since
"""
# Nearly all signatures count for a while yet: they come in the order of the index, and only the others are sorted.
SIGNATURES = """
SELECT policy_id, edition_number, 0, {people} FROM agreements_latest
WHERE school_id = %s AND signed_at >= %s GROUP BY policy_id, edition_number
UNION ALL
SELECT policy_id, edition_number, CASE WHEN signed_at >= %s THEN 1 WHEN signed_at >= %s THEN 2 ELSE 3 END AS age,
  {people} FROM agreements_latest
WHERE school_id = %s AND signed_at < %s GROUP BY policy_id, edition_number, age
"""
TOGETHER = {"sqlite": "group_concat(person_id)", "postgresql": "array_agg(person_id)"}

# Whom something asks for a signature, in the order of a register: the first page, or the one after a person. What is
# asked of which kinds is put in, so that a person is looked up once: fewer signatures count than are asked for.
DUE = """
SELECT p.id FROM people_person p WHERE p.school_id = %s AND (p.surname, p.forename, p.id) > (%s, %s, %s)
AND EXISTS (SELECT 1 FROM people_role r WHERE r.person_id = p.id AND r.from_date <= %s
  AND (r.to_date IS NULL OR r.to_date >= %s) AND ({asked}))
ORDER BY p.surname, p.forename, p.id LIMIT %s
"""
ASKED = """r.kind IN ({kinds}) AND {number} > (SELECT count(*) FROM agreements_latest l WHERE l.person_id = p.id
  AND l.signed_at >= %s AND ({policies}))"""
MISSING = """
SELECT count(*) FROM people_person p WHERE p.school_id = %s
AND EXISTS (SELECT 1 FROM people_role r WHERE r.person_id = p.id AND r.from_date <= %s
  AND (r.to_date IS NULL OR r.to_date >= %s) AND ({asked}))
"""
# Of each kind of people how many there are, and of how many something is asked.
BY_KIND = """
SELECT r.kind, count(DISTINCT p.id), count(DISTINCT CASE WHEN {asked} THEN p.id END)
FROM people_person p JOIN people_role r ON r.person_id = p.id
WHERE p.school_id = %s AND r.from_date <= %s AND (r.to_date IS NULL OR r.to_date >= %s) AND r.kind IN ({kinds})
GROUP BY r.kind
"""
COUNTS = "l.policy_id = %s AND l.edition_number >= %s"


@dataclass(frozen=True)
class Progress:
    """How the people bound by one policy stand today."""

    policy: int
    people: dict[State, int]

    @property
    def bound(self) -> int:
        """How many people the policy binds."""
        return sum(self.people.values())


@dataclass(frozen=True)
class _Asking:
    """The kinds of people of whom a policy asks the same: most often all of them."""

    min_edition: int
    due_date: datetime.date
    kinds: set[str]


def progress(school: School, today: datetime.date) -> list[Progress]:
    """Return how the people of a school stand under each policy, in the order of its policies."""
    rule = rule_of(school)
    grace = datetime.timedelta(days=rule.grace_days)
    long_ago = rule.notice(today - grace)

    def level(last_day: datetime.date) -> int:
        return 1 if last_day >= today else 2 if last_day + grace >= today else 3

    by_role = {
        (kind, since): _people(together) for kind, since, together in _rows(ROLES, long_ago, school.pk, today, today)
    }
    days = (rule.last_day_asked(today) + DAY, today, today - grace)
    newest, this_year, within_grace = (signed_since(rule, day, connection.vendor) for day in days)
    asked_of_signatures = (school.pk, newest, this_year, within_grace, school.pk, newest)
    signatures = [
        (policy, edition, age, _people(together))
        for policy, edition, age, together in _rows(SIGNATURES, *asked_of_signatures)
    ]
    found = []
    for policy, askings in _policies(school, today):
        held = [
            (max(asking.due_date, rule.last_day(_day(since))) if since else asking.due_date, asking, people)
            for (kind, since), people in by_role.items()
            for asking in askings
            if kind in asking.kinds
        ]
        bound = [(asking, set().union(*(row[2] for row in held if row[1] is asking))) for asking in askings]
        left: set[Any] = set().union(*(people for _, people in bound))
        counts = [0] * len(LEVELS)
        for of_policy, edition, age, people in signatures:
            if of_policy == policy:
                asked = [
                    (max(age, 0 if edition >= asking.min_edition else level(asking.due_date)), theirs)
                    for asking, theirs in bound
                ]
                for late, theirs in sorted(asked, key=lambda row: -row[0]):  # of several roles the strictest counts
                    signed = people & left & theirs if len(bound) > 1 else people & left
                    counts[late] += len(signed)
                    left -= signed
        for last_day, _, people in sorted(held, key=lambda row: row[0]):  # whoever has not signed: the earliest day
            if left:
                counts[level(last_day)] += len(people & left)
                left -= people
        found.append(Progress(policy, dict(zip(LEVELS, counts, strict=True))))
    return found


def due(
    school: School, today: datetime.date, *, limit: int = 50, after: tuple[str, str, int] = ("", "", 0)
) -> list[int]:
    """Return the keys of those who must sign something, by name, from the one after (surname, forename, key)."""
    asked, values = _asked(school, today)
    if not asked:
        return []
    return [row[0] for row in _rows(DUE.format(asked=asked), school.pk, *after, today, today, *values, limit)]


def missing(school: School, today: datetime.date) -> int:
    """Return how many people must sign something."""
    asked, values = _asked(school, today)
    return int(_rows(MISSING.format(asked=asked), school.pk, today, today, *values)[0][0]) if asked else 0


def by_kind(school: School, today: datetime.date) -> dict[str, tuple[int, int]]:
    """Return of each kind of people who are asked anything how many there are, and how many must sign something."""
    asked, values = _asked(school, today)
    kinds = [kind for same in _kinds_asked_the_same(school, today).values() for kind in same]
    if not asked:
        return {}
    statement = BY_KIND.format(asked=asked, kinds=", ".join(["%s"] * len(kinds)))
    return {kind: (of, left) for kind, of, left in _rows(statement, *values, school.pk, today, today, *kinds)}


def _asked(school: School, today: datetime.date) -> tuple[str, list[Any]]:
    """Return the condition under which something is asked of whoever holds a role, with its values."""
    rule = rule_of(school)
    newest = signed_since(rule, rule.last_day_asked(today) + DAY, connection.vendor)
    asked: list[str] = []
    values: list[Any] = []
    for minimums, kinds in _kinds_asked_the_same(school, today).items():
        policies = " OR ".join([COUNTS] * len(minimums))
        asked.append(ASKED.format(kinds=", ".join(["%s"] * len(kinds)), number=len(minimums), policies=policies))
        values += [*kinds, newest, *chain.from_iterable(minimums)]
    return " OR ".join(asked), values


def _kinds_asked_the_same(school: School, today: datetime.date) -> dict[tuple[tuple[int, int], ...], list[str]]:
    """Return the kinds of people of whom the same is asked, by what that is: policies and their minimal editions."""
    of_kind: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for policy, askings in _policies(school, today):
        for asking in askings:
            for kind in sorted(asking.kinds):
                of_kind[kind].append((policy, asking.min_edition))
    found: defaultdict[tuple[tuple[int, int], ...], list[str]] = defaultdict(list)
    for kind, minimums in of_kind.items():
        found[tuple(minimums)].append(kind)
    return found


def _policies(school: School, today: datetime.date) -> Iterator[tuple[int, list[_Asking]]]:
    rows = _rows(POLICIES, school.pk)
    for key in dict.fromkeys(row[0] for row in rows):
        asking: defaultdict[tuple[int, datetime.date], set[str]] = defaultdict(set)
        for _, kind, min_edition, due_date in (row for row in rows if row[0] == key):
            asking[min_edition, today if due_date is None else _day(due_date)].add(kind)
        yield key, [_Asking(*minimum, kinds) for minimum, kinds in asking.items()]


def _people(together: str | list[int]) -> set[Any]:
    """Return a group of people that the database handed over as a whole."""
    return set(together.split(",") if isinstance(together, str) else together)


def _rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("{people}", TOGETHER[connection.vendor]), values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _day(value: datetime.date | str) -> datetime.date:
    # SQLite hands a day over as text.
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value
