"""Choosing the language of the pages."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from countersign.people import actions
from countersign.people.doors import opens_before_second_step, opens_when_locked
from countersign.people.requests import PersonRequest
from countersign.people.speaking import LANGUAGES
from countersign.people.views.locked import local

A_YEAR = 365 * 24 * 60 * 60


@require_POST
@login_not_required
@opens_when_locked
@opens_before_second_step
def choose_language(request: PersonRequest) -> HttpResponse:
    """Go on in another language, from the page somebody was on."""
    response = redirect(local(request, request.POST.get("next", "")) or "/")
    chosen = request.POST.get("language", "")
    if chosen in LANGUAGES:
        if request.person:
            actions.choose_language(request.person, chosen)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=A_YEAR,
            secure=settings.IS_HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response
