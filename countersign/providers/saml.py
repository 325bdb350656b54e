"""
SAML 2.0, on python3-saml: what allauth's own SAML stands on.

A provider posts its answer from its own site, where a browser sends no session of ours along; so the answer waits in a
short session of its own until the browser comes back by itself. An answer that nobody asked for is refused, and only a
subject that lasts is believed: a NameID that is an address, or is new each time, names nobody.
"""

from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.internal import statekit
from allauth.socialaccount.sessions import LoginSession
from django.conf import settings as of_installation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.providers.asking_out import is_private_enough
from countersign.providers.came import Came, NotBelieved
from countersign.providers.models import Provider
from countersign.refusals import Refused

LARGEST = 200_000  # characters of an answer
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
SECOND_STEPS = {
    "https://refeds.org/profile/mfa",
    "http://schemas.microsoft.com/claims/multipleauthn",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorUnregistered",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken",
}
UNREADABLE = (ValueError, SyntaxError, TypeError, LookupError, AttributeError)  # what nonsense makes of XML and base64
MICROSOFT = "http://schemas.microsoft.com/claims/authnmethodsreferences"
NAMES = ("http://schemas.microsoft.com/identity/claims/displayname", "urn:oid:2.16.840.1.113730.3.1.241", "displayName")
ADDRESSES = (
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "urn:oid:0.9.2342.19200300.100.1.3",
    "mail",
    "email",
)


class MetadataTrouble(Refused):
    """Metadata that cannot be used: what is wrong, in a sentence."""


class NoSaml(Refused):
    """SAML, where the packages for it are not installed."""

    message = "Signing in with SAML needs python3-saml: install what requirements-saml.lock names."


def library() -> Any:
    """Return python3-saml's two entrances, or say how to get it."""
    try:
        from onelogin.saml2 import auth, idp_metadata_parser  # noqa: PLC0415  # an optional extra with compiled parts
    except ImportError as missing:
        raise NoSaml from missing
    return auth, idp_metadata_parser


def is_here() -> bool:
    """Return whether SAML can be used on this machine."""
    try:
        library()
    except NoSaml:
        return False
    return True


def read_metadata(text: str) -> dict[str, Any]:
    """Return what a provider's metadata say that we need, or say what is wrong with them."""
    parser = library()[1].OneLogin_Saml2_IdPMetadataParser
    try:
        idp = parser.parse(text, required_sso_binding=REDIRECT)["idp"]
    except Exception as wrong:  # the library raises whatever its XML parser does
        raise MetadataTrouble(_("This is no SAML metadata. Copy the whole file, from the first < on.")) from wrong
    issuer, address = idp.get("entityId", ""), idp.get("singleSignOnService", {}).get("url", "")
    several = idp.get("x509certMulti", {}).get("signing", [])
    certificates = several or ([idp["x509cert"]] if idp.get("x509cert") else [])
    if not issuer or not address or not certificates:
        raise MetadataTrouble(
            _("The metadata lack the entity ID, an address to sign in at by HTTP-Redirect, or a certificate.")
        )
    if not is_private_enough(address):
        raise MetadataTrouble(_("The address to sign in at must begin with https://"))
    return {"issuer": issuer, "sso_url": address, "certificates": certificates}


def begin(request: HttpRequest, provider: Provider, *, path: str, about: dict[str, Any], again: bool) -> str:
    """Return the address to send somebody to. `again`: they are to show who they are even if they just did."""
    auth = auth_for(request, provider)
    address: str = auth.login(return_to="", force_authn=again, set_nameid_policy=False)
    statekit.stash_state(
        request,
        provider_id=str(provider.public_id),
        state={"next": path, "data": about},
        state_id=auth.get_last_request_id(),
    )
    return address


