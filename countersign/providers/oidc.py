"""
OpenID Connect: allauth sends people there and exchanges the code; what comes back we check ourselves.

allauth keeps the state with the session and adds PKCE. It takes the issuer that the server names, reads the token
without its signature, compares no nonce, and prefers what `userinfo` says without asking of whom. All of these are
checked here.
"""

import json
import secrets
from typing import Any

import jwt
import requests
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.providers.asking_out import PlainSession, is_private_enough
from countersign.providers.came import Came, NotBelieved
from countersign.providers.models import Provider
from countersign.providers.tokens import believed, moment
from countersign.refusals import Refused

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
DISCOVERY = "/.well-known/openid-configuration"


class NotReady(Refused):
    """A provider whose server does not answer as it should: what is wrong, in a sentence."""


def app_of(provider: Provider) -> SocialApp:
    """Return a provider as allauth knows one. It is never saved: the secret stays encrypted in our own row."""
    return SocialApp(
        provider="openid_connect",
        provider_id=str(provider.public_id),
        name=provider.words,
        client_id=provider.settings.get("client_id", ""),
        secret=provider.reveal(),
        settings={"server_url": provider.issuer, "oauth_pkce_enabled": True, "scope": ["openid", "profile", "email"]},
    )


def discover(issuer: str) -> dict[str, Any]:
    """Return what an issuer says of itself, or say in a sentence what is wrong with it."""
    if not is_private_enough(issuer):
        raise NotReady(_("The issuer’s address must begin with https://"))
    try:
        with PlainSession() as session:
            response = session.get(issuer.rstrip("/") + DISCOVERY)
            found = response.json() if response.ok else None
    except requests.exceptions.SSLError:
        raise NotReady(_("The certificate of %(issuer)s is not trusted by this server.") % {"issuer": issuer}) from None
    except requests.exceptions.JSONDecodeError:
        found = None
    except requests.RequestException:
        raise NotReady(_("%(issuer)s does not answer. Check the address.") % {"issuer": issuer}) from None
    if not isinstance(found, dict):
        raise NotReady(_("There is no OpenID Connect provider at %(issuer)s. Check the address.") % {"issuer": issuer})
    if found.get("issuer") != issuer:
        raise NotReady(
            _("The server at this address calls itself %(other)s. Enter exactly that as the issuer.")
            % {"other": " ".join(str(found.get("issuer")).split())[:200]}
        )
    if not all(is_private_enough(str(found.get(name, ""))) for name in ENDPOINTS):
        raise NotReady(_("The provider does not say where to sign in, or not over https://."))
    return found


def keys_of(config: dict[str, Any]) -> dict[str, Any]:
    """Return the keys with which an issuer signs."""
    with PlainSession() as session:
        response = session.get(config["jwks_uri"])
        response.raise_for_status()
        found = response.json()
    if not isinstance(found, dict):
        raise NotBelieved("the issuer shows no keys")
    return found


