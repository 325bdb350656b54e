"""Whose account is whose, under which name, and what people say they made by hand."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from countersign.access import events
from countersign.access.actions import ask_for_a_look
from countersign.access.applying import link, read_back
from countersign.access.connectors.protocol import Observed, Trouble
from countersign.access.entitlements import local_day
from countersign.access.kept import said
from countersign.access.models import Applied, Change, Connector, Link, Reservation
from countersign.access.opening import opened
from countersign.access.permissions import can_apply
from countersign.access.steering import NotReached, locked
from countersign.access.usernames import PLAIN
from countersign.ledger.actions import record
from countersign.people.models import Person
from countersign.refusals import Refused, require
from countersign.schools.models import School
from countersign.words import later as _


class UsernameNotPlain(Refused):
    """A username that some directory would not take."""

    message = _(
        "A username begins with a letter or figure and has at most 20 of a to z, 0 to 9, dot, dash and underline."
    )


class UsernameTaken(Refused):
    """A username somebody has or had."""

    message = _("Somebody has or had this username, and usernames are never given again. Choose another one.")


class CannotAdopt(Refused):
    """An account that is not free to be somebody's."""


def adopt(connector: Connector, person: Person, handle: str, *, by: Person, at: datetime) -> Link:
    """Say that an account that was there before is somebody's; it keeps its username."""
    require(can_apply(by, connector.school, local_day(at)))
    if person.school_id != connector.school_id:
        raise CannotAdopt(gettext("This person is at another school."))
    account = _account(connector, handle, at)
    if account.protected:
        protected = gettext("%(username)s is protected and stays as it is.")
        raise CannotAdopt(protected % {"username": account.username})
    with transaction.atomic():
        return _adopted(locked(connector), person, account, by, at)


def _adopted(connector: Connector, person: Person, account: Observed, by: Person, at: datetime) -> Link:
    handle = account.handle
    links = Link.objects.filter(connector=connector, forgotten_at=None)
    if (
        account.person not in (None, "", str(person.public_id))
        or links.filter(handle=handle).exclude(person=person).exists()
    ):
        not_theirs = gettext("%(username)s is somebody else’s account.")
        raise CannotAdopt(not_theirs % {"username": account.username})
    _take_username(connector.school, person, account.username.lower(), at)
    links.filter(person=person).exclude(handle=handle).update(forgotten_at=at)
    adopted, _ = Link.objects.update_or_create(
        connector=connector, person=person, forgotten_at=None,
        defaults={"handle": handle, "username": account.username, "linked_at": at, "adopted_at": at, "adopted_by": by},
    )  # fmt: skip
    Connector.objects.filter(pk=connector.pk).update(wanted_at=at)
    event = events.AccountAdopted(
        subject=person.reference, connector=connector.reference, account=handle, username=account.username
    )
    record(event, school=connector.school, by=by, at=at)
    return adopted


@transaction.atomic
def forget(connector: Connector, person: Person, *, by: Person, at: datetime) -> None:
    """Look after somebody's account no longer; it stays as it is, and a new one may be made."""
    require(can_apply(by, connector.school, local_day(at)))
    gone = Link.objects.filter(connector=connector, person=person, forgotten_at=None).first()
    if gone is None:
        return
    gone.forgotten_at = at
    gone.save(update_fields=["forgotten_at"])
    Applied.objects.filter(connector=connector, person=person).delete()
    Connector.objects.filter(pk=connector.pk).update(wanted_at=at)
    event = events.AccountForgotten(subject=person.reference, connector=connector.reference, account=gone.handle)
    record(event, school=connector.school, by=by, at=at)


@transaction.atomic
def choose_username(person: Person, username: str, *, by: Person, at: datetime) -> None:
    """Give somebody another username; the one before is never given to anybody else."""
    require(can_apply(by, person.school, local_day(at)))
    username = username.strip().lower()
    if not PLAIN.match(username):
        raise UsernameNotPlain
    before = _take_username(person.school, person, username, at)
    if before == username:
        return
    ask_for_a_look(person.school_id, at)
    event = events.UsernameChosen(subject=person.reference, username=username, before=before)
    record(event, school=person.school, by=by, at=at)


@transaction.atomic
def tick(connector: Connector, changes: Iterable[str], *, username: str, note: str, by: Person, at: datetime) -> int:
    """Say that changes on the list were made by hand; who said so is the proof that stays."""
    connector = locked(connector)
    require(can_apply(by, connector.school, local_day(at)))
    ticked = list(
        Change.objects.by_hand()
        .filter(connector=connector, id__in=list(changes))
        .select_for_update(of=("self",))
        .select_related("person")
        .order_by("rank", "id")
    )
    for change in ticked:
        change.done_at, change.done_by, change.result, change.note = at, by, "changed", note[:300]
        if change.kind == "create":
            made = username.strip().lower() or str(change.args[0])
            _take_username(connector.school, change.person, made, at)
            change.read_back = {"username": made}
            link(change, str(change.person.public_id), made, at)
        change.save(update_fields=["done_at", "done_by", "result", "note", "read_back"])
    read_back(connector, opened(connector, at), at)
    Connector.objects.filter(pk=connector.pk).update(wanted_at=at)
    return len(ticked)


def _account(connector: Connector, handle: str, at: datetime) -> Observed:
    try:
        account = opened(connector, at).read(handle)
    except Trouble as trouble:
        raise NotReached(said(trouble)) from trouble
    if account is None:
        raise CannotAdopt(gettext("That account is no longer in the directory."))
    return account


def _take_username(school: School, person: Person, username: str, at: datetime) -> str:
    """Reserve a username for somebody and return the one they had before."""
    taken = Reservation.objects.filter(school=school, username=username).first()
    if taken is not None and taken.person_id != person.pk:
        raise UsernameTaken
    before = Reservation.objects.filter(person=person, replaced_at=None).first()
    if before is not None and before.username != username:
        before.replaced_at = at
        before.save(update_fields=["replaced_at"])
    if taken is None:
        Reservation.objects.create(school=school, person=person, username=username, reserved_at=at)
    elif taken.replaced_at is not None:
        taken.replaced_at = None
        taken.save(update_fields=["replaced_at"])
    return before.username if before else ""
