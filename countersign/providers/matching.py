"""Whose account it is that somebody came with: by what is known, never by what looks alike."""

import datetime

from countersign.people.models import Person
from countersign.providers.came import Came
from countersign.providers.models import Link, Provider


def link_of(provider: Provider, came: Came) -> Link | None:
    """Return the link of whoever came: the same issuer and subject at the same provider, and nothing else."""
    links = Link.objects.select_related("person__school", "person__account", "provider")
    return links.filter(provider=provider, issuer=came.issuer, subject=came.subject, ended_at=None).first()


def claimed(provider: Provider, came: Came, today: datetime.date) -> Person | None:
    """
    Return who on the roster whoever came must be, by what the school chose to trust; nobody, unless all holds.

    Exactly one person fits, is at the school today, has no way of signing in yet, and looks after nothing here that
    would make them worth taking over. A subject that was ever linked or turned away is never matched by itself again.
    """
    fitting = candidates(provider, came)
    if len(fitting) != 1 or Link.objects.filter(provider=provider, subject=came.subject).exists():
        return None
    if provider.arrivals.filter(subject=came.subject, settled_at__isnull=False).exists():
        return None
    person = fitting[0]
    is_free = person.account_id is None and not person.is_administrator and person.sign_in_links.count() == 0
    return person if is_free and person.roles_on(today) else None


def candidates(provider: Provider, came: Came) -> list[Person]:
    """Return those that a trusted claim names: two at most, since more than one is nobody."""
    people = Person.objects.at(provider.school).select_related("school")
    if provider.matches_by == Provider.Match.STAFF_ID and came.staff_id:
        return list(people.filter(staff_id=came.staff_id)[:2])
    domain = own_domain(provider)
    is_own = bool(domain) and came.email.lower().rpartition("@")[2] == domain
    if provider.matches_by == Provider.Match.EMAIL and came.email_is_verified and is_own:
        return list(people.filter(email__iexact=came.email)[:2])
    return []


def own_domain(provider: Provider) -> str:
    """Return the domain whose addresses the school itself gives out, as it said."""
    return str(provider.settings.get("domain", "")).lower()


def may_be(provider: Provider, came_as: Came) -> list[tuple[Person, str]]:
    """Return who somebody might be, with what speaks for it: a help to an administrator, and never a decision."""
    people = Person.objects.at(provider.school)
    found: dict[int, tuple[Person, str]] = {}
    if came_as.staff_id:
        for person in people.filter(staff_id=came_as.staff_id):
            found.setdefault(person.pk, (person, "staff-id"))
    if came_as.email:
        for person in people.filter(email__iexact=came_as.email)[:5]:
            found.setdefault(person.pk, (person, "email"))
    if came_as.name:
        for person in people.named(came_as.name).by_name()[:5]:
            found.setdefault(person.pk, (person, "name"))
    return list(found.values())
