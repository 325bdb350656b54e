"""
The installation's own keys: a root, a key that signs checkpoints, and one for each school that seals its records.

All are EC P-256 and made when first needed, in `keys/` of the data folder, readable by this user only. The
certificates beside them (`.crt`) are for everybody. A root of our own proves nothing to a stranger by itself: its
fingerprint is printed on records and pages, so that people can compare it with one they were given another way.
"""

import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import cast
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

LIFETIME = timedelta(days=20 * 365)
"""No certificate ends before the records it sealed may be thrown away (pupils: date of birth + 25, so from age 5)."""


@dataclass(frozen=True)
class Key:
    """A private key and its certificate."""

    private: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def sign(self, text: str) -> bytes:
        """Sign a text: ECDSA over its SHA-256."""
        return self.private.sign(text.encode(), ec.ECDSA(hashes.SHA256()))

    @property
    def pem(self) -> str:
        """The certificate, as text."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate, in groups of four for reading aloud."""
        digits = self.certificate.fingerprint(hashes.SHA256()).hex()
        return " ".join(digits[i : i + 4] for i in range(0, 64, 4))


@cache
def root() -> Key:
    """Return the installation's root, made at the first call on this machine."""
    return _kept("root") or _made("root", "Countersign root", issuer=None)


@cache
def ledger_key() -> Key:
    """Return the key that signs checkpoints."""
    return _kept("ledger") or _made("ledger", "Countersign ledger", issuer=root())


@cache
def school_key(chain: UUID, name: str) -> Key:
    """Return the key that seals a school's records; `name` stands in its certificate when it is made now."""
    file = f"school-{chain}"
    return _kept(file) or _made(file, name, issuer=root())


def seal(*said: object) -> str:
    """Return the keyed hash that says this installation wrote a row."""
    return hmac.new(_row_secret(), "\n".join(map(str, said)).encode(), sha256).hexdigest()


def forget_loaded() -> None:
    """Read the keys again at the next use, as after restoring them from a backup."""
    for each in (root, ledger_key, school_key, _row_secret):
        each.cache_clear()


@cache
def _row_secret() -> bytes:
    path = folder() / "row-secret"
    if not path.exists():
        _write_once(path, secrets.token_hex(32).encode())
    return bytes.fromhex(path.read_text())


def folder() -> Path:
    """Return where the keys are kept, made when first needed."""
    folder = Path(settings.DATA) / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _kept(file: str) -> Key | None:
    path = folder() / f"{file}.pem"
    if not path.exists():
        return None
    pem = path.read_bytes()
    private = cast("ec.EllipticCurvePrivateKey", serialization.load_pem_private_key(pem, password=None))
    return Key(private, x509.load_pem_x509_certificate(pem))


def _made(file: str, name: str, issuer: Key | None) -> Key:
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(private, name, issuer)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)
    _write_once(folder() / f"{file}.pem", pem)
    key = _kept(file) or Key(private, certificate)  # another process may have been first: then its key is the one
    _write_once(folder() / f"{file}.crt", key.pem.encode(), mode=0o644)
    return key


def _certificate(private: ec.EllipticCurvePrivateKey, name: str, issuer: Key | None) -> x509.Certificate:
    now = datetime.now(UTC)
    public = private.public_key()
    issuing = issuer.private if issuer else private
    # RFC 5280: a common name has at most 64 characters, an organisation's too.
    subject = [x509.NameAttribute(NameOID.COMMON_NAME, name[:64])]
    if issuer is None:
        subject.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, secrets.token_hex(4)))
    named = x509.Name(subject)
    usage = x509.KeyUsage(
        digital_signature=issuer is not None,
        content_commitment=issuer is not None,
        key_cert_sign=issuer is None,
        crl_sign=issuer is None,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(issuer.certificate.subject if issuer else named)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(min(now + LIFETIME, issuer.certificate.not_valid_after_utc) if issuer else now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=0 if issuer is None else None), True)
        .add_extension(usage, True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing.public_key()), False)
        .sign(issuing, hashes.SHA256())
    )


def _write_once(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file whole or not at all, and leave one that is there already."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
