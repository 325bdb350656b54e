"""A signed-in connection to an LDAP directory: finding and reading, and its errors in our words."""

import base64
import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .protocol import Observed, Permanent, Secret, Transient, Trouble, Unusable
from .tls import Unreachable, certificate_problem

LOCKED = b"000001010000Z"  # locked for good, not for a while after wrong passwords
NO_SURNAME = "-"  # a person has to have one there
ATTRIBUTES = {"username": "uid", "given": "givenName", "family": "sn", "mail": "mail", "person": "employeeNumber"}
IN_THE_CLEAR = "Passwords may not travel in the clear: begin the address with ldaps://, or turn StartTLS on"
READ = [*ATTRIBUTES.values(), "cn", "entryUUID", "pwdAccountLockedTime", "modifyTimestamp"]

Attributes = Mapping[str, list[bytes]]


@dataclass(frozen=True)
class LdapSettings:
    """Where a directory is and how it is laid out. The password is only ever here, in memory."""

    url: str
    bind_dn: str
    secret: Secret | None
    people: str
    groups: str
    managed: frozenset[str]
    ca_file: str = ""
    start_tls: bool = False
    page_size: int = 500
    protected: frozenset[str] = frozenset()
    secret_name: str = ""


def library() -> Any:
    """Return python-ldap, or say how to get it."""
    try:
        import ldap  # noqa: PLC0415  # an optional extra, which most schools do not need
        import ldap.controls.readentry  # noqa: PLC0415
        import ldap.dn  # noqa: PLC0415
        import ldap.filter  # noqa: PLC0415
    except ImportError as missing:
        raise Unusable(
            "Writing to an LDAP directory needs python-ldap: install what requirements-ldap.lock names"
        ) from missing
    return ldap


