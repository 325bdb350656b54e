"""Who may see and change what people can use."""

from datetime import date

from countersign.access.models import Grant
from countersign.people.models import Holding, Person
from countersign.people.permissions import holds
from countersign.schools.models import School


def can_see_access(person: Person, school: School, day: date) -> bool:
    """Administrators, the IT manager and approvers see what would change, and what has."""
    return can_apply(person, school, day) or can_release(person, school, day)


def can_apply(person: Person, school: School, day: date) -> bool:
    """Administrators and the IT manager let a plan be made, and settle what it asks."""
    return person.school_id == school.pk and (person.is_administrator or holds(person, "it-manager", on=day))


def can_release(person: Person, school: School, day: date) -> bool:
    """Let an approver, not a technician alone, release what takes access from many people at once."""
    named = Holding.objects.filter(Holding.on(day), person=person, post__may_countersign=True)
    return person.school_id == school.pk and named.exists()


def can_connect(person: Person, school: School) -> bool:
    """Administrators connect directories and change the catalogue."""
    return person.is_administrator and person.school_id == school.pk


def can_suspend(person: Person, other: Person, day: date) -> bool:
    """Approvers, the safeguarding lead and administrators suspend; nobody themselves."""
    if person.pk == other.pk or person.school_id != other.school_id:
        return False
    return can_release(person, other.school, day) or person.is_administrator or holds(person, "dsl", on=day)


def is_second(person: Person, school: School, day: date) -> bool:
    """Approvers agree to what needs two, and the chair of governors: so a school with one approver has a second."""
    if person.school_id != school.pk:
        return False
    return can_release(person, school, day) or holds(person, "chair-of-governors", on=day)


def can_second(person: Person, grant: Grant, day: date) -> bool:
    """Another of them, who is neither the one who gave the permission nor the one who gets it."""
    return person.pk not in (grant.granted_by_id, grant.person_id) and is_second(person, grant.person.school, day)
