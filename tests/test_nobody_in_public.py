"""Nothing of the people who sign is on any page that is open to everybody: looked for all over the demonstration."""

import io
import re

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from countersign.demo.loading import load
from countersign.evidence.editions import seal_editions
from countersign.ledger.verifier import attachments
from countersign.people.models import Holding, Person
from countersign.policies.models import Approval, Edition, Presence
from countersign.schools.models import School

pytestmark = pytest.mark.django_db
LINK = re.compile(r'(?:href|src)="(/[^"#]*)')
OURS = re.compile(r"^/policies/(public|linked|[0-9a-f-]{36})")


def test_nothing_of_those_who_sign_is_on_any_public_page() -> None:
    load()
    seal_editions(timezone.now())
    school = School.objects.get()
    named = {*Holding.objects.values_list("person", flat=True), *Presence.objects.values_list("person", flat=True)}
    named |= set(Approval.objects.exclude(approved_at=None).values_list("person", flat=True))
    shown = crawled(school)
    everybody = list(Person.objects.filter(school=school).select_related("account"))

    assert len([each for each in shown if each.endswith(".pdf")]) == Edition.objects.published().count()
    assert len(everybody) > 2 * len(named) > 0
    for person in everybody:
        secrets = [str(person.public_id), person.email, person.account.email if person.account else ""]
        if person.pk not in named:  # holders of posts, and governors who approved, are whom the school names
            secrets += [person.name, person.printed_name]
        for secret in filter(None, secrets):
            found = [address for address, text in shown.items() if secret.casefold() in text]
            assert not found, f"{secret} is on {found}"


def crawled(school: School) -> dict[str, str]:
    """Return what a stranger can read who follows every link from the list of policies, in small letters."""
    client, shown = Client(), dict[str, str]()
    pages = ("", "embed/", "policies.json", "policies.atom")
    waiting = [f"/policies/public/{school.public_id}/{each}" for each in pages]
    while waiting:
        address = waiting.pop().replace("&amp;", "&")
        if address in shown:
            continue
        response = client.get(address)
        assert response.status_code in (200, 302, 404), address
        is_pdf = response.headers.get("Content-Type") == "application/pdf"
        text = words_of(response.content) if is_pdf else response.content.decode()
        shown[address] = text.casefold()
        waiting += [each for each in LINK.findall(text) if OURS.match(each)] if not is_pdf else []
        if response.status_code == 302 and OURS.match(response.headers["Location"]):
            waiting.append(response.headers["Location"])
    return shown


def words_of(pdf: bytes) -> str:
    """Return the words of a PDF, with the exact text that is attached to it."""
    printed = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(pdf))]
    texts = [each.decode() for each in attachments(pdf) if each.startswith(b"{") and b'"form"' not in each[:100000]]
    assert len(texts) == 1
    return " ".join([*printed, *texts])
