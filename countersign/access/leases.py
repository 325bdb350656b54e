"""One worker at a time for each directory, and never for longer than a crash takes to be noticed."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db.models import Q

from countersign.access.models import Connector

LASTS = timedelta(minutes=2)


class Busy(Exception):
    """Another worker has this directory now."""


@contextmanager
def leased(connector: Connector, now: datetime) -> Iterator[None]:
    """Keep a directory to oneself, or raise `Busy`. What a killed process held is free again after a while."""
    token = secrets.token_hex(16)
    mine = Connector.objects.filter(pk=connector.pk)
    free = Q(busy_until=None) | Q(busy_until__lte=now) | Q(busy_until__gt=now + LASTS)
    if not mine.filter(free).update(busy_until=now + LASTS, busy_token=token):
        raise Busy
    try:
        yield
    except Exception:
        mine.filter(busy_token=token).update(busy_until=None, busy_token="")
        raise
    mine.filter(busy_token=token).update(busy_until=None, busy_token="")
