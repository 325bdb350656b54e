"""
What becomes of somebody who comes from a provider: in, or to the page that says what to do.

What for is kept with the state, in the session that began it. An answer that belongs to no such session is refused, so
nobody is signed in by following a link that somebody else made.
"""

import datetime
import logging
from typing import Any
from uuid import UUID

import requests
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from countersign.people import locking
from countersign.people.models import Account
from countersign.people.sign_in import PERSONS_OF, opened_by
from countersign.people.views.locked import local
from countersign.providers import actions
from countersign.providers.came import Came, NotBelieved
from countersign.providers.matching import claimed, link_of
from countersign.providers.models import Link, Provider
from countersign.refusals import Refused

log = logging.getLogger("countersign.providers")
FRESH = datetime.timedelta(minutes=2)
PURPOSES = ("sign-in", "join", "connect", "unlock", "confirm")


def answered(request: HttpRequest, login: SocialLogin) -> HttpResponse:
    """Read what allauth brought back, and go on with whoever came."""
    provider = _provider_of(login)
    if provider is None:
        return not_signed_in(request)
    try:
        came = login.provider.came(login)
    except (NotBelieved, requests.RequestException, KeyError, TypeError, ValueError) as wrong:
        why = wrong.why if isinstance(wrong, NotBelieved) else type(wrong).__name__
        log.warning("Sign-in with %s was not believed: %s", provider.public_id, why)
        return not_signed_in(request)
    except Refused as refused:
        log.warning("Sign-in with %s: %s", provider.public_id, refused.message)
        return not_signed_in(request)
    about = login.state.get("data") or {}
    return arrive(request, provider, came, about, local(request, login.state.get("next") or ""))


def arrive(request: HttpRequest, provider: Provider, came: Came, about: dict[str, Any], path: str) -> HttpResponse:
    """Do what somebody went to a provider for."""
    now = timezone.now()
    purpose = about.get("purpose")
    try:
        if purpose == "join":
            return let_in(request, actions.link_by_ticket(provider, about["ticket"], came, at=now), came, path, now)
        if purpose == "connect":
            return connect(request, provider, came, about, now)
        if purpose in ("unlock", "confirm"):
            return again(request, provider, came, purpose, about, path, now)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("mfa_index" if purpose == "connect" else "account_login")
    link = link_of(provider, came)
    if link is None and (person := claimed(provider, came, timezone.localdate(now))):
        try:
            link = actions.link(provider, person, came, how=Link.How.CLAIM, by=None, at=now)
        except Refused:
            link = None
    if link is None:
        actions.note_arrival(provider, came, now)
        request.session.flush()
        return redirect("providers:not_known")
    return let_in(request, link, came, path, now)


def let_in(request: HttpRequest, link: Link, came: Came, path: str, now: datetime.datetime) -> HttpResponse:
    """Sign somebody in at the provider's school; a second step of ours follows where it was not taken there."""
    provider, account = link.provider, link.person.account
    if account is None or provider.retired_at or link.ended_at:
        return not_signed_in(request)
    Link.objects.filter(pk=link.pk).update(last_used_at=now)
    request.session.flush()
    record_authentication(
        request,
        account,
        method="provider",
        sort=provider.method,
        detail=f"{came.detail(provider.words)}, linked {link.how_in_english()}",
        school=provider.school_id,
        second_step=came.second_step and provider.trusts_second_step,
        link=link.pk,
    )
    response: HttpResponse = perform_login(request, account, redirect_url=path or "/")
    return response


def connect(
    request: HttpRequest, provider: Provider, came: Came, about: dict[str, Any], now: datetime.datetime
) -> HttpResponse:
    """Connect an account to the person whose session began this, and no other."""
    persons = PERSONS_OF.all(request.user.pk) if isinstance(request.user, Account) else []
    own = [each for each in opened_by(request, persons) if each.pk == about.get("person")]
    if not own or request.session.get("locked"):
        return not_signed_in(request)
    person = own[0]
    actions.link(provider, person, came, how=Link.How.CONNECTED, by=person, at=now)
    messages.success(request, _("You can now sign in with %(words)s.") % {"words": provider.words})
    return redirect("mfa_index")


def again(
    request: HttpRequest,
    provider: Provider,
    came: Came,
    purpose: str,
    about: dict[str, Any],
    path: str,
    now: datetime.datetime,
) -> HttpResponse:
    """Unlock a session, or confirm something that matters, for the very person whose session it is."""
    link = link_of(provider, came)
    is_same = link is not None and isinstance(request.user, Account) and link.person.account_id == request.user.pk
    was_asked = came.at is None or came.at >= datetime.datetime.fromisoformat(about["began"]) - FRESH
    if not is_same or not was_asked:
        messages.error(
            request,
            _("%(words)s did not ask you to show who you are, or another account was used.")
            % {"words": provider.words},
        )
        return redirect("people:locked" if purpose == "unlock" else "mfa_index")
    if purpose == "unlock":
        locking.unlock(request, now)
    else:
        known = request.session.get("known_by", {})
        request.session["known_by"] = {**known, "confirmed": now.isoformat()}
    return redirect(path or "/")


def not_signed_in(request: HttpRequest, *, was_cancelled: bool = False) -> HttpResponse:
    """Say that signing in elsewhere did not work, and what to do. It tells nothing of who is known here."""
    context: dict[str, Any] = {"was_cancelled": was_cancelled, "person": None, "navigation": []}
    return render(request, "providers/not_signed_in.html", context, status=400)


def _provider_of(login: SocialLogin) -> Provider | None:
    try:
        public_id = UUID(login.provider.app.provider_id or login.provider.app.client_id)
    except ValueError:
        return None
    return Provider.objects.select_related("school").filter(public_id=public_id, retired_at=None).first()
