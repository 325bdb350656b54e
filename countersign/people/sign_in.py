"""How somebody came in, kept in their session so that the record can say it."""

import datetime
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest
from django.utils import timezone

from countersign.people import kept
from countersign.people.models import Account, Person, Ticket
from countersign.prepared import Prepared

TICKET_SESSION_LASTS = datetime.timedelta(hours=2)

ONE_STEP = ("password", "ticket", "oidc", "saml", "ldap")
SECOND_STEPS = {
    "totp": ("totp", kept.PASSWORD_AND_APP, kept.ELSEWHERE_AND_APP),
    "webauthn": ("passkey", kept.PASSWORD_AND_PASSKEY, kept.ELSEWHERE_AND_PASSKEY),
    "recovery_codes": ("recovery-code", kept.PASSWORD_AND_CODE, kept.ELSEWHERE_AND_CODE),
}

# What each request asks.
ACCOUNT = Prepared(lambda pk: Account.objects.filter(pk=pk))
PERSON = Prepared(lambda pk: Person.objects.select_related("school").filter(pk=pk))
PERSONS_OF = Prepared(lambda account: Person.objects.select_related("school").filter(account=account).order_by("pk"))


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in as allauth does; whose session it is, at each request, is a prepared question."""

    def get_user(self, user_id: int) -> Account | None:
        """Return the account of a session, where it may still sign in."""
        account = ACCOUNT.first(user_id)
        return account if account and self.user_can_authenticate(account) else None


def known_by(method: str, detail: str, at: datetime.datetime) -> dict[str, str]:
    """Return how somebody is known from a moment on, as the session keeps it."""
    return {"method": method, "detail": detail, "since": at.astimezone(datetime.UTC).isoformat(timespec="milliseconds")}


def known_by_records(records: list[dict[str, Any]], at: datetime.datetime) -> dict[str, str]:
    """Return how an account was known from what allauth noted of the steps taken in this session."""
    steps = [record for record in records if not record.get("reauthenticated")]
    first = first_step(steps, at)
    for step in reversed(steps):
        if step["method"] == "mfa":
            if step.get("passwordless"):
                return known_by("passkey", kept.PASSKEY, at)
            name, after_password, after_another = SECOND_STEPS[step["type"]]
            is_password = first["method"] == "password"
            detail = after_password if is_password else after_another % {"first": first["detail"]}
            return {**first, "method": f"{first['method']}+{name}", "detail": detail}
        if step["method"] == "ticket":
            return known_by("ticket", step["channel"], at)
    return first


def first_step(steps: list[dict[str, Any]], at: datetime.datetime) -> dict[str, str]:
    """Return how an account was known before any second step: by a provider, or by its password."""
    for step in reversed(steps):
        if step["method"] == "provider":
            method = f"{step['sort']}+mfa" if step["second_step"] else step["sort"]
            return {**known_by(method, step["detail"], at), "school": str(step["school"])}
    chosen_by = next((step["chosen_by"] for step in reversed(steps) if "chosen_by" in step), "")
    return known_by("password", kept.PASSWORD_CHOSEN_BY % {"channel": chosen_by} if chosen_by else kept.PASSWORD, at)


def second_step_was_taken(records: list[dict[str, Any]]) -> bool:
    """Return whether a provider that the school believes said that a second step was taken there."""
    return any(record["method"] == "provider" and record["second_step"] for record in records)


def let_in_by_ticket(request: HttpRequest, ticket: Ticket, at: datetime.datetime) -> None:
    """Begin a session for the bearer of a ticket that was just used: whatever session was before is gone."""
    request.session.flush()
    request.session["ticket"] = {
        "person": ticket.person_id,
        "until": (at + TICKET_SESSION_LASTS).isoformat(),
        "known_by": known_by("ticket", kept.SINGLE_USE % {"channel": ticket.channel}, at),
    }


def let_in_for_demonstration(request: HttpRequest, person: Person, at: datetime.datetime) -> None:
    """Begin a session as somebody at a demonstration school, where nothing is real."""
    request.session.flush()
    request.session["demonstration"] = {
        "person": person.pk,
        "known_by": known_by("demonstration", kept.DEMONSTRATION, at),
    }


def keep_known_by(request: HttpRequest, known: dict[str, str], at: datetime.datetime) -> None:
    """Keep how an account was known, as it signs in; whatever began the session otherwise is over."""
    request.session.pop("ticket", None)
    request.session.pop("demonstration", None)
    request.session["known_by"] = known
    request.session["seen"] = int(at.timestamp())


def bearer(request: HttpRequest, at: datetime.datetime) -> tuple[Person | None, dict[str, str]]:
    """Return who came with a claim ticket that still holds, and how they are known."""
    ticket = request.session.get("ticket")
    if not ticket or at >= datetime.datetime.fromisoformat(ticket["until"]):
        return None, {}
    person = PERSON.first(ticket["person"])
    if person and person.account_id:
        return None, {}  # somebody with a way of signing in signs in: their address alone is no credential
    return person, ticket["known_by"]


def demonstrator(request: HttpRequest) -> tuple[Person | None, dict[str, str]]:
    """Return whom a visitor looks around as: only ever at a demonstration school."""
    demonstration = request.session.get("demonstration")
    if not demonstration:
        return None, {}
    people = Person.objects.select_related("school").filter(school__is_demonstration=True)
    return people.filter(pk=demonstration["person"]).first(), demonstration["known_by"]


def of_account(request: HttpRequest, account: Account) -> tuple[Person | None, dict[str, str]]:
    """Return the person of the account that signed in: the one chosen, where it has several."""
    persons = opened_by(request, PERSONS_OF.all(account.pk))
    chosen = next((person for person in persons if person.pk == request.session.get("person")), None)
    fallback = known_by("password", kept.PASSWORD, account.last_login or timezone.now())
    return chosen or (persons[0] if persons else None), request.session.get("known_by", fallback)


def opened_by(request: HttpRequest, persons: list[Person]) -> list[Person]:
    """
    Keep those persons of an account whose school's pages this session opens.

    A provider belongs to one school, and says who somebody is at that one only. A password opens all but the schools
    that asked for another way.
    """
    known = request.session.get("known_by", {})
    if school := known.get("school"):
        return [person for person in persons if str(person.school_id) == school]
    closed = known.get("closed", "").split()
    return [person for person in persons if str(person.school_id) not in closed] if closed else persons


def is_bound(request: HttpRequest, account: Account) -> bool:
    """Return whether a session opens only some of the schools that its account has a person at."""
    persons = PERSONS_OF.all(account.pk)
    return len(opened_by(request, persons)) < len(persons)