class Session:
    """One connection, opened at the first need and again after it was lost."""

    def __init__(self, settings: LdapSettings) -> None:
        self.settings = settings
        self.dns: dict[str, str] = {}
        """Where each account was last seen, by handle."""
        self.group_dns: dict[str, str] = {}
        self._directory: Any = None
        self._locks: bool | None = None

    @contextmanager
    def connected(self) -> Iterator[Any]:
        """Lend the connection, and tell every fault as a `Trouble`."""
        ldap = library()
        try:
            if self._directory is None:
                self._directory = self._connect(ldap)
            yield self._directory
        except Trouble:
            raise
        except ldap.LDAPError as error:
            raise self._trouble(ldap, error) from error

    def encrypted(self) -> str:
        """Say that the connection is encrypted to a server we trust, or why it is not."""
        address = urlsplit(self.settings.url)
        if address.scheme not in ("ldap", "ldaps") or not address.hostname:
            raise Unusable("The address must look like ldaps://directory.school.example")
        if address.scheme == "ldap" and not self.settings.start_tls:
            raise Unusable(
                "Passwords may not travel in the clear: begin the address with ldaps://, or turn StartTLS on"
            )
        port = address.port or (636 if address.scheme == "ldaps" else 389)
        try:
            problem = certificate_problem(
                address.hostname, port, self.settings.ca_file, start_tls=self.settings.start_tls
            )
        except Unreachable as silence:
            raise Transient(str(silence)) from silence
        if problem:
            raise Unusable(problem)
        return f"{address.hostname} answers, and its certificate is trusted"

    def pages(self, directory: Any, base: str, condition: str, names: list[str]) -> Iterator[tuple[str, Attributes]]:
        """Read all entries below a folder, a page at a time; whatever is cut off raises."""
        ldap = library()
        control = ldap.controls.SimplePagedResultsControl(criticality=True, size=self.settings.page_size, cookie="")
        while True:
            number = directory.search_ext(base, ldap.SCOPE_SUBTREE, condition, names, serverctrls=[control])
            _, entries, _, answers = directory.result3(number)
            for dn, entry in entries:
                if dn is None:
                    raise Permanent("The directory refers us to another server: name the one that may be written to")
                yield dn, entry
            cookies = [answer.cookie for answer in answers if answer.controlType == control.controlType]
            if not cookies:
                raise Transient("The directory stopped in the middle of a list")
            if not cookies[0]:
                return
            control.cookie = cookies[0]

    def find(self, directory: Any, handle: str) -> tuple[str, Attributes] | None:
        """Find an account by its id, first where it was last seen."""
        ldap = library()
        condition = f"(entryUUID={ldap.filter.escape_filter_chars(handle)})"
        if dn := self.dns.get(handle):
            with suppress(ldap.NO_SUCH_OBJECT):
                if found := directory.search_s(dn, ldap.SCOPE_BASE, condition, READ):
                    return found[0][0], found[0][1]
        for dn, entry in self.pages(directory, self.settings.people, condition, READ):
            self.dns[handle] = dn
            return dn, entry
        return None

    def groups_of(self, directory: Any, dn: str) -> frozenset[str]:
        """Return the managed groups somebody is in, as the groups themselves say."""
        ldap = library()
        condition = f"(&(objectClass=groupOfNames)(member={ldap.filter.escape_filter_chars(dn)}))"
        groups = self.pages(directory, self.settings.groups, condition, ["cn"])
        return frozenset(name for _, entry in groups for name in self.managed_names(entry))

    def group_dn(self, directory: Any, name: str) -> str:
        """Find a managed group by its name."""
        if name not in self.group_dns:
            escaped = library().filter.escape_filter_chars(name)
            condition = f"(&(objectClass=groupOfNames)(cn={escaped}))"
            found = [dn for dn, _ in self.pages(directory, self.settings.groups, condition, ["cn"])]
            if len(found) != 1:
                raise Permanent(f"The directory has {len(found) or 'no'} groups called {name}")
            self.group_dns[name] = found[0]
        return self.group_dns[name]

    def managed_names(self, entry: Attributes) -> list[str]:
        """Return which of the groups we manage an entry is, whatever the case of its name."""
        names = {value.decode().casefold() for value in entry.get("cn", [])}
        return [name for name in self.settings.managed if name.casefold() in names]

    def observed(self, dn: str, entry: Attributes, groups: frozenset[str]) -> Observed:
        """Return an account as the planning knows it."""
        handle, family = text(entry, "entryUUID"), text(entry, "sn")
        self.dns[handle] = dn
        return Observed(
            handle=handle,
            person=text(entry, "employeeNumber") or None,
            username=text(entry, "uid"),
            given=text(entry, "givenName"),
            family="" if family == NO_SURNAME else family,
            mail=text(entry, "mail"),
            enabled=LOCKED not in entry.get("pwdAccountLockedTime", []),
            groups=groups,
            protected=self.is_protected(dn, entry),
            version=text(entry, "modifyTimestamp"),
        )

    def is_protected(self, dn: str, entry: Attributes) -> bool:
        """Return whether an account is on the list of those nobody may touch, or is our own."""
        protected = {name.casefold() for name in self.settings.protected}
        return text(entry, "uid").casefold() in protected or plain(dn) == plain(self.settings.bind_dn)

    def must_lock(self, directory: Any) -> None:
        """Refuse unless the directory honours a lock: without `pwdLockout` OpenLDAP notes it and lets people in."""
        ldap = library()
        if self._locks is None:
            root = directory.search_s("", ldap.SCOPE_BASE, attrlist=["namingContexts"])[0][1]
            contexts = [value.decode() for value in root.get("namingContexts", [])]
            base = next((c for c in contexts if plain(self.settings.people).endswith(plain(c))), self.settings.people)
            policies = self.pages(directory, base, "(objectClass=pwdPolicy)", ["pwdLockout"])
            self._locks = any(text(entry, "pwdLockout") == "TRUE" for _, entry in policies)
        if not self._locks:
            raise Permanent(
                "The directory would go on letting people in: set pwdLockout to TRUE in its password policy, "
                "and let our account read it"
            )

    def _connect(self, ldap: Any) -> Any:
        settings = self.settings
        if settings.secret is None:
            raise Unusable(f"The password is missing: set {settings.secret_name or 'its name'} in the environment")
        if not settings.url.startswith("ldaps://") and not settings.start_tls:
            raise Unusable(
                "Passwords may not travel in the clear: begin the address with ldaps://, or turn StartTLS on"
            )
        directory = ldap.initialize(settings.url)
        directory.set_option(ldap.OPT_NETWORK_TIMEOUT, 5)
        directory.set_option(ldap.OPT_TIMEOUT, 15)
        directory.set_option(ldap.OPT_REFERRALS, 0)
        directory.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND)
        if settings.ca_file:
            directory.set_option(ldap.OPT_X_TLS_CACERTFILE, settings.ca_file)
        directory.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
        if settings.start_tls:
            directory.start_tls_s()
        directory.simple_bind_s(settings.bind_dn, settings.secret.reveal())
        return directory

    def _trouble(self, ldap: Any, error: Exception) -> Trouble:
        """Put a fault of the directory in a sentence, and say whether trying again could help."""
        if isinstance(error, (ldap.SERVER_DOWN, ldap.CONNECT_ERROR, ldap.TIMEOUT)):
            self._directory = None
            if not isinstance(error, ldap.TIMEOUT):
                try:
                    self.encrypted()
                except Trouble as reason:
                    return reason
            return Transient("The directory does not answer")
        if isinstance(
            error, (ldap.BUSY, ldap.UNAVAILABLE, ldap.OTHER, ldap.TIMELIMIT_EXCEEDED, ldap.ADMINLIMIT_EXCEEDED)
        ):
            return Transient(f"The directory is busy: {_words(error)}")
        if isinstance(error, (ldap.INVALID_CREDENTIALS, ldap.INAPPROPRIATE_AUTH, ldap.STRONG_AUTH_REQUIRED)):
            self._directory = None
            return Unusable(
                f"The directory does not let {self.settings.bind_dn} in: was its password changed? "
                "Nothing is tried until the settings are checked"
            )
        if isinstance(error, ldap.SIZELIMIT_EXCEEDED):
            return Unusable("The directory shows only a part of its people: let our account read in pages")
        if isinstance(error, ldap.REFERRAL):
            return Permanent("This server can only be read: name the one that may be written to")
        if isinstance(error, ldap.INSUFFICIENT_ACCESS):
            return Permanent("The directory refused: our account may not change this")
        if isinstance(error, ldap.NO_SUCH_OBJECT):
            return Permanent("That place is not in the directory: check the folders in the settings")
        return Permanent(f"The directory refused: {_words(error)}")


