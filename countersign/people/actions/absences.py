"""When somebody is away, and who is told when they sign nothing: what reminders go by."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from countersign.ledger.actions import record
from countersign.people.actions.persons import EndsBeforeItStarts
from countersign.people.events import AbsenceRemoved, AbsenceSet, LineManagerChosen
from countersign.people.models import Absence, Person
from countersign.people.permissions import can_manage_people, can_mark_away
from countersign.refusals import Refused, require
from countersign.words import later as _


class AwayAlready(Refused):
    """Two absences at once."""

    message = _("This person is away on some of these days already. Correct those days instead.")


class OwnLineManager(Refused):
    """Somebody as their own line manager."""

    message = _("Nobody is their own line manager. Choose somebody else, or leave it to the headteacher.")


class AnotherSchoolsPerson(Refused):
    """A line manager from another school."""

    message = _("Choose somebody of the same school.")


@transaction.atomic
def mark_away(
    person: Person,
    *,
    from_date: datetime.date,
    to_date: datetime.date | None,
    instead_of: Absence | None = None,
    by: Person,
    at: datetime.datetime,
) -> Absence:
    """Say from when to when somebody is away, or correct it."""
    person = Person.objects.select_for_update(of=("self",)).select_related("school").get(pk=person.pk)
    require(can_mark_away(by, person.school, timezone.localdate(at)))
    if to_date and to_date < from_date:
        raise EndsBeforeItStarts
    absence = Absence.objects.get(pk=instead_of.pk, person=person) if instead_of else Absence(person=person)
    others = Absence.objects.filter(Q(to_date=None) | Q(to_date__gte=from_date), person=person)
    if to_date:
        others = others.filter(from_date__lte=to_date)
    if others.exclude(pk=absence.pk or 0).exists():
        raise AwayAlready
    was = absence.from_date if instead_of else None
    absence.from_date, absence.to_date = from_date, to_date
    absence.save()
    event = AbsenceSet(subject=person.reference, from_date=from_date, to_date=to_date, instead_of=was)
    record(event, school=person.school, by=by, at=at)
    return absence


@transaction.atomic
def remove_absence(absence: Absence, *, by: Person, at: datetime.datetime) -> None:
    """Take back that somebody is away."""
    absence = Absence.objects.select_for_update(of=("self",)).select_related("person__school").get(pk=absence.pk)
    person = absence.person
    require(can_mark_away(by, person.school, timezone.localdate(at)))
    event = AbsenceRemoved(subject=person.reference, from_date=absence.from_date, to_date=absence.to_date)
    absence.delete()
    record(event, school=person.school, by=by, at=at)


@transaction.atomic
def choose_line_manager(person: Person, line_manager: Person | None, *, by: Person, at: datetime.datetime) -> Person:
    """Say who is told when somebody signs nothing; nobody in particular is the headteacher."""
    person = Person.objects.select_for_update(of=("self",)).select_related("school").get(pk=person.pk)
    require(can_manage_people(by, person.school))
    if line_manager == person:
        raise OwnLineManager
    if line_manager and line_manager.school_id != person.school_id:
        raise AnotherSchoolsPerson
    if person.line_manager_id == (line_manager.pk if line_manager else None):
        return person
    person.line_manager = line_manager
    person.save(update_fields=["line_manager"])
    event = LineManagerChosen(subject=person.reference, line_manager=line_manager.reference if line_manager else None)
    record(event, school=person.school, by=by, at=at)
    return person
