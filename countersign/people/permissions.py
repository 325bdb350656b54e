"""Who may look after people, and the duties that other apps ask about."""

import datetime

from countersign.people.models import Holding, Person
from countersign.schools.models import School


def holds(person: Person, *codes: str, on: datetime.date) -> bool:
    """Return whether somebody holds one of these posts on a day."""
    return Holding.objects.filter(Holding.on(on), person=person, post__code__in=codes).exists()


def is_approver(person: Person, on: datetime.date) -> bool:
    """Return whether somebody holds a post that countersigns on a day."""
    return Holding.objects.filter(Holding.on(on), person=person, post__may_countersign=True).exists()


def can_manage_people(person: Person, school: School) -> bool:
    """Administrators of the same school add people, invite them and correct their details."""
    return person.is_administrator and person.school_id == school.pk


def can_mark_away(person: Person, school: School, on: datetime.date) -> bool:
    """Administrators, and the office by its business manager, say from when to when somebody is away."""
    return person.school_id == school.pk and (person.is_administrator or holds(person, "business-manager", on=on))


def can_set_up(person: Person, school: School) -> bool:
    """Administrators of the same school change its name, posts and rules."""
    return person.is_administrator and person.school_id == school.pk


def needs_second_step(person: Person, on: datetime.date) -> bool:
    """
    Administrators and approvers sign in with a passkey, or with a code besides the password.

    At a demonstration school nobody does: nothing there is real.
    """
    return not person.school.is_demonstration and (person.is_administrator or is_approver(person, on))


def can_take_off_second_step(person: Person, of: Person) -> bool:
    """Administrators help somebody who lost their phone, unless the account opens another school's pages as well."""
    if of.account_id is None or not can_manage_people(person, of.school):
        return False
    return not Person.objects.filter(account_id=of.account_id).exclude(school_id=of.school_id).exists()
