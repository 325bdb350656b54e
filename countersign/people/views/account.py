"""Pages about one's own way of signing in."""

import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from countersign.people import actions, kept
from countersign.people.asking import ways_in
from countersign.people.doors import opens_before_second_step, opens_when_locked
from countersign.people.models import Account, Person
from countersign.people.permissions import needs_second_step
from countersign.people.requests import PersonRequest
from countersign.people.second_step import has_second_step
from countersign.people.sign_in import opened_by
from countersign.people.views.locked import local


@opens_before_second_step
def mine(request: PersonRequest) -> HttpResponse:
    """Show how one signs in, and how to change it."""
    if not isinstance(request.user, Account):
        return redirect("/")
    own = Authenticator.objects.filter(user_id=request.user.pk)
    codes = own.filter(type=Authenticator.Type.RECOVERY_CODES).first()
    context = {
        "has_password": request.user.has_usable_password(),
        "has_app": own.filter(type=Authenticator.Type.TOTP).exists(),
        "passkeys": own.filter(type=Authenticator.Type.WEBAUTHN).order_by("created_at"),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "has_codes": codes is not None,
        "known_since": datetime.datetime.fromisoformat(request.identity.since),
        "known_by": kept.in_words(request.identity.detail),
        "schools": opened_by(
            request, list(Person.objects.filter(account=request.user).select_related("school").order_by("school__name"))
        ),
        "ways": ways_in(account=request.user),
        "known_elsewhere": bool(request.session.get("known_by", {}).get("school")),
    }
    return render(request, "people/sign_in_mine.html", context)


@opens_before_second_step
def second_step(request: PersonRequest) -> HttpResponse:
    """Say that this person needs a second step, and offer the ways to it."""
    path = local(request, request.GET.get("next", ""))
    is_needed = isinstance(request.user, Account) and needs_second_step(request.person, request.today)
    if not is_needed or has_second_step(request.user):  # type: ignore[arg-type]
        return redirect(path or "/")
    return render(request, "people/second_step.html", {"next": path, "navigation": []})


@opens_before_second_step
def confirm_elsewhere(request: PersonRequest) -> HttpResponse:
    """Ask somebody who has nothing of their own here to confirm where they have their account."""
    path = local(request, request.GET.get("next", ""))
    ways = ways_in(account=request.user, only_linked=True) if isinstance(request.user, Account) else []
    if not ways:
        return redirect("/")
    return render(request, "people/confirm_elsewhere.html", {"ways": ways, "next": path})


@login_not_required
@opens_when_locked
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session; a link that was followed here asks first."""
    if request.method != "POST":
        return render(request, "people/sign_out.html") if request.person else redirect("account_login")  # type: ignore[attr-defined]
    logout(request)
    return redirect("account_login")


@require_POST
def sign_out_everywhere(request: PersonRequest) -> HttpResponse:
    """End all sessions of one's account, this one too."""
    if isinstance(request.user, Account):
        actions.sign_out_everywhere(request.person, at=request.now)
        logout(request)
        messages.success(request, gettext("You are signed out everywhere"))
    return redirect("account_login")


@require_POST
def choose_school(request: PersonRequest) -> HttpResponse:
    """Go on at another of one's schools."""
    if isinstance(request.user, Account):
        for person in Person.objects.filter(account=request.user):
            if str(person.public_id) == request.POST.get("person"):
                request.session["person"] = person.pk
    return redirect("/")


def too_many_tries(
    request: HttpRequest, original: HttpResponse | None = None, credentials: Any = None, **_: Any
) -> HttpResponse:
    """Say that an account rests for a while after wrong passwords, whether there is such an account or not."""
    del original, credentials
    return render(request, "people/too_many_tries.html", status=429)