def hold(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Hold an answer that came from another site, until the browser asks for it with its own session."""
    response = HttpResponseRedirect(reverse("providers:finish", args=[provider.public_id]))
    answer = request.POST.get("SAMLResponse", "")
    held = waiting(request)
    held.store["answer"] = answer if len(answer) <= LARGEST else ""
    held.store.set_expiry(300)
    held.save(response)
    response.cookies[held.cookie_name]["httponly"] = True
    return response


def answered(request: HttpRequest, provider: Provider) -> tuple[Came, dict[str, Any]]:
    """Return who came and what for, once everything about the answer that waits was checked."""
    held = waiting(request)
    answer = held.store.get("answer")
    held.delete()
    if not answer:
        raise NotBelieved("no answer waits")
    auth = auth_for(request, provider, answer)
    try:
        auth.process_response(request_id=None)
    except (*UNREADABLE, auth_error()) as wrong:
        raise NotBelieved(f"the answer cannot be read: {type(wrong).__name__}") from wrong
    if auth.get_errors() or not auth.is_authenticated():
        raise NotBelieved(f"the answer is refused: {auth.get_last_error_reason() or auth.get_errors()}")
    asked = auth.get_last_response_in_response_to()
    state = statekit.unstash_state(request, provider_id=str(provider.public_id), state_id=asked or "")
    if state is None:
        raise NotBelieved("nobody here asked for this answer")
    return read(provider, auth), state


def read(provider: Provider, auth: Any) -> Came:
    """Return what an answer says of somebody."""
    attributes: dict[str, list[str]] = auth.get_attributes()
    named = provider.settings.get("subject_attribute", "")
    lasting = auth.get_nameid() if auth.get_nameid_format() == PERSISTENT else ""
    subject = first(attributes, named) if named else lasting
    if not subject or len(subject) > 255:
        raise NotBelieved("the answer names no subject that lasts")
    contexts = [str(each) for each in auth.get_last_authn_contexts()] + attributes.get(MICROSOFT, [])
    wanted = provider.settings.get("second_step_context", "")
    return Came(
        issuer=provider.issuer,
        subject=subject,
        name=first(attributes, *NAMES)[:200],
        email=first(attributes, *ADDRESSES)[:254],
        staff_id=first(attributes, provider.settings.get("staff_id_claim", ""))[:50],
        second_step=wanted in contexts if wanted else not SECOND_STEPS.isdisjoint(contexts),
        steps=", ".join(dict.fromkeys(contexts))[:200],
    )


def first(attributes: dict[str, list[str]], *names: str) -> str:
    """Return the first value of the first attribute that is there."""
    return next((str(attributes[name][0]).strip() for name in names if name and attributes.get(name)), "")


def metadata(request: HttpRequest, provider: Provider) -> bytes:
    """Return our own metadata, which a provider's page asks for."""
    found = auth_for(request, provider).get_settings().get_sp_metadata()
    return found if isinstance(found, bytes) else str(found).encode()


def auth_for(request: HttpRequest, provider: Provider, answer: str = "") -> Any:
    """Return python3-saml set up for a provider, and for an answer of its."""
    here = urlsplit(request.build_absolute_uri(reverse("providers:acs", args=[provider.public_id])))
    asked = {
        "https": "on" if here.scheme == "https" else "off",
        "http_host": here.netloc,
        "script_name": "",
        "path_info": here.path,
        "get_data": {},
        "post_data": {"SAMLResponse": answer} if answer else {},
    }
    return library()[0].OneLogin_Saml2_Auth(asked, configuration(provider, here.geturl()))


def configuration(provider: Provider, acs: str) -> dict[str, Any]:
    """Return what python3-saml is told: strict, signed, and nothing outdated."""
    settings = provider.settings
    return {
        "strict": True,
        "security": {
            "wantAssertionsSigned": False,  # one of the two must be: an answer without any signature is refused
            "wantMessagesSigned": False,
            "wantNameId": False,
            "wantAttributeStatement": False,
            "requestedAuthnContext": [context] if (context := settings.get("second_step_context")) else False,
            "rejectDeprecatedAlgorithm": True,
            "rejectUnsolicitedResponsesWithInResponseTo": False,
            "allowSingleLabelDomains": True,
        },
        "idp": {
            "entityId": settings["issuer"],
            "singleSignOnService": {"url": settings["sso_url"], "binding": REDIRECT},
            "x509certMulti": {"signing": settings["certificates"]},
        },
        "sp": {
            "entityId": entity_of(provider),
            "assertionConsumerService": {"url": acs, "binding": POST},
        },
    }


def entity_of(provider: Provider) -> str:
    """Return how a provider knows us: the address of our metadata."""
    return f"{of_installation.ADDRESS}{reverse('providers:metadata', args=[provider.public_id])}"


def auth_error() -> type[Exception]:
    """Return the fault that python3-saml raises."""
    from onelogin.saml2.errors import OneLogin_Saml2_Error  # noqa: PLC0415  # as above

    found: type[Exception] = OneLogin_Saml2_Error
    return found


def waiting(request: HttpRequest) -> Any:
    """Return the short session in which an answer from another site waits."""
    return LoginSession(request, "saml_waiting", "countersign-saml")
