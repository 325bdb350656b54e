"""Asking a provider's server: quickly or not at all, without following it elsewhere, and only over TLS."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

import requests

SECONDS = 6
LARGEST = 1_000_000


class PlainSession(requests.Session):
    """
    Asks with a limit of time and follows no redirect.

    A server that answered with one would be handed what was meant for another: the code, and the client's secret.
    """

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Ask, with our limits whatever was asked for."""
        kwargs.update(timeout=SECONDS, allow_redirects=False)
        response = super().request(*args, **kwargs)
        if response.is_redirect:
            raise requests.TooManyRedirects("it sends us elsewhere")
        if len(response.content) > LARGEST:
            raise requests.RequestException("its answer is too long")
        return response


def is_private_enough(url: str) -> bool:
    """Return whether nobody on the way can read or change what goes there: TLS, or this very machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return True
    return parts.scheme == "http" and _is_this_machine(parts.hostname or "")


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
