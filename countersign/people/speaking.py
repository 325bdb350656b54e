"""
The language that Countersign's own words are in: what somebody chose, else what their browser asks for, else English.

It is chosen by `?language=cy` at any address, a link at the foot of every page. The words of a policy are another
matter: a translation of those belongs to an edition (`policies/languages.py`).
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language_from_request, override

from countersign.people.actions import choose_language
from countersign.people.models import Person

LANGUAGES = dict(settings.LANGUAGES)
PARAMETER = "language"
A_YEAR = 365 * 24 * 60 * 60


def language_of(request: HttpRequest, person: Person | None) -> str:
    """Return the language for whoever asks: their own choice goes with them to every device, a stranger's stays."""
    if person and person.language in LANGUAGES:
        return person.language
    return get_language_from_request(request)  # the cookie, then Accept-Language (RFC 9110, section 12.5.4)


def chosen_in(request: HttpRequest) -> str:
    """Return the language that an address asks for, if we speak it."""
    chosen = request.GET.get(PARAMETER, "") if request.method == "GET" else ""
    return chosen if chosen in LANGUAGES else ""


def go_on_in(request: HttpRequest, person: Person | None, language: str) -> HttpResponse:
    """Keep a choice, and lead to the same page at its plain address, which anybody may keep a copy of."""
    if person and person.language != language:
        choose_language(person, language)
    others = request.GET.copy()
    del others[PARAMETER]
    path = "/" + request.path.lstrip("/")  # two slashes would name another host
    response = HttpResponseRedirect(f"{path}?{others.urlencode()}" if others else path)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=A_YEAR,
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def speaking_to(person: Person) -> override:
    """Write to somebody in the language they chose, whoever's act it is that has them written to."""
    return override(person.language if person.language in LANGUAGES else settings.LANGUAGE_CODE)
