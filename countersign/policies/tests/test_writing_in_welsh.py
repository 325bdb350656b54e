"""Writing and editing a policy in Welsh, and what is kept in English whoever's session wrote it."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from countersign.people.models import Person
from countersign.policies import answers, reading, unreadable
from countersign.policies.linting import said
from countersign.policies.linting.packs import PACKS, pack_of
from countersign.policies.models import Edition, Translation, Wording
from countersign.policies.tests.factories import make_administrator, make_draft, make_school, publish, sign_in
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db
READER = Path(reading.__file__).parent


@pytest.fixture
def administrator() -> Person:
    return make_administrator(make_school())


@pytest.fixture
def client(administrator: Person) -> PageClient:
    client = sign_in(PageClient(), administrator)
    client.cookies["countersign-language"] = "cy"
    return client


@pytest.fixture
def draft(administrator: Person) -> Edition:
    return make_draft(administrator.school, "I lock my screen. I log off.", "More details on this.", by=administrator)


def test_a_draft_is_written_in_welsh_down_to_what_is_worth_a_look(client: PageClient, draft: Edition) -> None:
    part = draft.parts.get(number="1")
    address = reverse("policies:part", args=[draft.public_id, part.key])
    sent = {"text": "", "kind": "clause", "binds": "all", "number": "1", "revision": "0"}

    refused = client.post(address, sent).content.decode()
    saved = client.post(address, {**sent, "text": "I lock every screen."}, follow=True).content.decode()
    stale = client.post(address, {**sent, "text": "I lock mine."}).content.decode()

    assert "Rhowch y geiriau" in refused
    assert "Cadwyd: Cymal 1." in saved
    assert "Nid oes dim wedi’i gyhoeddi eto." in saved
    assert "Gwerth golwg cyn cyhoeddi" in saved
    assert "Ni ddywedir dim am “Offer AI”" in saved
    assert "Newidiodd rhywun hwn yn y cyfamser" in stale


def test_a_wording_made_of_the_text_there_was_has_an_english_title(client: PageClient, draft: Edition) -> None:
    address = reverse("policies:add_wording", args=[draft.public_id])
    sent = {"start": "empty", "title": "Ar gyfer rhieni", "audience": "parents"}

    refused = client.post(address, {**sent, "title": ""}).content.decode()
    client.post(address, sent)

    assert "Rhowch deitl i’r geiriad" in refused
    assert Wording.objects.filter(title="For staff and governors").exists()


def test_a_translation_is_made_on_welsh_pages(client: PageClient, administrator: Person, draft: Edition) -> None:
    edition = publish(draft, administrator)
    listed = reverse("policies:translations", args=[edition.public_id])

    form = client.get(listed).content.decode()
    client.post(listed, {"language": "pl", "tag": ""})
    page = client.get(reverse("policies:translation", args=[Translation.objects.get().public_id])).content.decode()

    assert "Pwyleg – Polski" in form
    assert "Cyfieithiad: Pwyleg" in page
    assert "Nid oes cyfieithiad eto." in page
    assert Translation.objects.get().in_language.name == "Polish"


def test_a_file_that_cannot_be_read_is_refused_in_welsh(client: PageClient) -> None:
    file = SimpleUploadedFile("cinio.pdf", b"not a PDF at all")

    page = client.post(reverse("policies:put_in"), {"file": file}).content.decode()

    assert "cinio.pdf: mae wedi’i difrodi neu nid yw’n ffeil pdf gyflawn; agorwch hi yn Word" in page


def test_an_answer_to_a_doubt_is_said_in_the_readers_language() -> None:
    with override("cy"):
        assert answers.in_words("That is right") == "Mae hynny’n gywir"
        assert answers.in_words("Use “Staff policy”") == "Defnyddio “Staff policy”"
        assert answers.in_words("9 April 2026") == "9 April 2026"
    assert answers.in_words("That is right") == "That is right"


@pytest.mark.parametrize("name", PACKS)
def test_all_that_a_pack_says_can_be_said_in_another_language(name: str) -> None:
    pack = pack_of(name)
    terms = [each.title for each in pack.wanted if not each.topic]

    sentences = {pack.title, *terms, *(each.why for each in pack.wanted), *(why for _, why in pack.superseded)}

    assert sentences <= set(said.SENTENCES)


def reasons() -> Iterator[str]:
    """Go through the reasons for which the reader refuses a file, each with a 7 in its places."""
    for path in sorted(READER.glob("*.py")):
        names = vars(import_module(f"{reading.__name__}.{path.stem}")) if path.stem != "__main__" else {}
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Unreadable":
                yield "".join(texts_in(node.args[1], names))


def texts_in(node: ast.expr, names: dict[str, object]) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        for value in node.values:
            yield from texts_in(value.value if isinstance(value, ast.FormattedValue) else value, names)
    elif isinstance(node, ast.Constant):
        yield str(node.value)
    else:
        known = names.get(node.id) if isinstance(node, ast.Name) else None
        yield known if isinstance(known, str) else "7"


@pytest.mark.parametrize("reason", sorted(set(reasons())))
def test_each_reason_not_to_read_a_file_can_be_said_in_another_language(reason: str) -> None:
    matching = [form for form, pattern in unreadable.PATTERNS.items() if pattern.fullmatch(f"a.docx: {reason}")]

    assert matching, f"unreadable.py does not know: {reason}"
    assert unreadable.in_words(f"a.docx: {reason}") == f"a.docx: {reason}"
