"""A real OpenLDAP server for tests: its own folder, port and certificate, ready in a third of a second."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

SUFFIX = "dc=hollin,dc=test"
PEOPLE = f"ou=people,{SUFFIX}"
GROUPS = f"ou=groups,{SUFFIX}"
OUTSIDE = f"ou=outside,{SUFFIX}"
ADMIN = f"cn=admin,{SUFFIX}"
SERVICE = f"cn=countersign,ou=services,{SUFFIX}"
PASSWORD = "not a secret"
POLICY = f"cn=default,ou=policies,{SUFFIX}"
PLACEHOLDER = f"cn=nobody,{GROUPS}"

CONFIG = """\
include {schema}/core.schema
include {schema}/cosine.schema
include {schema}/inetorgperson.schema
modulepath {modules}
moduleload back_mdb
moduleload memberof
moduleload refint
moduleload ppolicy
moduleload unique
TLSCertificateFile {folder}/crt.pem
TLSCertificateKeyFile {folder}/key.pem
TLSCACertificateFile {folder}/crt.pem
security simple_bind=128
database mdb
suffix "{suffix}"
rootdn "{admin}"
rootpw "{password}"
directory {folder}/db
maxsize 268435456
{speed}
index objectClass,uid,employeeNumber,member,entryUUID eq
access to attrs=userPassword by dn.exact="{service}" write by self write by anonymous auth by * none
access to dn.subtree="{people}" by dn.exact="{service}" write by users read by * none
access to dn.subtree="{groups}" by dn.exact="{service}" write by users read by * none
access to * by users read by * none
limits dn.exact="{service}" size.soft=400 size.hard=unlimited size.pr=unlimited
overlay memberof
memberof-refint TRUE
overlay refint
refint_attributes member
overlay unique
unique_uri ldap:///{people}?uid?sub?(objectClass=inetOrgPerson)
unique_uri ldap:///{people}?employeeNumber?sub?(objectClass=inetOrgPerson)
overlay ppolicy
ppolicy_default "cn=default,ou=policies,{suffix}"
ppolicy_use_lockout
"""


def missing() -> str:
    """Return what this machine lacks for a server of its own, in one line, or nothing."""
    absent = [name for name in ("slapd", "slapadd", "dpkg") if shutil.which(name) is None]
    try:
        import ldap  # noqa: F401  # only whether it is there
    except ImportError:
        absent.append("python-ldap")
    return f"needs {', '.join(absent)}" if absent else ""


@dataclass
class Slapd:
    """A running server, or one that was stopped and can be started again on the same data."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    seconds: int = 1800
    speed: str = "dbnosync"
    plain_port: int = 0  # where it also answers without TLS, for StartTLS
    certificate_of: dict[str, Any] = field(default_factory=dict)
    _made: bool = field(default=False, repr=False)

    @property
    def url(self) -> str:
        """Where it is. libldap checks the certificate of localhost against another name, so the number it is."""
        return f"ldaps://127.0.0.1:{self.port}"

    @property
    def certificate(self) -> str:
        """Return the file that says whom to trust."""
        return str(self.folder / "crt.pem")

    def start(self) -> None:
        """Start it and wait until it answers."""
        if not self._made:
            self._make()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                raise RuntimeError(f"Port {self.port} is taken.")
        command = ["timeout", "-k", "5", str(self.seconds), "slapd", "-f", str(self.folder / "slapd.conf")]
        log = (self.folder / "log").open("ab")
        without_tls = f" ldap://127.0.0.1:{self.plain_port}" if self.plain_port else ""
        addresses = f"ldaps://127.0.0.1:{self.port}{without_tls}"
        self.process = subprocess.Popen([*command, "-h", addresses, "-d", "0"], stdout=log, stderr=log)
        log.close()
        for _ in range(1200):  # a minute, on a busy machine
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"slapd did not start: {(self.folder / 'log').read_text()[-2000:]}")

    def stop(self) -> None:
        """Stop it by its own process and wait."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(60)
            self.process = None

    def admin(self) -> Any:
        """Return a connection that may do everything, for what people do by hand."""
        return self.connection(ADMIN, PASSWORD)

    def connection(self, dn: str, password: str) -> Any:
        """Return a connection signed in as somebody."""
        import ldap

        connection = ldap.initialize(self.url)
        connection.set_option(ldap.OPT_X_TLS_CACERTFILE, self.certificate)
        connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
        connection.simple_bind_s(dn, password)
        return connection

    def certify(self, days: int = 2, name: str = "localhost") -> None:
        """Make a certificate that signs itself, for the next start; one of less than no days has expired."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        names: list[x509.GeneralName] = [x509.DNSName(name)]
        if name == "localhost":
            names.append(x509.IPAddress(IPv4Address("127.0.0.1")))
        today = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(today - timedelta(days=9))
            .not_valid_after(today + timedelta(days=days))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(key, hashes.SHA256())
        )
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (self.folder / "key.pem").write_bytes(private)
        (self.folder / "crt.pem").write_bytes(certificate.public_bytes(Encoding.PEM))

    def _make(self) -> None:
        listing = subprocess.run(["dpkg", "-L", "slapd"], check=True, capture_output=True, text=True).stdout.split()
        (self.folder / "db").mkdir(parents=True)
        self.certify(**self.certificate_of)
        config = CONFIG.format(
            schema=next(Path(p).parent for p in listing if p.endswith("/core.schema")),
            modules=next(Path(p).parent for p in listing if "back_mdb" in p),
            folder=self.folder, suffix=SUFFIX, admin=ADMIN, password=PASSWORD, service=SERVICE, people=PEOPLE,
            groups=GROUPS, speed=self.speed,
        )  # fmt: skip
        (self.folder / "slapd.conf").write_text(config)
        self._made = True
        entries = self.folder / "base.ldif"
        entries.write_text(_base())
        command = ["slapadd", "-f", str(self.folder / "slapd.conf"), "-l", str(entries)]
        subprocess.run(command, check=True, capture_output=True)

    def make_group(self, name: str) -> None:
        """Make a group as a technician does, with a member that is nobody."""
        self.admin().add_s(
            f"cn={name},{GROUPS}",
            [("objectClass", [b"groupOfNames"]), ("cn", [name.encode()]), ("member", [PLACEHOLDER.encode()])],
        )

    def clear(self) -> None:
        """Take everybody out."""
        import ldap

        admin = self.admin()
        for unit in (PEOPLE, OUTSIDE):
            for dn, _ in admin.search_s(unit, ldap.SCOPE_ONELEVEL, "(objectClass=inetOrgPerson)", ["uid"]):
                admin.delete_s(dn)
        for dn, _ in admin.search_s(GROUPS, ldap.SCOPE_ONELEVEL, "(objectClass=groupOfNames)", ["cn"]):
            admin.modify_s(dn, [(ldap.MOD_REPLACE, "member", [PLACEHOLDER.encode()])])
        admin.unbind_s()


def _base() -> str:
    def entry(dn: str, *lines: str) -> str:
        return "\n".join([f"dn: {dn}", *lines, ""])

    units = [
        entry(f"ou={name},{SUFFIX}", "objectClass: organizationalUnit", f"ou: {name}")
        for name in ("people", "groups", "outside", "services", "policies")
    ]
    return "\n".join(
        [
            entry(SUFFIX, "objectClass: dcObject", "objectClass: organization", "dc: hollin", "o: Hollin Bank"),
            *units,
            entry(
                SERVICE, "objectClass: organizationalRole", "objectClass: simpleSecurityObject", "cn: countersign",
                f"userPassword: {PASSWORD}",
            ),
            entry(
                POLICY, "objectClass: pwdPolicy", "objectClass: person", "cn: default",
                "sn: default", "pwdAttribute: userPassword", "pwdMustChange: TRUE", "pwdLockout: TRUE",
            ),
        ]
    )  # fmt: skip


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: Path, **settings: Any) -> Iterator[Slapd]:
    """Run a server in a folder, and stop it whatever happens."""
    server = Slapd(folder, free_port(), **settings)
    os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    try:
        server.start()
        yield server
    finally:
        server.stop()
