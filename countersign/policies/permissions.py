"""Who may put in, edit and publish policies, and who sees what."""

from datetime import date

from countersign.people.models import Person
from countersign.people.permissions import holds
from countersign.policies.models import Edition, Policy
from countersign.schools.models import School

EDITING_POSTS = ("headteacher", "business-manager")


def can_edit(person: Person, school: School, on: date) -> bool:
    """Administrators of the school, the head and the business manager write its policies."""
    if person.school_id != school.pk:
        return False
    return person.is_administrator or holds(person, *EDITING_POSTS, on=on)


def can_publish(person: Person, policy: Policy, on: date) -> bool:
    """Whoever writes the school's policies publishes them."""
    return can_edit(person, policy.school, on)


def can_see_draft(person: Person, edition: Edition, on: date) -> bool:
    """Only those who write them know of drafts."""
    return can_edit(person, edition.policy.school, on)


def can_download_source(person: Person, policy: Policy, on: date) -> bool:
    """Those who edit: the file a policy was read from may hold more than was published."""
    return can_edit(person, policy.school, on)
