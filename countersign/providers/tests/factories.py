"""Providers for tests, set up by an administrator as on the page."""

from typing import Any

from django.utils import timezone

from countersign.people.models import Person
from countersign.providers import setting_up
from countersign.providers.models import Provider
from countersign.providers.tests.issuer import CLIENT, SECRET, Issuer
from countersign.ui.testing import PageClient


def make_provider(by: Person, issuer: Issuer, *, words: str = "school account", **details: Any) -> Provider:
    settings = {"issuer": issuer.issuer, "client_id": CLIENT, **details.pop("settings", {})}
    details = {"kind": Provider.Kind.OIDC, "trusts_second_step": False, "matches_by": "nothing", **details}
    return setting_up.set_up(
        by.school, words=words, settings=settings, secret=SECRET, by=by, at=timezone.now(), **details
    )


def go(
    client: PageClient, provider: Provider, issuer: Issuer, *, path: str = "", purpose: str = "sign-in", **said: str
) -> Any:
    """Press the button, sign in at the provider, and come back."""
    return client.get(way_back(client, provider, issuer, path=path, purpose=purpose, **said))


def way_back(
    client: PageClient, provider: Provider, issuer: Issuer, *, path: str = "", purpose: str = "sign-in", **said: str
) -> str:
    """Press the button and sign in at the provider; return where the browser is then sent."""
    going = client.post(f"/sign-in/with/{provider.public_id}/", {"purpose": purpose, "next": path})
    assert going.status_code == 200, going
    return issuer.sent(going.context["address"], **said)


def is_signed_in(client: PageClient) -> bool:
    return "_auth_user_id" in client.session
