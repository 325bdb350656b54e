"""The pages on which a policy is translated: beside the original, with what is missing counted and nothing lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.models import Edition, Translation
from countersign.policies.originals import Original, originals_of
from countersign.policies.tests.factories import make_administrator, make_draft, make_school, publish, sign_in
from countersign.policies.tests.test_translating import CLAUSES, fill, make_other

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Person:
    return make_administrator(make_school())


@pytest.fixture
def edition(administrator: Person) -> Edition:
    return publish(make_draft(administrator.school, *CLAUSES, by=administrator), administrator)


@pytest.fixture
def editor(client: Client, administrator: Person) -> Client:
    return sign_in(client, administrator)


def place(translation: Translation, key: str = "") -> str:
    if key:
        return reverse("policies:translate", args=[translation.public_id, key])
    return reverse("policies:translation", args=[translation.public_id])


def clause(edition: Edition, number: str) -> Original:
    return next(each for each in originals_of(edition, None) if each.number == number)


def test_a_language_is_added_translated_checked_and_offered(editor: Client, edition: Edition) -> None:
    listed = reverse("policies:translations", args=[edition.public_id])
    assert "Choose the language" in editor.post(listed, {"language": "", "tag": ""}).content.decode()
    assert "Enter a language tag" in editor.post(listed, {"language": "", "tag": "klingon!"}).content.decode()
    assert editor.post(listed, {"language": "pl", "tag": ""}).status_code == 302
    translation = Translation.objects.get()
    assert "already" in editor.post(listed, {"language": "pl", "tag": ""}).content.decode()
    total = len(originals_of(edition, None))
    assert f"0 of {total} texts are ready" in editor.get(place(translation)).content.decode()

    address = place(translation, "title")
    for _ in range(total):
        page = editor.get(address)
        row, form = page.context["row"], page.context["form"]
        sent = {"text": f"PL {row.original.words.text}", "original": form["original"].value(), "revision": "0"}
        address = editor.post(address, sent)["Location"]
    assert address == place(translation)
    assert "Somebody who did not write it checks it now" in editor.get(address).content.decode()
    other = sign_in(Client(), make_other(translation.written_by))
    check = reverse("policies:check_translation", args=[translation.public_id])
    assert "Say that it was read in full" in other.post(check, {}).content.decode()
    assert "You wrote some of this" in editor.post(check, {"has_read": "on"}).content.decode()
    assert other.post(check, {"has_read": "on", "checked_with": "Ewa Lis"}).status_code == 302
    offer = reverse("policies:offer_translation", args=[translation.public_id])
    said = editor.post(offer, follow=True).content.decode()
    assert "Readers can choose Polish now" in said
    assert "with <bdi>Ewa Lis</bdi>" in said
    assert editor.get(place(translation, "title")).status_code == 302
    editor.post(reverse("policies:replace_translation", args=[translation.public_id]))
    assert Translation.objects.open().get().texts.count() == total
    withdraw = reverse("policies:withdraw_translation", args=[translation.public_id])
    assert editor.post(withdraw, {"reason": "A slip"}).status_code == 302
    assert "A slip" in editor.get(listed).content.decode()


def test_a_lost_post_is_named_and_what_was_typed_is_saved(
    editor: Client, edition: Edition, administrator: Person
) -> None:
    translation = actions.add_translation(edition, "ur", by=administrator)
    original = clause(edition, "1")
    address = place(translation, original.key)
    sent = {"text": "میں بتاؤں گا۔", "original": original.sha256, "revision": "0"}
    said = editor.post(address, sent, follow=True).content.decode()
    assert "It lost the post {post:dsl}." in said
    assert "The number 24 of the original is not in it." in said
    assert 'lang="ur" dir="rtl"' in said
    assert "میں بتاؤں گا۔" in said


def test_words_typed_over_newer_ones_stay_in_the_box(editor: Client, edition: Edition, administrator: Person) -> None:
    translation = actions.add_translation(edition, "pl", by=administrator)
    fill(translation, make_other(administrator))
    original = clause(edition, "2")
    address = place(translation, original.key)
    sent = {"text": "Moje słowa", "original": original.sha256, "revision": "0"}
    page = editor.post(address, sent)
    said = page.content.decode()
    assert "Somebody changed this meanwhile" in said
    assert "Moje słowa" in said
    assert "PL I keep my password to myself." in said
    again = {**sent, "revision": page.context["form"]["revision"].value()}
    editor.post(address, again)
    assert translation.texts.get(key=original.key).text == "Moje słowa"


def test_a_translated_file_finds_its_places_and_what_is_left_is_shown(
    editor: Client, edition: Edition, administrator: Person
) -> None:
    translation = actions.add_translation(edition, "pl", by=administrator)
    address = reverse("policies:put_in_translation", args=[translation.public_id])
    assert "Choose a file, or paste" in editor.post(address, {"text": ""}).content.decode()
    text = "1. Mówię {post:dsl} od razu, w 24 godziny.\n2. Nikomu nie podaję hasła.\n9. Nie ma tego w oryginale.\n"
    said = editor.post(address, {"text": text}, follow=True).content.decode()
    assert "2 texts found their place. 1 did not: it is kept below" in said
    assert "Nie ma tego w oryginale." in said
    file = SimpleUploadedFile("tlumaczenie.txt", text.encode())
    editor.post(address, {"file": file})
    assert translation.texts.get(key=clause(edition, "2").key).text == "Nikomu nie podaję hasła."


def test_what_changed_in_the_next_draft_is_all_that_is_left_to_do(
    editor: Client, edition: Edition, administrator: Person
) -> None:
    translation = actions.add_translation(edition, "pl", by=administrator)
    fill(translation, administrator)
    actions.check_translation(translation, by=make_other(administrator))
    actions.offer_translation(translation, by=administrator)
    draft = actions.new_draft(edition.policy, by=administrator)
    part = draft.parts.get(key=clause(edition, "2").key)
    actions.change_part(part, actions.Words("I change my password.", number="2"), revision=0, by=administrator)
    carried = draft.translations.get()
    said = editor.get(place(carried)).content.decode()
    total = len(originals_of(draft, None))
    assert f"{total - 1} of {total} texts are ready" in said
    assert "The original has other words now" in said
    listed = editor.get(reverse("policies:translations", args=[draft.public_id])).content.decode()
    assert "1 text to translate or mend" in listed
