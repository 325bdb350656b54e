"""Adding people, correcting their details, and what they are to the school from when to when."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from countersign.ledger.actions import record
from countersign.people.audiences import Audience
from countersign.people.events import PersonAdded, PersonCorrected, RoleEnded, RoleStarted
from countersign.people.models import Person, Role
from countersign.people.names import tidy
from countersign.people.permissions import can_manage_people
from countersign.refusals import Refused, require
from countersign.schools.models import School
from countersign.words import later as _


class NameMissing(Refused):
    """A person without a forename."""

    message = _("Enter a forename. Somebody with a single name has it as forename.")


class StaffIdTaken(Refused):
    """A staff ID that somebody else at the school has."""

    message = _("Somebody else at this school has this staff ID. Check it, or leave it empty.")


class EndsBeforeItStarts(Refused):
    """A role that would end before its first day."""

    message = _("The last day must be the first day or later.")


class RoleHeldAlready(Refused):
    """The same role, held already at that time."""

    message = _("This person has this role at that time already.")


class LastAdministrator(Refused):
    """Nobody would be left to look after the people."""

    message = _("This is the only administrator. Make somebody else an administrator first.")


@transaction.atomic
def add_person(
    school: School,
    *,
    forename: str,
    surname: str = "",
    email: str = "",
    staff_id: str = "",
    printed_name: str = "",
    is_administrator: bool = False,
    kind: str = "",
    job_title: str = "",
    from_date: datetime.date | None = None,
    to_date: datetime.date | None = None,
    by: Person | None,
    at: datetime.datetime,
) -> Person:
    """Add somebody, with a first role where `kind` says one. Nobody `by` stands for setting up the school."""
    require(by is None or can_manage_people(by, school))
    details = _checked(school, forename, surname, email, staff_id, printed_name)
    person = Person.objects.create(school=school, is_administrator=is_administrator, made_at=at, **details)
    events: list[Any] = [
        PersonAdded(subject=person.reference, name=person.name, email=person.email, is_administrator=is_administrator)
    ]
    if kind:
        events.append(_start_role(person, kind, job_title, from_date or timezone.localdate(at), to_date))
    record(*events, school=school, by=by, at=at)
    return person


@transaction.atomic
def correct_person(
    person: Person,
    *,
    forename: str,
    surname: str,
    email: str,
    staff_id: str,
    printed_name: str,
    is_administrator: bool | None = None,
    by: Person,
    at: datetime.datetime,
) -> Person:
    """Correct somebody's details; what they signed keeps the name they signed with."""
    person = Person.objects.select_for_update(of=("self",)).select_related("school").get(pk=person.pk)
    require(can_manage_people(by, person.school))
    details = _checked(person.school, forename, surname, email, staff_id, printed_name, but=person)
    if is_administrator is None:
        is_administrator = person.is_administrator
    if person.is_administrator and not is_administrator and not _has_other_administrator(person):
        raise LastAdministrator
    changed = {name for name, value in details.items() if getattr(person, name) != value}
    if not changed and person.is_administrator == is_administrator:
        return person
    for name, value in details.items():
        setattr(person, name, value)
    person.is_administrator = is_administrator
    person.save(update_fields=[*details, "is_administrator"])
    event = PersonCorrected(subject=person.reference, details=details, is_administrator=is_administrator)
    record(event, school=person.school, by=by, at=at)
    return person


@transaction.atomic
def add_role(
    person: Person,
    *,
    kind: str,
    job_title: str = "",
    from_date: datetime.date,
    to_date: datetime.date | None = None,
    by: Person | None,
    at: datetime.datetime,
) -> Role:
    """Make somebody something to the school from a day."""
    person = Person.objects.select_for_update(of=("self",)).select_related("school").get(pk=person.pk)
    require(by is None or can_manage_people(by, person.school))
    event = _start_role(person, kind, job_title, from_date, to_date)
    record(event, school=person.school, by=by, at=at)
    return Role.objects.filter(person=person).latest("pk")


@transaction.atomic
def end_role(role: Role, *, to_date: datetime.date, by: Person, at: datetime.datetime) -> Role:
    """Set the last day of a role, which is still held on that day."""
    role = Role.objects.select_for_update(of=("self",)).select_related("person__school").get(pk=role.pk)
    require(can_manage_people(by, role.person.school))
    if to_date < role.from_date:
        raise EndsBeforeItStarts
    if role.to_date == to_date:
        return role
    role.to_date = to_date
    role.save(update_fields=["to_date"])
    event = RoleEnded(subject=role.person.reference, role=role.kind, to_date=to_date)
    record(event, school=role.person.school, by=by, at=at)
    return role


def _checked(
    school: School,
    forename: str,
    surname: str,
    email: str,
    staff_id: str,
    printed_name: str,
    but: Person | None = None,
) -> dict[str, str]:
    details = {
        "forename": tidy(forename),
        "surname": tidy(surname),
        "email": tidy(email),
        "staff_id": tidy(staff_id),
        "printed_name": tidy(printed_name),
    }
    if not details["forename"]:
        raise NameMissing
    others = Person.objects.at(school).filter(staff_id=details["staff_id"])
    if details["staff_id"] and others.exclude(pk=but.pk if but else 0).exists():
        raise StaffIdTaken
    return details


def _start_role(
    person: Person, kind: str, job_title: str, from_date: datetime.date, to_date: datetime.date | None
) -> RoleStarted:
    if to_date and to_date < from_date:
        raise EndsBeforeItStarts
    same = Role.objects.filter(person=person, kind=Audience(kind))
    overlapping = same.exclude(to_date__lt=from_date)
    if to_date:
        overlapping = overlapping.exclude(from_date__gt=to_date)
    if overlapping.exists():
        raise RoleHeldAlready
    role = Role.objects.create(
        person=person, kind=kind, job_title=tidy(job_title), from_date=from_date, to_date=to_date
    )
    return RoleStarted(
        subject=person.reference, role=kind, job_title=role.job_title, from_date=from_date, to_date=to_date
    )


def _has_other_administrator(person: Person) -> bool:
    return Person.objects.filter(school_id=person.school_id, is_administrator=True).exclude(pk=person.pk).exists()


def choose_language(person: Person, language: str) -> None:
    """Keep the language in which somebody wants pages and messages; it says nothing about them that a ledger keeps."""
    Person.objects.filter(pk=person.pk).update(language=language)
