"""
An LDAP directory such as OpenLDAP, written to with python-ldap, an optional package.

People are `inetOrgPerson`, groups `groupOfNames`. An account is known by its `entryUUID`, a person by
`employeeNumber`; switched off means `pwdAccountLockedTime` for good (draft-behera-ldap-password-policy).
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .ldap_session import (
    ATTRIBUTES,
    LOCKED,
    READ,
    Attributes,
    LdapSettings,
    Session,
    full_name,
    library,
    plain,
    text,
    unknown_password,
    written,
)
from .protocol import Conflict, Done, Finding, Health, Observed, Op, Permanent, Secret, Snapshot, Trouble


@dataclass
class Ldap:
    """A connection to one directory, opened at the first need."""

    name: str
    settings: LdapSettings
    capabilities: frozenset[str] = frozenset({"set_password", "must_change"})
    _session: Session = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._session = Session(self.settings)

    @property
    def managed_groups(self) -> frozenset[str]:
        """Return the groups we fill and empty; others are left alone."""
        return self.settings.managed

    def check(self) -> Health:
        """Look at everything that could stop us: package, password, certificate, folders and groups."""
        findings: list[Finding] = []
        try:
            library()
            findings.append(Finding(True, self._session.encrypted()))
            with self._session.connected() as directory:
                findings.append(Finding(True, f"Signed in as {self.settings.bind_dn}"))
                findings += self._folders(directory)
                findings += self._existing_groups(directory)
                self._session.must_lock(directory)
                findings.append(Finding(True, "Switching an account off keeps its owner out"))
        except Trouble as trouble:
            findings.append(Finding(False, str(trouble)))
        return Health(tuple(findings))

    def snapshot(self) -> Snapshot:
        """Read every person and managed group, page by page; any page missing is a failure of the whole."""
        taken_at = datetime.now(UTC)
        with self._session.connected() as directory:
            members: dict[str, set[str]] = {}
            existing = set()
            for dn, entry in self._session.pages(
                directory, self.settings.groups, "(objectClass=groupOfNames)", ["cn", "member"]
            ):
                for name in self._session.managed_names(entry):
                    existing.add(name)
                    self._session.group_dns[name] = dn
                    for member in entry.get("member", []):
                        members.setdefault(plain(member.decode()), set()).add(name)
            accounts = []
            for dn, entry in self._session.pages(directory, self.settings.people, "(objectClass=inetOrgPerson)", READ):
                accounts.append(self._session.observed(dn, entry, frozenset(members.get(plain(dn), ()))))
        return Snapshot(tuple(accounts), frozenset(existing), True, taken_at)

    def read(self, handle: str) -> Observed | None:
        """Read one account and the managed groups it is in."""
        with self._session.connected() as directory:
            found = self._session.find(directory, handle)
            return self._session.observed(*found, self._session.groups_of(directory, found[0])) if found else None

    def apply(self, op: Op) -> Done:
        """Make one change; what is so already counts as made."""
        with self._session.connected() as directory:
            if op.kind == "create":
                return self._create(directory, op)
            found = self._session.find(directory, op.handle or "")
            if found is None:
                raise Permanent("The account is no longer in the directory")
            dn, entry = found
            if self._session.is_protected(dn, entry):
                raise Permanent("The account is protected: change it in the directory yourself")
            if op.kind in ("disable", "enable"):
                return self._lock(directory, dn, entry, op)
            if op.kind == "set":
                return self._set(directory, dn, entry, op)
            if op.kind in ("add_group", "remove_group"):
                return self._member(directory, dn, op)
            raise Permanent(f"An LDAP directory cannot do {op.kind}")

    def set_secret(self, handle: str, secret: Secret, *, must_change: bool) -> None:
        """Set the password a person has chosen; the directory keeps a hash (RFC 3062)."""
        with self._session.connected() as directory:
            found = self._session.find(directory, handle)
            if found is None:
                raise Permanent("The account is no longer in the directory")
            try:
                directory.passwd_s(found[0], None, secret.reveal())
            except library().CONSTRAINT_VIOLATION as refusal:
                raise Permanent("The directory does not take this password: choose a longer one") from refusal
            ldap = library()
            after = [(ldap.MOD_REPLACE, "pwdReset", [b"TRUE"] if must_change else None)]
            if LOCKED in found[1].get("pwdAccountLockedTime", []):  # OpenLDAP unlocks whoever gets a password
                after.append((ldap.MOD_REPLACE, "pwdAccountLockedTime", [LOCKED]))
            directory.modify_s(found[0], after)

    def _create(self, directory: Any, op: Op) -> Done:
        """Make an account that is switched off, with a password nobody has seen."""
        ldap = library()
        names = op.names()
        entry = {
            "objectClass": [b"inetOrgPerson"],
            "employeeNumber": [op.person.encode()],
            "pwdAccountLockedTime": [LOCKED],
            "userPassword": [unknown_password()],
            "cn": [full_name(names)],
        }
        entry |= {ATTRIBUTES[name]: value for name in names if (value := written(name, names[name]))}
        dn = f"uid={ldap.dn.escape_dn_chars(names['username'])},{self.settings.people}"
        wanted = ldap.controls.readentry.PostReadControl(criticality=False, attrList=["entryUUID"])
        try:
            *_, controls = directory.add_ext_s(dn, list(entry.items()), serverctrls=[wanted])
        except (ldap.ALREADY_EXISTS, ldap.CONSTRAINT_VIOLATION) as taken:
            return self._ours(directory, op, taken)
        for control in controls:
            if isinstance(control, ldap.controls.readentry.PostReadControl) and control.entry.get("entryUUID"):
                value = control.entry["entryUUID"][0]
                handle = value.decode() if isinstance(value, bytes) else value
                self._session.dns[handle] = dn
                return Done("changed", handle)
        return self._ours(directory, op, None)

    def _ours(self, directory: Any, op: Op, taken: Exception | None) -> Done:
        """Find the account we made before an answer was lost. Exactly one with our id and name is ours."""
        escape = library().filter.escape_filter_chars
        ours = list(self._session.pages(directory, self.settings.people, f"(employeeNumber={escape(op.person)})", READ))
        if len(ours) == 1 and text(ours[0][1], "uid").casefold() == op.args[0].casefold():
            handle = text(ours[0][1], "entryUUID")
            self._session.dns[handle] = ours[0][0]
            return Done("already" if taken else "changed", handle)
        raise Conflict(f"{op.args[0]} is taken in the directory: adopt that account, or choose another name") from taken

    def _lock(self, directory: Any, dn: str, entry: Attributes, op: Op) -> Done:
        ldap = library()
        if op.kind == "disable":
            self._session.must_lock(directory)
        is_off = LOCKED in entry.get("pwdAccountLockedTime", [])
        if is_off == (op.kind == "disable"):
            return Done("already", op.handle)
        value = [LOCKED] if op.kind == "disable" else None
        directory.modify_s(dn, [(ldap.MOD_REPLACE, "pwdAccountLockedTime", value)])
        return Done("changed", op.handle)

    def _set(self, directory: Any, dn: str, entry: Attributes, op: Op) -> Done:
        """Change what an account says of a person. Where a part stands in its name, the account is renamed."""
        ldap = library()
        names = op.names()
        wanted = {ATTRIBUTES[name]: written(name, value) for name, value in names.items()}
        if {"given", "family"} & names.keys():
            now = {name: text(entry, ATTRIBUTES[name]) for name in ("given", "family")}
            wanted["cn"] = [full_name(now | names)]
        different = {name: value for name, value in wanted.items() if entry.get(name, []) != value}
        first = ldap.dn.str2dn(dn)[0]
        parts = [
            (attribute, different[attribute][0].decode() if different.get(attribute) else value, 1)
            for attribute, value, _ in first
        ]
        if parts != [(attribute, value, 1) for attribute, value, _ in first]:
            renamed = ldap.dn.dn2str([parts])
            try:
                directory.rename_s(dn, renamed, delold=1)
            except (ldap.ALREADY_EXISTS, ldap.CONSTRAINT_VIOLATION) as taken:
                raise Conflict(f"{renamed} is taken in the directory: choose another name") from taken
            before, dn = dn, ldap.dn.dn2str([parts, *ldap.dn.str2dn(dn)[1:]])
            self._session.dns[op.handle or ""] = dn
            self._move_memberships(directory, before, dn)
        in_name = {attribute for attribute, _, _ in parts}
        rest = [(ldap.MOD_REPLACE, name, value or None) for name, value in different.items() if name not in in_name]
        if rest:
            try:
                directory.modify_s(dn, rest)
            except (ldap.ALREADY_EXISTS, ldap.CONSTRAINT_VIOLATION) as taken:
                raise Conflict("Another account in the directory has this name or id already") from taken
        return Done("changed" if different else "already", op.handle)

    def _member(self, directory: Any, dn: str, op: Op) -> Done:
        """Put one member in or take one out; the others are never written."""
        ldap = library()
        group = self._session.group_dn(directory, op.args[0])
        change = ldap.MOD_ADD if op.kind == "add_group" else ldap.MOD_DELETE
        try:
            directory.modify_s(group, [(change, "member", [dn.encode()])])
        except (ldap.TYPE_OR_VALUE_EXISTS, ldap.NO_SUCH_ATTRIBUTE):
            return Done("already", op.handle)
        except ldap.OBJECT_CLASS_VIOLATION:
            # A group has to have a member: it becomes its own, which gives nobody anything.
            directory.modify_s(group, [(ldap.MOD_ADD, "member", [group.encode()]), (change, "member", [dn.encode()])])
        return Done("changed", op.handle)

    def _folders(self, directory: Any) -> list[Finding]:
        findings = []
        for base, holds in ((self.settings.people, "inetOrgPerson"), (self.settings.groups, "groupOfNames")):
            try:
                count = sum(1 for _ in self._session.pages(directory, base, f"(objectClass={holds})", ["cn"]))
                findings.append(Finding(True, f"{base} has {count} of {holds}"))
            except library().NO_SUCH_OBJECT:
                findings.append(Finding(False, f"There is no folder {base}: check how it is written"))
        return findings

    def _existing_groups(self, directory: Any) -> list[Finding]:
        findings = []
        for name in sorted(self.settings.managed):
            try:
                self._session.group_dn(directory, name)
            except Permanent as trouble:
                findings.append(Finding(False, str(trouble)))
            except library().NO_SUCH_OBJECT:
                break
        return findings

    def _move_memberships(self, directory: Any, before: str, after: str) -> None:
        """Keep a renamed person in the managed groups where the server does not do that itself."""
        ldap = library()
        for name in self._session.groups_of(directory, before):
            group = self._session.group_dn(directory, name)
            for change, dn in ((ldap.MOD_ADD, after), (ldap.MOD_DELETE, before)):
                with suppress(ldap.TYPE_OR_VALUE_EXISTS, ldap.NO_SUCH_ATTRIBUTE):
                    directory.modify_s(group, [(change, "member", [dn.encode()])])
