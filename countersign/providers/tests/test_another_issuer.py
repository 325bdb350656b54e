"""The whole way to a provider written by others, and back."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urljoin

import pytest
import requests

from countersign.access.tests.slapd import free_port
from countersign.people.models import Ticket
from countersign.people.tests.factories import make_administrator, make_person, make_school, ticket_for
from countersign.providers import setting_up
from countersign.providers.models import Provider
from countersign.providers.tests import another_issuer
from countersign.providers.tests.factories import is_signed_in, make_provider
from countersign.providers.tests.issuer import CLIENT, SECRET
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db


@contextmanager
def running(folder: Path, port: int, redirect_uri: str) -> Iterator[None]:
    """Run the other site, and stop it whatever happens."""
    command = [sys.executable, another_issuer.__file__, str(folder), str(port), redirect_uri, CLIENT, SECRET]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=(folder / "log").open("wb"), text=True)
    try:
        assert process.stdout
        assert process.stdout.readline() == "READY\n", (folder / "log").read_text()[-2000:]
        yield
    finally:
        process.terminate()
        process.wait(10)


def sign_in_there(address: str) -> str:
    """Sign in at the other site as a browser would, and return where it sends the browser back to."""
    with requests.Session() as browser:
        page = browser.get(address, timeout=20)
        while "http://testserver" not in page.url and 'name="login"' in page.text:
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
            next_page = re.search(r'name="next" value="([^"]+)"', page.text)
            assert token
            assert next_page
            form = {
                "csrfmiddlewaretoken": token[1],
                "login": another_issuer.ADDRESS,
                "password": another_issuer.PASSWORD,
                "next": next_page[1].replace("&amp;", "&"),
            }
            answer = browser.post(page.url, form, timeout=20, allow_redirects=False)
            while "Location" in answer.headers:
                on = urljoin(answer.url, answer.headers["Location"])
                if on.startswith("http://testserver"):
                    return on
                answer = browser.get(on, timeout=20, allow_redirects=False)
            page = answer
        raise AssertionError(page.text[:2000])


def test_a_person_joins_and_signs_in_at_a_provider_written_by_others(client: PageClient, tmp_path: Path) -> None:
    port = free_port()
    administrator = make_administrator(make_school())
    provider = make_provider(administrator, SimpleNamespace(issuer=f"http://127.0.0.1:{port}"))  # type: ignore[arg-type]
    person = make_person(provider.school)
    _, secret = ticket_for(person, Ticket.Purpose.JOIN)
    begin = f"/sign-in/with/{provider.public_id}/"

    with running(tmp_path, port, f"http://testserver{begin}back/"):
        assert "takes our client ID and secret" in setting_up.try_it(provider)
        client.post(f"/i/{secret}/", {"way": begin})
        joined = client.get(sign_in_there(client.post(begin, {"purpose": "join"}).context["address"]))
        assert joined.status_code == 302
        assert is_signed_in(client)
        other = PageClient()
        other.get(sign_in_there(other.post(begin, {"purpose": "sign-in"}).context["address"]))

    person.refresh_from_db()
    assert other.session["_auth_user_id"] == str(person.account_id)
    assert other.session["known_by"]["method"] == "oidc"
    assert Provider.objects.get().links.get().person == person
