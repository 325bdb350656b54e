"""A SAML provider, pysaml2's, with one person signed in at it: what it answers is signed by xmlsec1, as elsewhere."""

import base64
import shutil
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
ADDRESS = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"


def missing() -> str:
    """Return what this machine lacks for a SAML provider of its own, in one line, or nothing."""
    absent = [] if shutil.which("xmlsec1") else ["xmlsec1"]
    for name in ("onelogin.saml2", "saml2"):
        try:
            __import__(name)
        except ImportError:
            absent.append(name)
    return f"needs {', '.join(absent)}" if absent else ""


class SamlProvider:
    """A provider that answers what it was asked, or as a test says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entity = "https://saml.school.test/metadata"
        self.at = "http://127.0.0.1:9/sso"
        make_certificate(folder, "idp")

    def config(self, **more: Any) -> Any:
        """Return how pysaml2 is told of this provider."""
        from saml2.config import IdPConfig

        sign_on = [(self.at, "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect")]
        config = IdPConfig()
        config.load(
            {
                "entityid": self.entity,
                "service": {"idp": {"endpoints": {"single_sign_on_service": sign_on}}},
                "key_file": str(self.folder / "idp.key"),
                "cert_file": str(self.folder / "idp.crt"),
                "xmlsec_binary": shutil.which("xmlsec1"),
                **more,
            }
        )
        return config

    def server(self, our_metadata: str) -> Any:
        """Return pysaml2's provider, which knows us by our metadata."""
        from saml2.server import Server

        (self.folder / "sp.xml").write_text(our_metadata)
        return Server(config=self.config(metadata={"local": [str(self.folder / "sp.xml")]}))

    def metadata(self) -> str:
        """Return this provider's metadata, as its page gives them out."""
        from saml2.metadata import create_metadata_string

        return str(create_metadata_string(None, config=self.config()).decode())

    def request_of(self, address: str) -> str:
        """Return the request that an address carries."""
        sent = parse_qs(urlsplit(address).query)["SAMLRequest"][0]
        return zlib.decompress(base64.b64decode(sent), -15).decode()

    def answer(
        self,
        our_metadata: str,
        address: str,
        *,
        subject: str = "s-1",
        sort: str = PERSISTENT,
        context: str = PASSWORD,
        sign: bool = True,
        **changed: Any,
    ) -> str:
        """Return the answer to a request, as the provider's page would post it."""
        from saml2 import BINDING_HTTP_REDIRECT
        from saml2.saml import NameID

        server = self.server(our_metadata)
        sent = parse_qs(urlsplit(address).query)["SAMLRequest"][0]
        request = server.parse_authn_request(sent, BINDING_HTTP_REDIRECT).message
        response = server.create_authn_response(
            {"displayName": "Nadia Kow", "mail": "nadia@mail.example", "employeeNumber": "T1"},
            **{
                "in_response_to": request.id,
                "destination": request.assertion_consumer_service_url,
                "sp_entity_id": request.issuer.text,
                "sign_alg": SHA256,
                "digest_alg": "http://www.w3.org/2001/04/xmlenc#sha256",
                **changed,
            },
            name_id=NameID(format=sort, text=subject),
            authn={"class_ref": context, "authn_auth": self.entity},
            sign_assertion=sign,
            sign_response=False,
        )
        return base64.b64encode(str(response).encode()).decode()


def make_certificate(folder: Path, name: str) -> None:
    """Make a key and a certificate that signs itself."""
    folder.mkdir(parents=True, exist_ok=True)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    (folder / f"{name}.key").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    )
    (folder / f"{name}.crt").write_bytes(certificate.public_bytes(Encoding.PEM))
