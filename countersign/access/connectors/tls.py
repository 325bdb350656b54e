"""Names what is wrong with a server's certificate, which LDAP libraries report as a server that is down."""

import socket
import ssl
from pathlib import Path

from django.utils.translation import gettext as _

# The LDAP request to begin TLS (RFC 4511, section 4.14), as it goes over the wire.
START_TLS = b"0\x1d\x02\x01\x01w\x18\x80\x161.3.6.1.4.1.1466.20037"

EXPIRED, SELF_SIGNED, WRONG_NAME = (10,), (18, 19, 20, 21), (62, 64)


class Unreachable(Exception):
    """Nobody answers at that address and port."""


def certificate_problem(host: str, port: int, ca_file: str, *, start_tls: bool, seconds: float = 5) -> str:
    """Return what is wrong with the certificate of a server in a sentence, or nothing where all is well."""
    if ca_file and not Path(ca_file).is_file():
        return _("The certificate file %(file)s is not there") % {"file": ca_file}
    try:
        context = ssl.create_default_context(cafile=ca_file or None)
    except ssl.SSLError:
        return _("The certificate file %(file)s holds no certificate") % {"file": ca_file}
    try:
        with socket.create_connection((host, port), seconds) as raw:
            if start_tls:
                raw.sendall(START_TLS)
                raw.recv(4096)
            with context.wrap_socket(raw, server_hostname=host):
                return ""
    except ssl.SSLCertVerificationError as error:
        return _sentence(error, host, ca_file)
    except ssl.SSLError:
        where = {"host": host, "port": port}
        return _("%(host)s does not speak TLS on port %(port)s: check the address and the port") % where
    except OSError as error:
        silence = _("%(host)s does not answer on port %(port)s")
        raise Unreachable(silence % {"host": host, "port": port}) from error


def _sentence(error: ssl.SSLCertVerificationError, host: str, ca_file: str) -> str:
    if error.verify_code in EXPIRED:
        return _("The certificate of %(host)s has expired: renew it on the server") % {"host": host}
    if error.verify_code in WRONG_NAME:
        other = _("The certificate of %(host)s is for another name: use the name it carries, or renew it")
        return other % {"host": host}
    if error.verify_code in SELF_SIGNED:
        unknown = _(
            "The certificate of %(host)s is not signed by an authority among this computer’s: "
            "name the file of the one that did"
        )
        not_in_file = _(
            "The certificate of %(host)s is not signed by an authority in %(file)s: name the file of the one that did"
        )
        return (not_in_file if ca_file else unknown) % {"host": host, "file": ca_file}
    return _("The certificate of %(host)s is not valid: %(why)s") % {"host": host, "why": error.verify_message}
