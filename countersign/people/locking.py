"""
Sessions that lock when nobody uses them, as the agreement itself asks of people.

A locked session keeps who it is and where they were; it opens again with the password or a passkey. What somebody was
just sending waits on the lock page itself, in hidden fields of its form, and is sent on after unlocking: nothing typed
is lost, and nothing of it is kept on the server. Claim tickets end by themselves and cannot be locked.
"""

import datetime

from django.conf import settings
from django.http import HttpRequest, QueryDict

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


def as_sent(path: str, data: QueryDict, request: HttpRequest) -> HttpRequest:
    """Return the request that waited on the lock page, as if it were sent now."""
    resent = HttpRequest()
    resent.__dict__.update(request.__dict__)
    resent.method = "POST"
    resent.path, _, query = path.partition("?")
    resent.path_info = resent.path
    resent.META = {**request.META, "PATH_INFO": resent.path, "QUERY_STRING": query, "REQUEST_METHOD": "POST"}
    resent.GET = QueryDict(query)  # type: ignore[assignment]
    resent.POST = data  # type: ignore[assignment]
    return resent
