"""What is done about signing in with accounts elsewhere, each in one transaction."""

import datetime

from django.db import transaction
from django.db.models import Q

from countersign.ledger.actions import record
from countersign.ledger.events import Event
from countersign.people.events import AccountMade
from countersign.people.joining import AddressTaken, NoAddress, SignInFirst, account_elsewhere
from countersign.people.models import Account, Person, Ticket
from countersign.people.tickets import use_kept_ticket
from countersign.providers.came import Came
from countersign.providers.events import ArrivalTurnedAway, SignInLinked, SignInUnlinked
from countersign.providers.models import Arrival, Link, Provider
from countersign.providers.permissions import can_set_sign_in
from countersign.providers.ways import has_another_way
from countersign.refusals import NotPermitted, Refused, require
from countersign.words import later as _


class LinkedToSomebodyElse(Refused):
    """An account elsewhere that is another person's here."""

    message = _("This account is somebody else’s way of signing in here. Ask an administrator at your school.")


class HasAnotherLink(Refused):
    """A person who signs in with another account of the same provider."""

    message = _("Another account of this provider is connected already. Disconnect that one first.")


class LastWayIn(Refused):
    """The only way in that somebody has."""

    message = _("This is the only way to sign in. Choose a password or make a passkey first.")


class ConnectsThemselves(Refused):
    """Somebody who signs in already: nobody else's word opens their account to another way in."""

    message = _("This person signs in already, and connects the account on their own page about signing in.")


class NobodysAddress(Refused):
    """A word for somebody whose address is not on file: accounts are named by it."""

    message = _("There is no e-mail address of this person on file. Add one first: an account is named by it.")


class NotOfThisSchool(Refused):
    """A link, ticket or person that belongs to another school than the provider."""

    message = _("This way of signing in belongs to another school.")


@transaction.atomic
def link(provider: Provider, person: Person, came: Came, *, how: str, by: Person | None, at: datetime.datetime) -> Link:
    """
    Make an account elsewhere somebody's way of signing in.

    Who may say so is for those who call: the person in a session of theirs, the bearer of a ticket, an administrator,
    or nobody, where the school chose to trust a claim.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("school", "account").get(pk=person.pk)
    if person.school_id != provider.school_id or provider.retired_at:
        raise NotOfThisSchool
    live = Link.objects.filter(provider=provider, ended_at=None)
    if known := live.filter(subject=came.subject).first():
        if known.person_id == person.pk:
            return known
        raise LinkedToSomebodyElse
    if live.filter(person=person).exists():
        raise HasAnotherLink
    events: list[Event] = []
    if person.account is None:
        person.account = _account_for(person)
        person.save(update_fields=["account"])
        events.append(AccountMade(subject=person.reference, with_password=False))
    made = Link.objects.create(
        provider=provider, person=person, issuer=came.issuer, subject=came.subject, how=how, made_at=at, made_by=by
    )
    Arrival.objects.filter(provider=provider, subject=came.subject).delete()  # whose it was is asked anew should it end
    linked = SignInLinked(
        subject=person.reference, provider=provider.reference, issuer=came.issuer, account=came.subject, how=how
    )
    record(*events, linked, school=person.school, by=by, at=at)
    return made


@transaction.atomic
def link_by_ticket(provider: Provider, secret_sha256: str, came: Came, *, at: datetime.datetime) -> Link:
    """Use a ticket up to make an account elsewhere its bearer's way of signing in: both, or neither."""
    ticket = use_kept_ticket(secret_sha256, at=at)
    if ticket.purpose != Ticket.Purpose.JOIN:
        raise NotPermitted
    return link(provider, ticket.person, came, how=Link.How.TICKET, by=ticket.person, at=at)


@transaction.atomic
def say_who(arrival: Arrival, person: Person, *, by: Person, at: datetime.datetime) -> Link:
    """Take an administrator's word for whose account somebody came with."""
    arrival = Arrival.objects.select_for_update().get(pk=arrival.pk)
    provider = Provider.objects.select_related("school").get(pk=arrival.provider_id)
    require(can_set_sign_in(by, provider.school))
    if person.school_id != provider.school_id:
        raise NotOfThisSchool
    if person.account_id:
        raise ConnectsThemselves
    if not person.email:
        raise NobodysAddress
    came = Came(issuer=arrival.issuer, subject=arrival.subject)
    return link(provider, person, came, how=Link.How.SAID, by=by, at=at)


@transaction.atomic
def turn_away(arrival: Arrival, *, by: Person, at: datetime.datetime) -> None:
    """Say that somebody who came is nobody here. Should they come again, they are not listed anew."""
    arrival = Arrival.objects.select_for_update().get(pk=arrival.pk)
    provider = Provider.objects.select_related("school").get(pk=arrival.provider_id)
    require(can_set_sign_in(by, provider.school))
    if arrival.settled_at:
        return
    arrival.settled_at, arrival.settled_by = at, by
    arrival.save(update_fields=["settled_at", "settled_by"])
    event = ArrivalTurnedAway(subject=provider.reference, issuer=arrival.issuer, account=arrival.subject)
    record(event, school=provider.school, by=by, at=at)


@transaction.atomic
def unlink(made: Link, *, by: Person, at: datetime.datetime) -> None:
    """
    End an account elsewhere as somebody's way of signing in, and their sessions with it.

    People end their own, where another way is left; an administrator ends anybody's at the school.
    """
    made = Link.objects.select_for_update(of=("self",)).select_related("person__school", "provider").get(pk=made.pk)
    person = made.person
    is_own = by.pk == person.pk
    require(is_own or can_set_sign_in(by, person.school))
    if made.ended_at:
        return
    if (is_own or person.is_administrator) and not has_another_way(person, but=made):
        raise LastWayIn
    made.ended_at = at
    made.save(update_fields=["ended_at"])
    if person.account_id:
        Account.objects.filter(pk=person.account_id).update(signed_out_at=at)
    event = SignInUnlinked(
        subject=person.reference, provider=made.provider.reference, issuer=made.issuer, account=made.subject
    )
    record(event, school=person.school, by=by, at=at)


def note_arrival(provider: Provider, came: Came, at: datetime.datetime) -> None:
    """Note who came and is nobody here yet, for an administrator to say who it is. One row a subject."""
    told = {
        "issuer": came.issuer,
        "name": came.name,
        "email": came.email,
        "email_is_verified": came.email_is_verified,
        "staff_id": came.staff_id,
        "last_at": at,
    }
    Arrival.objects.update_or_create(
        provider=provider, subject=came.subject, defaults=told, create_defaults={**told, "first_at": at}
    )


def waiting(school_id: int) -> "list[Arrival]":
    """Return those who came and of whom nobody has said who they are, the newest first."""
    found = Arrival.objects.select_related("provider").filter(
        Q(settled_at=None), provider__school=school_id, provider__retired_at=None
    )
    return list(found.order_by("-last_at", "-pk")[:200])


def _account_for(person: Person) -> Account:
    if not person.email:
        raise NoAddress
    if known := account_elsewhere(person):
        raise AddressTaken if known.persons.filter(school=person.school).exists() else SignInFirst
    return Account.objects.create_user(person.email)
