"""
The language that Countersign's own words are in: what somebody chose, else what their browser asks for, else English.

The words of a policy are another matter: a translation of those belongs to an edition (`policies/languages.py`).
"""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_from_request, override

from countersign.people.models import Person

LANGUAGES = dict(settings.LANGUAGES)


def language_of(request: HttpRequest, person: Person | None) -> str:
    """Return the language for whoever asks: their own choice goes with them to every device, a stranger's stays."""
    if person and person.language in LANGUAGES:
        return person.language
    return get_language_from_request(request)  # the cookie, then Accept-Language (RFC 9110, section 12.5.4)


def speaking_to(person: Person) -> override:
    """Write to somebody in the language they chose, whoever's act it is that has them written to."""
    return override(person.language if person.language in LANGUAGES else settings.LANGUAGE_CODE)
