"""Row: "may this person pass?", beside two packages that ask the same, in turn and in one run."""

import json
import subprocess
import sys
from importlib.util import find_spec

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from countersign.agreements.gate import may_pass
from countersign.bench import crowd
from countersign.bench.figures import Figure, report
from countersign.bench.timing import least_each
from countersign.people.models import Person
from countersign.policies.tests.factories import make_school

PEOPLE, POLICIES = 200, 5
BARS = {"termsandconditions": 100, "tos": 20}


def main(*, is_quick: bool) -> None:
    """Ask for everybody, then let the peers ask for everybody, and so on; keep the least of each."""
    school = make_school()
    people = crowd.make_people(school, PEOPLE)
    crowd.make_policies([school], POLICIES, edition_number=1)
    crowd.run("UPDATE policies_policy SET min_edition = 1")
    crowd.make_signatures(1)
    crowd.run(
        "INSERT INTO agreements_latest (person_id, policy_id, school_id, edition_number, signed_at)"
        " SELECT p.id, q.id, q.school_id, 1, %s FROM people_person p, policies_policy q WHERE 1 = 1"
        " ON CONFLICT DO NOTHING",
        connection.ops.adapt_datetimefield_value(timezone.now()),
    )
    crowd.run("UPDATE agreements_latest SET edition_number = 1")
    everybody = list(Person.objects.filter(pk__in=people).select_related("school"))
    today = timezone.localdate()

    def ask_everybody() -> None:
        for person in everybody:
            if not may_pass(person, today):
                raise AssertionError("Everybody has signed everything.")

    with CaptureQueriesContext(connection) as queries:
        ask_everybody()
    asked = len(queries) / PEOPLE
    ours, peers = [], []
    for _ in range(1 if is_quick else 5):
        ours.append(least_each(ask_everybody, 1, rounds=5) * 1e6 / PEOPLE)
        peers.append(ask_peers(rounds=1 if is_quick else 3))
    best = min(ours)
    figures = [
        Figure(
            "gate",
            f"may this person pass? {POLICIES} policies, {PEOPLE} people",
            best,
            "us",
            25,
            note="in process, a database in memory, the least of several rounds",
        ),
        Figure("gate", "queries it takes", asked, "query", 1),
    ]
    for name, bar in BARS.items():
        found = [each[name] for each in peers if name in each]
        if not found:
            figures.append(
                Figure(
                    "gate",
                    f"times quicker than django-{name}",
                    None,
                    "times",
                    bar,
                    is_at_least=True,
                    note=f"django-{name} is not installed",
                )
            )
            continue
        theirs, statements = min(found)
        figures.append(
            Figure(
                "gate",
                f"times quicker than django-{name}",
                theirs / best,
                "times",
                bar,
                is_at_least=True,
                note=f"{theirs:,.0f} us and {statements:g} queries in the same run",
            )
        )
    report(*figures)


def ask_peers(rounds: int) -> dict[str, list[float]]:
    """Return what the peers took, in a process of their own, or nothing where they are not installed."""
    if find_spec("termsandconditions") is None or find_spec("tos") is None:
        return {}
    child = subprocess.run(
        [sys.executable, "-m", "countersign.bench.peers", str(rounds)], check=True, capture_output=True, text=True
    )
    found: dict[str, list[float]] = json.loads(child.stdout)
    return found
