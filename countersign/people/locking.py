"""
Sessions that lock when nobody uses them, as the agreement itself asks of people.

A locked session keeps who it is and where they were; it opens again with the password or a passkey. What somebody was
just sending waits on the lock page itself, in a hidden field of its form, and is there to be sent after unlocking:
nothing typed is lost, and nothing of it is kept on the server. Claim tickets end by themselves and cannot be locked.
"""

import datetime

from django.conf import settings
from django.http import HttpRequest

STEP = 60  # seconds between two notes of being used, so that reading pages writes little


def is_use(request: HttpRequest) -> bool:
    """Return whether a request tells of somebody being there; a page looking by itself for news does not."""
    return request.method != "GET" or "HX-Request" not in request.headers


def lock_if_idle(request: HttpRequest, at: datetime.datetime) -> bool:
    """Return whether this session is locked, and lock it where nobody has used it for too long."""
    session = request.session
    if session.get("locked"):
        return True
    now = int(at.timestamp())
    seen = session.get("seen")
    if seen is not None and now - seen >= settings.IDLE_MINUTES * 60:
        session["locked"] = True
        return True
    if seen is None or (now - seen >= STEP and is_use(request)):
        session["seen"] = now
    return False


def unlock(request: HttpRequest, at: datetime.datetime) -> None:
    """Open a locked session again."""
    request.session.pop("locked", None)
    request.session["seen"] = int(at.timestamp())
