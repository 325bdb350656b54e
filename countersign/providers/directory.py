"""The school's own directory: a name and a password are tried there, and kept nowhere here."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext as _

from countersign.access.connectors.tls import Unreachable, certificate_problem
from countersign.providers.came import Came
from countersign.providers.models import Provider
from countersign.refusals import Refused

HANDLES = ("objectGUID", "entryUUID")  # what no rename changes, and no later account is given again
READ = [*HANDLES, "cn", "displayName", "mail"]
LONGEST = 200


class DirectoryTrouble(Refused):
    """A directory that cannot be asked: what is wrong, in a sentence."""


def library() -> Any:
    """Return python-ldap, or say how to get it."""
    try:
        import ldap  # noqa: PLC0415  # an optional extra, which most schools do not need
        import ldap.filter  # noqa: PLC0415
    except ImportError as missing:
        raise DirectoryTrouble(
            _("Signing in with a directory needs python-ldap: install what requirements-ldap.lock names.")
        ) from missing
    return ldap


def tried(provider: Provider, username: str, password: str) -> Came | None:
    """
    Return who a name and a password belong to, or nobody.

    An empty password is never sent: a server answers it with yes, and means that it asked nobody (RFC 4513, 5.1.2).
    """
    username = username.strip()
    if not username or not password or len(username) > LONGEST or "\0" in username + password:
        return None
    ldap = library()
    with connected(provider, ldap) as directory:
        found = search(provider, ldap, directory, username)
        if len(found) != 1:
            take_as_long(provider, ldap, password)
            return None
        dn, entry = found[0]
        try:
            with connected(provider, ldap, dn=dn, password=password) as own, suppress(ldap.NO_SUCH_OBJECT):
                own.search_s(dn, ldap.SCOPE_BASE, attrlist=["1.1"])  # refused while a password is to be changed
        except (ldap.INVALID_CREDENTIALS, ldap.INAPPROPRIATE_AUTH, ldap.UNWILLING_TO_PERFORM, ldap.INSUFFICIENT_ACCESS):
            return None  # wrong, locked, disabled or to be changed first: to whoever tries it, all the same
    return read(provider, dn, entry)


def take_as_long(provider: Provider, ldap: Any, password: str) -> None:
    """Try a password for nobody, so that the time an answer takes does not tell which names there are."""
    with (
        suppress(ldap.LDAPError),
        connected(provider, ldap, dn=f"cn=nobody,{provider.settings['base']}", password=password),
    ):
        pass


def check(provider: Provider) -> str:
    """Say what is found with the settings as they are, or raise what is wrong with them."""
    ldap = library()
    with connected(provider, ldap) as directory:
        found = search(provider, ldap, directory, "*", is_pattern=True, most=2)
    if not found:
        raise DirectoryTrouble(
            _("The directory answers, but no person is found there: check the folder and the filter.")
        )
    if not any(entry.get(name) for name in HANDLES for _dn, entry in found):
        raise DirectoryTrouble(_("The directory does not show entryUUID or objectGUID: let our account read it."))
    return _("The directory answers, its certificate is trusted, and people are found in it.")


@contextmanager
def connected(provider: Provider, ldap: Any, *, dn: str = "", password: str = "") -> Iterator[Any]:
    """
    Lend a connection over TLS, as our own account or as somebody else.

    What is wrong with our own is told as a sentence; what is said to somebody else is for whoever tries.
    """
    settings = provider.settings
    url, start_tls = str(settings["url"]), bool(settings.get("start_tls"))
    if not url.startswith("ldaps://") and not (start_tls and url.startswith("ldap://")):
        raise DirectoryTrouble(
            _("Passwords may not travel in the clear: begin the address with ldaps://, or use StartTLS.")
        )
    directory = ldap.initialize(url)
    try:
        for option, value in options(ldap, settings):
            directory.set_option(option, value)
        if start_tls:
            directory.start_tls_s()
        directory.simple_bind_s(dn or settings["bind_dn"], password if dn else provider.reveal())
        yield directory
    except ldap.LDAPError as error:
        if not isinstance(error, ldap.SERVER_DOWN | ldap.CONNECT_ERROR | ldap.TIMEOUT) and dn:
            raise
        raise DirectoryTrouble(what_is_wrong(ldap, error, settings)) from error
    finally:
        directory.unbind_ext()


def what_is_wrong(ldap: Any, error: Exception, settings: dict[str, Any]) -> str:
    """Put a fault of the directory in a sentence."""
    if isinstance(error, ldap.SERVER_DOWN | ldap.CONNECT_ERROR | ldap.TIMEOUT):
        return why_silent(str(settings["url"]), settings)
    if isinstance(error, ldap.INVALID_CREDENTIALS | ldap.INAPPROPRIATE_AUTH | ldap.STRONG_AUTH_REQUIRED):
        return _("The directory does not let our account in: check its name and password.")
    if isinstance(error, ldap.NO_SUCH_OBJECT):
        return _("The folder with the people is not in the directory.")
    if isinstance(error, ldap.FILTER_ERROR):
        return _("The filter cannot be read: check its brackets.")
    return _("The directory refused to be asked: %(why)s") % {"why": type(error).__name__}


def options(ldap: Any, settings: dict[str, Any]) -> Iterator[tuple[int, Any]]:
    """Go through what is set on each connection: short limits, no referrals, a certificate that is trusted."""
    yield ldap.OPT_PROTOCOL_VERSION, ldap.VERSION3
    yield ldap.OPT_NETWORK_TIMEOUT, 4
    yield ldap.OPT_TIMEOUT, 6
    yield ldap.OPT_REFERRALS, 0
    yield ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND
    if settings.get("ca_file"):
        yield ldap.OPT_X_TLS_CACERTFILE, settings["ca_file"]
    yield ldap.OPT_X_TLS_NEWCTX, 0


def search(
    provider: Provider, ldap: Any, directory: Any, username: str, *, is_pattern: bool = False, most: int = 2
) -> list[tuple[str, dict[str, list[bytes]]]]:
    """Find whoever has a name. Whatever was typed is a value in the filter, and never a part of it."""
    settings = provider.settings
    value = username if is_pattern else ldap.filter.escape_filter_chars(username)
    condition = str(settings["filter"]).replace("{username}", value)
    names = [*READ, settings["staff_id_claim"]] if settings.get("staff_id_claim") else READ
    number = directory.search_ext(settings["base"], ldap.SCOPE_SUBTREE, condition, names, sizelimit=most)
    found: list[tuple[str, dict[str, list[bytes]]]] = []
    try:
        while True:
            kind, entries = directory.result(number, all=0)
            found += [(dn, entry) for dn, entry in entries if dn]
            if kind == ldap.RES_SEARCH_RESULT:
                return found
    except ldap.SIZELIMIT_EXCEEDED:
        return found


def read(provider: Provider, dn: str, entry: dict[str, list[bytes]]) -> Came | None:
    """Return what the directory says of somebody."""
    subject = handle(entry)
    if not subject:
        return None
    name = first(entry, "displayName") or first(entry, "cn")
    return Came(
        issuer=provider.issuer,
        subject=subject,
        name=name[:200],
        email=first(entry, "mail")[:254],
        staff_id=first(entry, provider.settings.get("staff_id_claim", ""))[:50],
        steps=f"bind as {dn}"[:200],
    )


def handle(entry: dict[str, list[bytes]]) -> str:
    """Return an account's own id, which no rename changes; a name may be given to somebody else one day."""
    if guid := entry.get("objectGUID"):
        return str(UUID(bytes_le=guid[0])) if len(guid[0]) == 16 else ""
    return first(entry, "entryUUID").lower()


def first(entry: dict[str, list[bytes]], name: str) -> str:
    """Return the first value of an attribute, however its name is written."""
    for known, values in entry.items():
        if name and known.lower() == name.lower() and values:
            return values[0].decode(errors="replace").strip()
    return ""


def why_silent(url: str, settings: dict[str, Any]) -> str:
    """Say why a directory does not answer: the library calls an untrusted certificate a server that is down."""
    parts = urlsplit(url)
    port = parts.port or (636 if parts.scheme == "ldaps" else 389)
    try:
        problem = certificate_problem(
            parts.hostname or "", port, settings.get("ca_file", ""), start_tls=bool(settings.get("start_tls"))
        )
    except Unreachable as silence:
        return f"{silence}."
    return f"{problem}." if problem else _("The directory does not answer.")
