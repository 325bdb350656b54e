"""The Content-Security-Policy: the same header on nearly every page, written once."""

from functools import cached_property
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponseBase


class ContentSecurityMiddleware(CSPMiddleware):  # type: ignore[misc]  # django-csp has no types here
    """Sets the header as django-csp does, which writes it anew only for a page that asks for something of its own."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        """Set the header, unless there is one."""
        if hasattr(request, "_csp_nonce") or any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.standard)
        return response

    @cached_property
    def standard(self) -> str:
        """The header as the settings have it."""
        return str(build_policy())
