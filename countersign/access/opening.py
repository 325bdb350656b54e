"""From a connector's row to the connector itself; a password is fetched here and goes no further."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from countersign.access.connectors.handover import Handover, Told
from countersign.access.connectors.ldap import Ldap
from countersign.access.connectors.ldap_session import LdapSettings
from countersign.access.connectors.protocol import Connector as Directory
from countersign.access.connectors.protocol import Secret
from countersign.access.models import Change, Connector
from countersign.access.wanted import groups_of

SECRETS = "COUNTERSIGN_LDAP_"
Opener = Callable[[Connector, datetime], Directory]


def managed(connector: Connector) -> frozenset[str]:
    """Return the groups of a directory that Countersign fills and empties."""
    return frozenset(name for names in groups_of(connector).values() for name in names)


def secret_named(name: str) -> Secret | None:
    """
    Return the secret an environment variable holds, or the file that NAME_FILE names.

    Only names that begin as a directory's do: else a connection could carry off any secret of this server.
    """
    if not name.startswith(SECRETS):
        return None
    if path := os.environ.get(f"{name}_FILE"):
        return Secret(Path(path).read_text().rstrip("\n")) if Path(path).is_file() else None
    value = os.environ.get(name)
    return Secret(value) if value else None


def handover(connector: Connector, now: datetime) -> Directory:
    """Open the list for whoever makes accounts by hand: what is there is what they said they did."""
    done = Change.objects.filter(connector=connector, done_at__isnull=False).select_related("person")
    told = tuple(
        Told(change.op(), str((change.read_back or {}).get("username", "")))
        for change in done.order_by("done_at", "rank", "id")
    )
    return Handover(connector.name, managed(connector), told, now)


def ldap(connector: Connector, now: datetime) -> Directory:
    """Open an LDAP directory."""
    del now
    settings = connector.settings
    return Ldap(
        connector.name,
        LdapSettings(
            url=settings.get("url", ""),
            bind_dn=settings.get("bind_dn", ""),
            secret=secret_named(connector.secret_name),
            people=settings.get("people", ""),
            groups=settings.get("groups", ""),
            managed=managed(connector),
            ca_file=settings.get("ca_file", ""),
            start_tls=bool(settings.get("start_tls")),
            protected=frozenset(settings.get("protected", [])),
            secret_name=connector.secret_name,
        ),
    )


OPENERS: dict[str, Opener] = {Connector.Kind.HANDOVER: handover, Connector.Kind.LDAP: ldap}
"""How each kind of connector is opened; a new kind is entered here."""


def opened(connector: Connector, now: datetime) -> Directory:
    """Return the directory a row stands for. Nothing is sent to it yet."""
    return OPENERS[connector.kind](connector, now)
