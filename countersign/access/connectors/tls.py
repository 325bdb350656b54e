"""Names what is wrong with a server's certificate, which LDAP libraries report as a server that is down."""

import socket
import ssl
from pathlib import Path

# The LDAP request to begin TLS (RFC 4511, section 4.14), as it goes over the wire.
START_TLS = b"0\x1d\x02\x01\x01w\x18\x80\x161.3.6.1.4.1.1466.20037"

EXPIRED, SELF_SIGNED, WRONG_NAME = (10,), (18, 19, 20, 21), (62, 64)


class Unreachable(Exception):
    """Nobody answers at that address and port."""


def certificate_problem(host: str, port: int, ca_file: str, *, start_tls: bool, seconds: float = 5) -> str:
    """Return what is wrong with the certificate of a server in a sentence, or nothing where all is well."""
    if ca_file and not Path(ca_file).is_file():
        return f"The certificate file {ca_file} is not there"
    try:
        context = ssl.create_default_context(cafile=ca_file or None)
    except ssl.SSLError:
        return f"The certificate file {ca_file} holds no certificate"
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
        return f"{host} does not speak TLS on port {port}: check the address and the port"
    except OSError as error:
        raise Unreachable(f"{host} does not answer on port {port}") from error


def _sentence(error: ssl.SSLCertVerificationError, host: str, ca_file: str) -> str:
    if error.verify_code in EXPIRED:
        return f"The certificate of {host} has expired: renew it on the server"
    if error.verify_code in WRONG_NAME:
        return f"The certificate of {host} is for another name: use the name it carries, or renew it"
    if error.verify_code in SELF_SIGNED:
        where = f"in {ca_file}" if ca_file else "among this computer’s"
        return f"The certificate of {host} is not signed by an authority {where}: name the file of the one that did"
    return f"The certificate of {host} is not valid: {error.verify_message}"