def text(entry: Attributes, name: str) -> str:
    """Return the first value of an attribute."""
    values = entry.get(name, [])
    return values[0].decode(errors="replace") if values else ""


def written(name: str, value: str) -> list[bytes]:
    """Return a value as it is stored: none for nothing, but everybody has a surname there."""
    if name == "family" and not value:
        value = NO_SURNAME
    return [value.encode()] if value else []


def full_name(names: Mapping[str, str]) -> bytes:
    """Return the name a directory shows."""
    given, family = names.get("given", ""), names.get("family", "")
    return f"{given} {'' if family == NO_SURNAME else family}".strip().encode() or b"-"


def plain(dn: str) -> str:
    """Return a name in a form in which two ways of writing it are the same."""
    ldap = library()
    try:
        parsed = ldap.dn.str2dn(dn)
    except ldap.DECODING_ERROR:
        return dn.casefold()
    return "\n".join("+".join(sorted(f"{a.casefold()}={v.casefold()}" for a, v, _ in part)) for part in parsed)


def unknown_password() -> bytes:
    """Return the salted hash of a password nobody has seen, so that an account is never without one."""
    salt = secrets.token_bytes(8)
    digest = hashlib.sha1(secrets.token_bytes(24) + salt).digest()  # noqa: S324  # the scheme; the secret is random
    return b"{SSHA}" + base64.b64encode(digest + salt)


def _words(error: Exception) -> str:
    details = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    return str(details.get("info") or details.get("desc") or type(error).__name__)
