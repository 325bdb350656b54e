"""Taking in the people of a file that somebody has looked over."""

import datetime

from django.db import transaction

from countersign.ledger.actions import record
from countersign.ledger.events import Event
from countersign.people.events import PersonAdded, RoleStarted
from countersign.people.importing import Line, Plan
from countersign.people.models import Person, Role
from countersign.people.permissions import can_manage_people
from countersign.refusals import Refused, require
from countersign.schools.models import School
from countersign.words import later as _

AT_ONCE = 500  # entries written by one statement


class NobodyNew(Refused):
    """A file whose people are all here."""

    message = _("There is nobody in this file to add: everybody readable is here already.")


@transaction.atomic
def import_people(school: School, plan: Plan, *, by: Person, at: datetime.datetime) -> list[Person]:
    """Add the new people of a file and the new roles of those who are here; return the people it is about."""
    require(can_manage_people(by, school))
    if not plan.count:
        raise NobodyNew
    School.objects.select_for_update().get(pk=school.pk)  # two imports of one file wait for each other
    added = Person.objects.bulk_create(
        [
            Person(
                school=school,
                forename=line.forename,
                surname=line.surname,
                email=line.email,
                staff_id=line.staff_id,
                made_at=at,
            )
            for line in plan.new
        ],
        batch_size=AT_ONCE,
    )
    of_line = {line.number: person for line, person in zip(plan.new, added, strict=True)}
    starting = list(zip(plan.new, added, strict=True))
    starting += [(line, of if isinstance(of, Person) else of_line[of.number]) for line, of in plan.roles]
    Role.objects.bulk_create([_role(line, person) for line, person in starting], batch_size=AT_ONCE)
    events: list[Event] = [
        PersonAdded(subject=person.reference, name=person.name, email=person.email, is_administrator=False)
        for person in added
    ]
    events += [
        RoleStarted(
            subject=person.reference,
            role=line.kind,
            job_title=line.job_title,
            from_date=line.from_date,
            to_date=line.to_date,
        )
        for line, person in starting
    ]
    for start in range(0, len(events), AT_ONCE):
        record(*events[start : start + AT_ONCE], school=school, by=by, at=at)
    return list({person.pk: person for _, person in starting}.values())


def _role(line: Line, person: Person) -> Role:
    return Role(person=person, kind=line.kind, job_title=line.job_title, from_date=line.from_date, to_date=line.to_date)
