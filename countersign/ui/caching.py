"""What browsers and proxies may keep of a page, and for how long."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control

View = Callable[..., HttpResponse]

PAGE_SECONDS = 300
FOR_EVER = 365 * 24 * 60 * 60


def kept_by_anybody(seconds: int = PAGE_SECONDS) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """
    Let anybody keep what a stranger was shown, and answer 304 to whoever has it already (RFC 9110, section 13.1.2).

    What somebody saw who is signed in has their name on it: nothing is said of that here, and so it is kept by nobody.
    """

    def decorate(view: View) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            if response.status_code not in (200, 410) or getattr(request, "person", None) is not None:
                return response
            patch_cache_control(response, public=True, max_age=seconds)
            etag = f'"{sha256(response.content).hexdigest()[:32]}"'
            response.headers["ETag"] = etag
            if response.status_code != 200:
                return response
            return get_conditional_response(request, etag=etag, response=response) or response

        return kept

    return decorate


def kept_for_ever(response: HttpResponse, *, sha256: str) -> HttpResponse:
    """Let anybody keep for ever what never changes (RFC 8246); `sha256` names it."""
    patch_cache_control(response, public=True, max_age=FOR_EVER, immutable=True)
    response.headers["ETag"] = f'"{sha256}"'
    return response
