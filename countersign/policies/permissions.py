"""Who may put in, edit and publish policies, and who sees what."""

from datetime import date

from countersign.people.models import Person
from countersign.people.permissions import holds
from countersign.policies.models import Edition, Policy
from countersign.schools.models import School

EDITING_POSTS = ("headteacher", "business-manager")
CHAIR = "chair-of-governors"
CLERK = "clerk"
HEAD = "headteacher"


def can_edit(person: Person, school: School, on: date) -> bool:
    """Administrators of the school, the head and the business manager write its policies."""
    if person.school_id != school.pk:
        return False
    return person.is_administrator or holds(person, *EDITING_POSTS, on=on)


def can_publish(person: Person, policy: Policy, on: date) -> bool:
    """Whoever writes the school's policies publishes them."""
    return can_edit(person, policy.school, on)


def can_see_draft(person: Person, edition: Edition, on: date) -> bool:
    """Those who write policies or record meetings know of drafts; approvers from when one was sent to them."""
    policy = edition.policy
    if can_edit(person, policy.school, on) or can_record_meeting(person, policy.school, on):
        return True
    return can_approve(person, policy, on) and edition.askings.exists()


def can_download_source(person: Person, policy: Policy, on: date) -> bool:
    """Those who edit: the file a policy was read from may hold more than was published."""
    return can_edit(person, policy.school, on)


def can_set_approvers(person: Person, school: School, on: date) -> bool:
    """Administrators and the head say whether governors approve a policy, and who looks after it."""
    return person.school_id == school.pk and (person.is_administrator or holds(person, HEAD, on=on))


def can_name_holders(person: Person, school: School, on: date) -> bool:
    """Administrators and the head decide whether pages without sign-in name those who hold posts."""
    return can_set_approvers(person, school, on)


def can_approve(person: Person, policy: Policy, on: date) -> bool:
    """Whoever is named to, while they are something to the school; and each for themselves alone."""
    named = policy.approvers.filter(person=person).exists()
    return named and person.school_id == policy.school_id and bool(person.roles_on(on))


def can_record_meeting(person: Person, school: School, on: date) -> bool:
    """The clerk, the head and administrators record from the minutes what a meeting approved."""
    if person.school_id != school.pk:
        return False
    return person.is_administrator or holds(person, HEAD, CLERK, on=on)


def can_ask_review(person: Person, school: School, on: date) -> bool:
    """Whoever holds a post asks for a policy to be looked at again, and administrators do."""
    return person.school_id == school.pk and (person.is_administrator or bool(person.posts_on(on)))


def can_close_review(person: Person, policy: Policy, on: date) -> bool:
    """Those who write policies, the post that looks after this one, and the chair of governors."""
    if can_edit(person, policy.school, on):
        return True
    owner = policy.owner.code if policy.owner else HEAD
    return person.school_id == policy.school_id and holds(person, owner, CHAIR, on=on)