class Client(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Our side of the exchange with one provider."""

    def __init__(self, request: HttpRequest, provider: Provider) -> None:
        self.row = provider
        super().__init__(request, str(provider.public_id))

    def get_provider(self) -> "Exchange":
        """Return the provider as allauth wants it."""
        return Exchange(self.request, app=app_of(self.row), row=self.row)

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the issuer says of itself, asked once."""
        if not hasattr(self, "_config"):
            self._config = discover(self.row.issuer)
        return self._config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return where people come back to: an address for each provider, so that none answers in another's name."""
        del app
        return request.build_absolute_uri(reverse("providers:back", args=[self.row.public_id]))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Hand over the tokens unread: whether they answer this request only the state can tell."""
        del request, app
        tokens = {"id_token": kwargs["response"].get("id_token", ""), "access_token": token.token}
        return SocialLogin(provider=self.get_provider(), account=SocialAccount(extra_data=tokens))

    def came(self, login: SocialLogin) -> Came:
        """Return who came, once everything about the answer was checked."""
        config, state = self.openid_config, login.state["data"]
        self._check_who_answers(config)
        tokens = login.account.extra_data
        claims = believed(
            str(tokens["id_token"]),
            keys_of(config),
            issuer=self.row.issuer,
            client=self.row.settings["client_id"],
            nonce=state.get("nonce", ""),
        )
        if not (claims.get("name") and claims.get("email")) and config.get("userinfo_endpoint"):
            claims = {**self._more(claims["sub"], str(config["userinfo_endpoint"]), tokens["access_token"]), **claims}
        return read(self.row, claims)

    def _check_who_answers(self, config: dict[str, Any]) -> None:
        """Refuse an answer that names another issuer (RFC 9207), as when two providers are mixed up."""
        said = self.request.GET.get("iss")
        if said is None and config.get("authorization_response_iss_parameter_supported"):
            raise NotBelieved("the answer does not say whose it is")
        if said is not None and said != self.row.issuer:
            raise NotBelieved("the answer is another issuer’s")

    def _more(self, subject: str, url: str, access_token: str) -> dict[str, Any]:
        """Return what the provider says beside the token, where it says it of the same person."""
        if not is_private_enough(url):
            return {}
        with PlainSession() as session:
            response = session.get(url, headers={"Authorization": f"Bearer {access_token}"})
            response.raise_for_status()
            found = response.json()
        if not isinstance(found, dict) or found.get("sub") != subject:
            raise NotBelieved("what was said beside the token is about somebody else")
        return {name: found[name] for name in found if name not in ("iss", "aud", "tid", "oid", "hd", "amr", "acr")}


class Exchange(OpenIDConnectProvider):  # type: ignore[misc]
    """A provider as allauth calls it, made from our row."""

    def __init__(self, request: HttpRequest, app: SocialApp, row: Provider) -> None:
        super().__init__(request, app=app)
        self.row = row

    def get_oauth2_adapter(self, request: HttpRequest) -> Client:
        """Return our side of the exchange."""
        return Client(request, self.row)

    def came(self, login: SocialLogin) -> Came:
        """Return who came, or refuse to believe it."""
        return Client(self.request, self.row).came(login)


def begin(request: HttpRequest, provider: Provider, *, path: str, about: dict[str, Any], again: bool) -> str:
    """Return the address to send somebody to. `again`: they are to show who they are even if they just did."""
    nonce = secrets.token_urlsafe(24)
    params: dict[str, str] = {"nonce": nonce, **wanted(provider)}
    if again:
        params |= {"prompt": "login", "max_age": "0"}
    exchange = Client(request, provider).get_provider()
    try:
        response = exchange.redirect(
            request, process="login", next_url=path, data={**about, "nonce": nonce}, auth_params=params
        )
    except requests.RequestException as silence:
        raise NotReady(_("%(words)s does not answer.") % {"words": provider.words}) from silence
    return str(response.url)


def wanted(provider: Provider) -> dict[str, str]:
    """Return what is asked of a provider besides who somebody is."""
    if provider.kind == Provider.Kind.GOOGLE:
        return {"hd": provider.settings.get("domain", "")}
    context = provider.settings.get("second_step_context", "")
    if context and provider.kind == Provider.Kind.MICROSOFT:
        return {"claims": json.dumps({"id_token": {"acrs": {"essential": True, "value": context}}})}
    return {"acr_values": context} if context else {}


def back(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Let allauth exchange the code; `adapter.Arrivals` then takes over."""
    response: HttpResponse = OAuth2CallbackView.adapter_view(Client(request, provider))(request)
    return response


def read(provider: Provider, claims: dict[str, Any]) -> Came:
    """Return what believed claims say, after what this kind of provider asks to be looked at."""
    subject, email = str(claims["sub"]), text(claims, "email")
    is_verified = claims.get("email_verified") is True
    if provider.kind == Provider.Kind.MICROSOFT:
        if text(claims, "tid") != provider.settings["tenant"]:
            raise NotBelieved("somebody of another tenant")
        subject = text(claims, "oid")  # the same for every program of the tenant; `sub` changes with the program
        if not subject:
            raise NotBelieved("the token names no object of the tenant")
        is_verified = False  # whoever looks after a tenant writes there what they like
        email = email or text(claims, "preferred_username")
    if provider.kind == Provider.Kind.GOOGLE and text(claims, "hd").lower() != provider.settings["domain"]:
        raise NotBelieved("somebody of another domain")
    steps = said(claims.get("amr")) + said(claims.get("acr")) + said(claims.get("acrs"))
    context = provider.settings.get("second_step_context", "")
    name = text(claims, "name") or f"{text(claims, 'given_name')} {text(claims, 'family_name')}".strip()
    return Came(
        issuer=provider.issuer,
        subject=subject,
        name=name[:200],
        email=email[:254],
        email_is_verified=is_verified,
        staff_id=text(claims, provider.settings.get("staff_id_claim", ""))[:50],
        second_step=context in said(claims.get("acr")) + said(claims.get("acrs"))
        if context
        else "mfa" in said(claims.get("amr")),
        steps=", ".join(steps)[:200],
        at=moment(claims.get("auth_time")),
    )


def text(claims: dict[str, Any], name: str) -> str:
    """Return a claim that is text or a number, without space around it."""
    value = claims.get(name) if name else None
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def said(value: object) -> list[str]:
    """Return a claim that is a word or several."""
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def check(provider: Provider) -> str:
    """Say that a provider answers and knows us, or raise what is wrong in a sentence."""
    config = discover(provider.issuer)
    try:
        keys = jwt.PyJWKSet.from_dict(keys_of(config)).keys
    except (requests.RequestException, jwt.PyJWTError, NotBelieved):
        keys = []
    if not keys:
        raise NotReady(_("The provider shows no keys with which its answers could be checked."))
    answer = refusal_of_a_wrong_code(provider, config)
    if answer in ("invalid_client", "unauthorized_client"):
        raise NotReady(
            _("The provider does not know this client ID and secret. Check both; a secret may have expired.")
        )
    if answer == "invalid_grant":
        return _("The provider answers, and takes our client ID and secret.")
    return _("The provider answers. Whether it takes our client ID and secret shows at the first sign-in.")


def refusal_of_a_wrong_code(provider: Provider, config: dict[str, Any]) -> str:
    """Return what a provider says to a code that it never gave: whether it knows us shows in that."""
    methods = config.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    client, secret = provider.settings["client_id"], provider.reveal()
    sent = {"grant_type": "authorization_code", "code": "none", "redirect_uri": "https://none.invalid/"}
    by_header = (client, secret) if "client_secret_post" not in methods else None
    if by_header is None:
        sent |= {"client_id": client, "client_secret": secret}
    try:
        with PlainSession() as session:
            found = session.post(config["token_endpoint"], data=sent, auth=by_header).json()
    except (requests.RequestException, ValueError):
        return ""
    return str(found.get("error", "")) if isinstance(found, dict) else ""
