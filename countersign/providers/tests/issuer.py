"""An OpenID provider on loopback: it does what the standard says, and each test says in what it misbehaves."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PAGE = '<!doctype html><html lang="en"><title>Provider</title><h1>Provider</h1><a href="{}">Go on</a></html>'
CLIENT, SECRET = "countersign", "a secret / of the client+"


class Issuer:
    """A provider with one person signed in at it, whose claims a test may change."""

    def __init__(self, path: str = "") -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}{path}"
        self.person: dict[str, Any] = {"sub": "s-1", "name": "Nadia Kow", "email": "nadia@mail.example"}
        self.token: dict[str, Any] = {}
        """What the token says instead; None leaves a claim out."""
        self.key: Any = KEY
        self.algorithm = "RS256"
        self.userinfo: dict[str, Any] | None = None
        self.configuration: dict[str, Any] = {}
        self.answer: dict[str, str] = {}
        """What the answer to the browser says besides."""
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []
        self.seen: list[str] = []

    def sent(self, address: str, **changed: str) -> str:
        """Sign in as a browser would, and return where the browser is sent back to."""
        asked = dict(parse_qsl(urlsplit(address).query))
        return self.answered(asked, **changed)

    def answered(self, asked: dict[str, str], **changed: str) -> str:
        """Return the address that answers a request."""
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        said = {"code": code, "state": asked["state"], **self.answer, **changed}
        return f"{asked['redirect_uri']}?{urlencode(said)}"

    def config(self) -> dict[str, Any]:
        """Return the discovery document."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **self.configuration,
        }

    def exchange(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Give tokens for a code, once, to the client that asked for it."""
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked.get("code_challenge"):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked.get("nonce")}
        claims = {name: value for name, value in (claims | self.person | self.token).items() if value is not None}
        key: Any = None if self.algorithm == "none" else self.key
        token = jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": "k"})
        return 200, {"access_token": "at", "token_type": "Bearer", "expires_in": 300, "id_token": token}

    def keys(self) -> dict[str, Any]:
        """Return the public key."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [{**public, "kid": "k", "use": "sig", "alg": "RS256"}]}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                outer.seen.append(parts.path)
                if parts.path.endswith("/authorize"):
                    back = outer.answered(dict(parse_qsl(parts.query)))
                    return self.say(200, PAGE.format(back.replace("&", "&amp;")).encode(), "text/html")
                told = {
                    "openid-configuration": outer.config(),
                    "keys": outer.keys(),
                    "userinfo": outer.userinfo or outer.person,
                }.get(parts.path.rpartition("/")[2])
                return self.tell(404 if told is None else 200, told or {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                outer.seen.append(self.path)
                if self.path.endswith("/elsewhere"):
                    self.send_response(307)
                    self.send_header("Location", outer.issuer + "/stolen")
                    return self.end_headers()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                return self.tell(*outer.exchange(form))

            def tell(self, status: int, data: dict[str, Any]) -> None:
                self.say(status, json.dumps(data).encode(), "application/json")

            def say(self, status: int, body: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Keep quiet."""

        return Handler


@contextmanager
def running(path: str = "") -> Iterator[Issuer]:
    """Run a provider, and stop it whatever happens."""
    issuer = Issuer(path)
    thread = threading.Thread(target=issuer.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        issuer.server.shutdown()
        issuer.server.server_close()
        thread.join(5)
