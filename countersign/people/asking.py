"""
What the pages about signing in ask the floor above: where else people have an account.

The answers are named in `settings.WAYS_IN` and `settings.CLOSED_TO_PASSWORDS`; without them there is nowhere else.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from countersign.people.models import Account
from countersign.schools.models import School


@dataclass(frozen=True)
class Way:
    """Somewhere people have an account already, as a page offers it."""

    words: str  # after "Sign in with"
    address: str  # what the button sends to
    school: str
    link: str = ""  # the connected account, where the page is about somebody's own; empty: not connected


def ways_in(*, school: School | None = None, account: Account | None = None, only_linked: bool = False) -> list[Way]:
    """Return the ways in at a school, or at every school; of an account, those at its schools, or those it uses."""
    if not settings.WAYS_IN:
        return []
    found: list[Way] = import_string(settings.WAYS_IN)(school=school, account=account, only_linked=only_linked)
    return found


def closed_to_passwords(account: Account) -> set[int]:
    """Return the schools whose pages a password of this account does not open."""
    found: Any = import_string(settings.CLOSED_TO_PASSWORDS)(account) if settings.CLOSED_TO_PASSWORDS else set()
    return set(found)
