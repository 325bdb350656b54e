"""Find the person behind a request, and send strangers to sign in."""

import datetime
import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext, override

from countersign.people import locking, sign_in, speaking
from countersign.people.doors import View
from countersign.people.models import Account, Person
from countersign.people.permissions import needs_second_step
from countersign.people.requests import Identity
from countersign.people.second_step import has_second_step
from countersign.people.views.locked import ask_to_unlock
from countersign.schools.models import School, only_demonstration


def address_of(request: HttpRequest) -> str:
    """Return where a request came from, believing a proxy only where the settings say there is one."""
    if settings.TRUSTED_PROXY and (forwarded := request.headers.get("X-Forwarded-For")):
        return forwarded.split(",")[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


class PersonMiddleware:
    """Set `request.person`, `.school` and `.identity`, and guard every page that does not say otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the person, then let the page answer."""
        now = timezone.now()
        request.now = now  # type: ignore[attr-defined]
        request.today = timezone.localdate(now)  # type: ignore[attr-defined]
        person, known_by = self.find(request, now)
        request.person = person  # type: ignore[attr-defined]
        request.school = person.school if person else None  # type: ignore[attr-defined]
        request.identity = self.identify(request, known_by) if person else None  # type: ignore[attr-defined]
        if chosen := speaking.chosen_in(request):
            return speaking.go_on_in(request, person, chosen)
        with override(speaking.language_of(request, person)):
            response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language",))
        if person and "Cache-Control" not in response:
            add_never_cache_headers(response)  # what somebody saw is gone from a shared computer once they sign out
        return response

    def find(self, request: HttpRequest, now: datetime.datetime) -> tuple[Person | None, dict[str, str]]:
        """Return the person and how they were known: by account, in a demonstration, or by the ticket they used."""
        if isinstance(request.user, Account):
            return sign_in.of_account(request, request.user)
        person, known_by = sign_in.demonstrator(request)
        return (person, known_by) if person else sign_in.bearer(request, now)

    def identify(self, request: HttpRequest, known_by: dict[str, str]) -> Identity:
        """Return how this person is known, for the record of whatever they sign."""
        return Identity(
            method=known_by["method"],
            detail=known_by["detail"],
            since=known_by["since"],
            ip=address_of(request),
            user_agent=request.META.get("HTTP_USER_AGENT", "")[:300],
            session=hashlib.sha256((request.session.session_key or "").encode()).hexdigest(),
        )

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Send a stranger to sign in, a locked session to unlock, and whoever needs a second step to set it up."""
        del args, kwargs
        if not getattr(view, "login_required", True):
            return None
        person: Person | None = request.person  # type: ignore[attr-defined]
        if person is None:
            return self.answer_stranger(request)
        if isinstance(request.user, Account):
            return self.check_account(request, view, person, request.user)
        if request.identity.method == "demonstration":  # type: ignore[attr-defined]
            return None
        return None if getattr(view, "bearers_welcome", False) else to_sign_in(request)

    def answer_stranger(self, request: HttpRequest) -> HttpResponse:
        """Send whoever we do not know to set up the first school, to a new link, or to sign in."""
        if isinstance(request.user, Account):
            return render(request, "people/nobody.html", status=403)
        if not School.objects.exists():
            try:
                return redirect("schools:welcome")
            except NoReverseMatch:
                return to_sign_in(request)
        if request.session.get("ticket"):
            return redirect("people:ticket_ended")
        if only_demonstration():
            return redirect(with_next("people:demonstration", where(request)))
        return to_sign_in(request)

    def check_account(self, request: HttpRequest, view: View, person: Person, account: Account) -> HttpResponse | None:
        """Hold back a session that nobody has used for long, and one that lacks its second step."""
        now: datetime.datetime = request.now  # type: ignore[attr-defined]
        if locking.lock_if_idle(request, now) and not getattr(view, "opens_when_locked", False):
            return locked(request)
        if changes_sign_in(request) and sign_in.is_bound(request, account):
            messages.error(
                request,
                gettext("This opens another school as well. Sign in with your own passkey or password to change it."),
            )
            return redirect("mfa_index")
        if request.identity.method not in sign_in.ONE_STEP:  # type: ignore[attr-defined]
            return None  # a second step was taken
        if getattr(view, "opens_before_second_step", False) or getattr(view, "opens_when_locked", False):
            return None
        today: datetime.date = request.today  # type: ignore[attr-defined]
        if needs_second_step(person, today) and not has_second_step(account):
            return redirect(with_next("people:second_step", request.get_full_path()))
        return None


def changes_sign_in(request: HttpRequest) -> bool:
    """Return whether a page changes what an account signs in with, at every school at once."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    return str(name).startswith(("mfa_", "account_change_", "account_set_")) and name != "mfa_index"


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send somebody to sign in, and back to the page they wanted."""
    return redirect_to_login(where(request), reverse("account_login"))


def locked(request: HttpRequest) -> HttpResponse:
    """Send somebody to unlock their session; what they were sending waits on that page."""
    if "HX-Request" in request.headers:
        here = request.headers.get("HX-Current-URL", "")
        return HttpResponse(status=204, headers={"HX-Redirect": with_next("people:locked", here)})
    if request.method == "POST":
        return ask_to_unlock(request, path=request.get_full_path(), sent=request.POST)
    return redirect(with_next("people:locked", where(request)))


def where(request: HttpRequest) -> str:
    """Return the page somebody wanted; a page that was only sent to has no address worth going back to."""
    return request.get_full_path() if request.method == "GET" else ""


def with_next(name: str, path: str) -> str:
    """Return the address of a page that leads on to another."""
    return f"{reverse(name)}?{urlencode({'next': path})}" if path else reverse(name)
