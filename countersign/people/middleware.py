"""Find the person behind a request, and send strangers to sign in."""

import datetime
import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from countersign.people.models import Account, Person
from countersign.people.requests import Identity
from countersign.schools.models import School

View = Callable[..., HttpResponse]


def bearers_welcome(view: View) -> View:
    """Let a page be opened by somebody who came with a claim ticket and has not signed in."""
    view.bearers_welcome = True  # type: ignore[attr-defined]
    return view


def address_of(request: HttpRequest) -> str:
    """Return where a request came from, believing a proxy only where the settings say there is one."""
    from django.conf import settings  # noqa: PLC0415  kept beside its only use

    if settings.TRUSTED_PROXY and (forwarded := request.headers.get("X-Forwarded-For")):
        return forwarded.split(",")[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


class PersonMiddleware:
    """Set `request.person`, `.school` and `.identity`, and guard every page that does not say otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        request.today = timezone.localdate(now)  # type: ignore[attr-defined]
        person, known_by = self.find(request, now)
        request.person = person  # type: ignore[attr-defined]
        request.school = person.school if person else None  # type: ignore[attr-defined]
        request.identity = self.identify(request, known_by) if person else None  # type: ignore[attr-defined]
        return self.get_response(request)

    def find(self, request: HttpRequest, now: datetime.datetime) -> tuple[Person | None, dict[str, str]]:
        """Return the person and how they were known, from the account signed in or the ticket used."""
        people = Person.objects.select_related("school")
        user = request.user
        if isinstance(user, Account):
            chosen = request.session.get("person")
            persons = people.filter(account=user).order_by("pk")
            person = persons.filter(pk=chosen).first() if chosen else None
            return person or persons.first(), request.session.get("known_by", {"method": "password"})
        ticket = request.session.get("ticket")
        if ticket and now.isoformat() < ticket["until"]:
            return people.filter(pk=ticket["person"]).first(), ticket["known_by"]
        return None, {}

    def identify(self, request: HttpRequest, known_by: dict[str, str]) -> Identity:
        """Return how this person is known, for the record of whatever they sign."""
        return Identity(
            method=known_by.get("method", "password"),
            detail=known_by.get("detail", ""),
            since=known_by.get("since", ""),
            ip=address_of(request),
            user_agent=request.headers.get("User-Agent", "")[:300],
            session=hashlib.sha256((request.session.session_key or "").encode()).hexdigest(),
        )

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Send a stranger to sign in, and everybody to set up the school first."""
        del args, kwargs
        if not getattr(view, "login_required", True):
            return None
        if request.person is None:  # type: ignore[attr-defined]
            if not School.objects.exists():
                return redirect("schools:welcome")
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if request.user.is_authenticated or getattr(view, "bearers_welcome", False):
            return None
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
