"""Believing an ID token, or not (OpenID Connect Core 1.0, section 3.1.3.7)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import jwt

from countersign.providers.came import NotBelieved

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]  # none that is secret
LEEWAY = 60  # seconds that two clocks may differ
NEEDED = ["iss", "sub", "aud", "exp", "iat"]


def believed(token: str, keys: Mapping[str, Any], *, issuer: str, client: str, nonce: str) -> dict[str, Any]:
    """
    Return the claims of an ID token that is signed by its issuer, is for us, is fresh, and answers this very request.

    The library that we build on leaves the signature out, since the token came over TLS, and knows no nonce.
    """
    try:
        header = jwt.get_unverified_header(token)
        key = key_of(header, keys)
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=client,
            leeway=LEEWAY,
            options={"require": NEEDED, "strict_aud": False},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as wrong:
        raise NotBelieved(f"the token cannot be believed: {wrong}") from wrong
    if not nonce or claims.get("nonce") != nonce:
        raise NotBelieved("the token answers another request")
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if audiences != [client] and claims.get("azp") != client:
        raise NotBelieved("the token is for others as well")
    if claims.get("azp", client) != client:
        raise NotBelieved("the token was made for another program")
    if not isinstance(claims["sub"], str) or not claims["sub"] or len(claims["sub"]) > 255:
        raise NotBelieved("the token names nobody")
    return claims


def key_of(header: Mapping[str, Any], keys: Mapping[str, Any]) -> Any:
    """Return the key that a token says it was signed with; one that says nothing may be tried where there is one."""
    usable = [each for each in jwt.PyJWKSet.from_dict(dict(keys)).keys if each.public_key_use in (None, "sig")]
    if name := header.get("kid"):
        usable = [each for each in usable if each.key_id == name]
    if len(usable) != 1:
        raise NotBelieved("the token is signed with a key that its issuer does not show")
    return usable[0].key


def moment(value: object) -> datetime | None:
    """Return a moment that a token states in seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
