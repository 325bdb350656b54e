"""Translations of an edition: written clause by clause, checked by somebody else, offered, and fixed from then on."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.ledger.actions import read_content
from countersign.ledger.models import Entry
from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.actions.translating import still_to_do
from countersign.policies.clauses import sections_for, wordings_of
from countersign.policies.guards import lifted
from countersign.policies.languages import BINDING, NAMES, language_of, tag_from
from countersign.policies.models import Edition, Part, TranslatedText, Translation
from countersign.policies.originals import Found, Original, Words, lost, numbered_as, originals_of, placed, read_pasted
from countersign.policies.tests.factories import (
    TODAY,
    make_administrator,
    make_draft,
    make_person,
    make_school,
    publish,
)
from countersign.policies.tests.test_wordings import make_wordings
from countersign.policies.translated import in_language, languages_of, offered_of, sections_in
from countersign.policies.translations import State
from countersign.refusals import NotPermitted

CLAUSES = ("I tell {post:dsl} at once, within 24 hours.", "I keep my password to myself.")


@pytest.fixture
def administrator(db: None) -> Person:
    return make_administrator(make_school())


def make_other(by: Person) -> Person:
    """Return somebody else who writes policies."""
    return make_person(by.school, "Ivo", "Lasek", is_administrator=True)


def fill(translation: Translation, by: Person, mark: str = "PL") -> None:
    """Translate all that is missing, with what must be kept."""
    texts = {each.key: each for each in translation.texts.all()}
    for original in originals_of(translation.edition, translation.wording):
        there = texts.get(original.key)
        if there is None or there.original_sha256 != original.sha256:
            words = Words(f"{mark} {original.words.text}", original.words.lead_in, original.words.children)
            put(translation, original, words, by, there.revision if there else 0)


def put(translation: Translation, original: Original, words: Words, by: Person, revision: int = 0) -> TranslatedText:
    return actions.translate(
        translation, original.key, words, original_sha256=original.sha256, revision=revision, by=by
    )


def make_offered(edition: Edition, by: Person, language: str = "pl", **which: Any) -> Translation:
    translation = actions.add_translation(edition, language, by=by, **which)
    fill(translation, by, language.upper())
    actions.check_translation(translation, by=make_other(by))
    return actions.offer_translation(translation, by=by)


def texts_read(edition: Edition, tag: str, *kinds: str) -> list[str]:
    translations = in_language(offered_of(edition, wordings_of(edition)), tag)
    sections = sections_in(edition, sections_for(edition, kinds or ("staff",), TODAY), translations, TODAY)
    return ["".join(each.text for each in item.segments) for section in sections for item in section.items]


def test_a_translation_is_written_checked_by_somebody_else_and_offered(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, *CLAUSES, by=administrator), administrator)
    translation = actions.add_translation(edition, "pl", by=administrator)
    assert translation.state is State.WRITING
    with pytest.raises(actions.NotChecked):
        actions.offer_translation(translation, by=administrator)
    fill(translation, administrator)
    with pytest.raises(actions.OwnWork):
        actions.check_translation(translation, by=administrator)
    other = make_other(administrator)
    assert actions.check_translation(translation, checked_with="Ewa Lis, interpreter", by=other).state is State.CHECKED
    offered = actions.offer_translation(translation, by=administrator)

    assert offered.state is State.OFFERED
    assert [each.own_name for each in languages_of(offered_of(edition))] == ["Polski"]
    assert texts_read(edition, "pl")[1] == "PL I keep my password to myself."
    kept = json.loads(read_content(offered.content_sha256))
    assert kept["edition_sha256"] == edition.content_sha256
    assert kept["language"] == "pl"
    assert len(kept["texts"]) == len(originals_of(edition, None))
    kinds = list(Entry.objects.filter(kind__startswith="translation").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["translation.added", "translation.checked", "translation.offered"]


def test_a_missing_text_or_a_lost_post_stops_it_from_being_checked_or_offered(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, *CLAUSES, by=administrator), administrator)
    other = make_other(administrator)
    translation = actions.add_translation(edition, "ur", by=administrator)
    with pytest.raises(actions.NotWhole, match="texts are not ready"):
        actions.check_translation(translation, by=other)
    fill(translation, administrator)
    clause = next(each for each in originals_of(edition, None) if each.number == "1")
    put(translation, clause, Words("میں فوراً بتاؤں گا۔"), administrator, 1)
    with pytest.raises(actions.NotWhole, match="1 text is not ready"):
        actions.check_translation(translation, by=other)
    assert TranslatedText.objects.get(translation=translation, key=clause.key).text == "میں فوراً بتاؤں گا۔"


def test_a_word_changed_after_the_check_is_checked_again(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, *CLAUSES, by=administrator), administrator)
    translation = actions.add_translation(edition, "pl", by=administrator)
    fill(translation, administrator)
    actions.check_translation(translation, by=make_other(administrator))
    title = originals_of(edition, None)[0]
    put(translation, title, Words("Zasady"), administrator, 1)
    with pytest.raises(actions.NotChecked):
        actions.offer_translation(translation, by=administrator)


def test_nothing_typed_is_lost_when_two_translate_the_same_clause(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, *CLAUSES, by=administrator), administrator)
    translation = actions.add_translation(edition, "pl", by=administrator)
    title = originals_of(edition, None)[0]
    put(translation, title, Words("Zasady"), administrator)
    with pytest.raises(actions.ChangedMeanwhile):
        put(translation, title, Words("Regulamin"), make_other(administrator))
    assert translation.texts.get(key="title").text == "Zasady"


def test_a_translation_made_for_other_words_is_refused(administrator: Person) -> None:
    draft = make_draft(administrator.school, *CLAUSES, by=administrator)
    translation = actions.add_translation(draft, "pl", by=administrator)
    clause = next(each for each in originals_of(draft, None) if each.number == "2")
    part = draft.parts.get(key=clause.key)
    actions.change_part(part, actions.Words("I change my password.", number="2"), revision=0, by=administrator)
    with pytest.raises(actions.ChangedMeanwhile):
        put(translation, clause, Words("PL"), administrator)


def test_a_draft_is_translated_while_it_is_written_and_offered_only_when_it_is_published(
    administrator: Person,
) -> None:
    draft = make_draft(administrator.school, *CLAUSES, by=administrator)
    translation = actions.add_translation(draft, "pl", by=administrator)
    fill(translation, administrator)
    other = make_other(administrator)
    actions.check_translation(translation, by=other)
    with pytest.raises(actions.NotPublished):
        actions.offer_translation(translation, by=administrator)
    part = draft.parts.get(text=CLAUSES[1])
    actions.change_part(part, actions.Words("I change my password.", number="2"), revision=0, by=administrator)
    edition = publish(Edition.objects.get(pk=draft.pk), administrator)
    with pytest.raises(actions.NotWhole):
        actions.offer_translation(translation, by=administrator)
    fill(translation, administrator)
    actions.check_translation(translation, by=other)
    actions.offer_translation(translation, by=administrator)
    assert texts_read(edition, "pl")[1] == "PL I change my password."


def test_the_next_edition_carries_over_what_did_not_change(administrator: Person) -> None:
    first = publish(make_draft(administrator.school, *CLAUSES, by=administrator), administrator)
    make_offered(first, administrator)
    draft = actions.new_draft(first.policy, by=administrator)
    part = draft.parts.get(text=CLAUSES[1])
    actions.change_part(part, actions.Words("I change my password.", number="2"), revision=0, by=administrator)

    translation = draft.translations.get()
    assert translation.state is State.WRITING
    assert list(still_to_do(translation)) == [str(part.key)]
    assert texts_read(first, "pl")[0].startswith("PL I tell")


def test_a_correction_takes_the_place_of_what_was_offered(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, *CLAUSES, by=administrator), administrator)
    old = make_offered(edition, administrator)
    with pytest.raises(actions.OfferedAlready):
        put(old, originals_of(edition, None)[0], Words("Inny"), administrator, 1)
    new = actions.replace_translation(old, by=administrator)
    assert new.texts.count() == old.texts.count()
    put(new, originals_of(edition, None)[0], Words("Inny"), administrator, 0)
    actions.check_translation(new, by=make_person(administrator.school, "Una", is_administrator=True))
    actions.offer_translation(new, by=administrator)
    old.refresh_from_db()
    assert old.state is State.WITHDRAWN
    assert [each.pk for each in offered_of(edition)] == [new.pk]


def test_the_database_refuses_to_alter_what_was_offered(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, *CLAUSES, by=administrator), administrator)
    translation = make_offered(edition, administrator)
    texts, itself = (
        TranslatedText.objects.filter(translation=translation),
        Translation.objects.filter(pk=translation.pk),
    )
    new = TranslatedText(
        translation=translation, key="new", text="x", original_sha256="", written_at=edition.drafted_at,
        written_by=administrator,
    )  # fmt: skip
    for tried in (
        lambda: texts.update(text="x"),
        texts.delete,
        new.save,
        lambda: itself.update(language="ro"),
        lambda: itself.update(content_sha256="0" * 64),
        lambda: itself.update(offered_at=None, offered_by=None, content_sha256=""),
        lambda: connection.cursor().execute("DELETE FROM policies_translation"),
    ):
        with pytest.raises(IntegrityError, match="never altered"), transaction.atomic():
            tried()
    actions.withdraw_translation(translation, reason="A slip", by=administrator)
    assert offered_of(edition) == ()
    with pytest.raises(IntegrityError), transaction.atomic():
        itself.update(withdrawn_at=None, withdrawn_by=None)


def test_a_translation_of_other_words_is_shown_to_nobody_even_if_the_database_says_so(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, *CLAUSES, by=administrator), administrator)
    translation = make_offered(edition, administrator)
    with lifted(connection):
        Translation.objects.filter(pk=translation.pk).update(edition_sha256="0" * 64)
    assert offered_of(edition) == ()
    assert texts_read(edition, "pl")[1] == CLAUSES[1]


def test_one_wording_is_translated_and_read_by_those_it_is_for(administrator: Person) -> None:
    edition = publish(make_wordings(administrator), administrator)
    with pytest.raises(actions.WhichWording):
        actions.add_translation(edition, "pl", by=administrator)
    pupils = edition.wordings.get(audience=["pupils-ks2"])
    make_offered(edition, administrator, wording=pupils)
    assert texts_read(edition, "pl", "pupils-ks2") == ["PL I tell an adult."]
    assert texts_read(edition, "pl", "staff") == ["I report concerns to the safeguarding lead."]


def test_only_those_who_write_policies_of_this_school_translate_them(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, by=administrator), administrator)
    teacher, elsewhere = make_person(administrator.school, "Tom"), make_administrator(make_school("Otherwood School"))
    translation = actions.add_translation(edition, "pl", by=administrator)
    fill(translation, administrator)
    for other in (teacher, elsewhere):
        for tried in (
            lambda by: actions.add_translation(edition, "ro", by=by),
            lambda by: put(translation, originals_of(edition, None)[0], Words("x"), by, 1),
            lambda by: actions.put_in_translation(translation, [], by=by),
            lambda by: actions.check_translation(translation, by=by),
            lambda by: actions.offer_translation(translation, by=by),
            lambda by: actions.withdraw_translation(translation, reason="", by=by),
        ):
            with pytest.raises(NotPermitted):
                tried(other)


@pytest.mark.parametrize("language", ["", "en", "en-GB", "english please", "x" * 30, "12"])
def test_what_is_no_other_language_is_refused(administrator: Person, language: str) -> None:
    edition = publish(make_draft(administrator.school, by=administrator), administrator)
    with pytest.raises(actions.NoLanguage):
        actions.add_translation(edition, language, by=administrator)


def test_a_second_translation_of_the_same_words_is_not_begun(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, by=administrator), administrator)
    actions.add_translation(edition, "pl", by=administrator)
    with pytest.raises(actions.InWritingAlready):
        actions.add_translation(edition, "PL", by=administrator)


def test_a_whole_document_is_matched_by_number_and_order_and_the_rest_is_kept(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, *CLAUSES, "I lock it.", by=administrator), administrator)
    translation = actions.add_translation(edition, "ar", by=administrator)
    text = "# على ماذا أوافق؟\n١. أخبر {post:dsl} خلال ٢٤ ساعة.\n2. أحتفظ بكلمة المرور.\n\nنص زائد.\n"
    assert actions.put_in_translation(translation, read_pasted(text), by=administrator) == (3, 1)
    translation.refresh_from_db()
    assert translation.left_over == "نص زائد."
    clause = next(each for each in originals_of(edition, None) if each.number == "1")
    stored = translation.texts.get(key=clause.key)
    assert stored.text == "أخبر {post:dsl} خلال ٢٤ ساعة."
    assert lost(clause.words, Words(stored.text)).all == ()
    again = "1. شيء آخر {post:dsl}"
    assert actions.put_in_translation(translation, read_pasted(again), by=administrator) == (0, 1)
    translation.refresh_from_db()
    assert "شيء آخر" in translation.left_over
    assert translation.texts.get(key=clause.key).text == stored.text


def test_what_a_translation_loses_is_named() -> None:
    original = Words(
        "Tell {post:dsl} within 24 hours, see https://a.example/help and the Online Safety Policy.",
        children=[{"number": "a", "text": "one"}, {"number": "b", "text": "two"}],
    )
    found = lost(original, Words("Powiedz {post:head}.", children=[{"text": "raz"}]), ["Online Safety Policy"])
    assert found.musts == (
        "It lost the post {post:dsl}.",
        "It has the post {post:head}, and the original has not.",
        "The original has 2 points beneath it, this has 1.",
    )
    assert found.looks == (
        "The number 24 of the original is not in it.",
        "The address https://a.example/help is not in it.",
        "It does not name “Online Safety Policy”, so nobody can open that policy from it. Keep the English name.",
    )
    kept = Words(
        "{name:dsl}, ۲۴ https://a.example/help (Online Safety Policy)",
        children=[{"text": "raz"}, {"text": "dwa"}],
    )
    assert lost(original, kept, ["Online Safety Policy"]).all == ()
    assert numbered_as(original.children, kept.children)[1] == {"number": "b", "text": "dwa"}


def test_a_language_knows_its_direction_and_what_binds() -> None:
    assert [language_of(tag).direction for tag in ("ur", "ar", "pa", "pa-Arab", "pl", "az-Arab", "fa-AF")] == [
        "rtl", "rtl", "ltr", "rtl", "ltr", "rtl", "rtl",
    ]  # fmt: skip
    assert language_of("pl").binding
    assert language_of("pa-Arab").binding == ""
    assert language_of("pt-BR").own_name == "Português (pt-BR)"
    assert language_of("yo").own_name == "yo"
    assert tag_from(" PA_arab ") == "pa-Arab"
    assert set(BINDING) <= set(NAMES)
    assert all(tag_from(tag) == tag for tag in NAMES)


WORD = st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "Zs", "P"]), min_size=1, max_size=30)
STEP = st.sampled_from(["reword", "write", "check", "offer"])
KIND = st.sampled_from(Part.Kind.values)


@given(st.lists(st.tuples(KIND, WORD, st.sampled_from(["", "1", "2", "3"])), max_size=8), st.data())
def test_whatever_is_put_in_is_placed_once_or_left_over(texts: list[tuple[str, str, str]], data: Any) -> None:
    originals = [
        Original(str(place), kind, "", Words(text), number) for place, (kind, text, number) in enumerate(texts)
    ]
    drawn = data.draw(st.lists(st.tuples(KIND, WORD, st.sampled_from(["", "1", "2", "3"])), max_size=8))
    found = [Found(kind, Words(text), number) for kind, text, number in drawn]
    places, left = placed(originals, found)
    assert sorted([each.text for each in places.values()] + [each.words.text for each in left]) == sorted(
        text for _, text, _ in drawn
    )
    kinds = {str(place): kind for place, (kind, _, _) in enumerate(texts)}
    by_identity = {id(each.words): each.kind for each in found}
    assert all(kinds[key] == by_identity[id(words)] for key, words in places.items())


@pytest.mark.django_db
@settings(deadline=None, max_examples=25)
@given(steps=st.lists(st.tuples(STEP, st.integers(0, 1)), max_size=12))
def test_a_translation_is_never_shown_for_other_words_than_its_own(steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        by = make_administrator(make_school())
        other = make_other(by)
        draft = make_draft(by.school, "Zero zero.", "One one.", by=by)
        translation = actions.add_translation(draft, "ar", by=by)
        fill(translation, by, "ترجمة")
        for place, (what, which) in enumerate(steps):
            part = draft.parts.filter(kind=Part.Kind.CLAUSE).order_by("position")[which]
            if what == "reword":
                words = actions.Words(f"Words {place}.", number=part.number)
                actions.change_part(part, words, revision=part.revision, by=by)
            elif what == "write":
                original = next(each for each in originals_of(draft, None) if each.key == str(part.key))
                there = translation.texts.filter(key=original.key).first()
                put(translation, original, Words(f"ترجمة {original.words.text}"), by, there.revision if there else 0)
            elif what == "check":
                _try(actions.check_translation, translation, other)
            else:
                _try(actions.offer_translation, translation, by)
        edition = publish(Edition.objects.get(pk=draft.pk), by, effective_date=date(2026, 11, 23))
        _try(actions.offer_translation, translation, by)
        if not offered_of(edition):
            fill(translation, by, "ترجمة")
            actions.check_translation(translation, by=other)
            actions.offer_translation(translation, by=by)
        originals = [part.text for part in edition.parts.filter(kind=Part.Kind.CLAUSE).order_by("position")]
        assert texts_read(edition, "ar") == [f"ترجمة {text}" for text in originals]
        transaction.set_rollback(True)


def _try(action: Any, translation: Translation, by: Person) -> None:
    try:
        with transaction.atomic():
            action(translation, by=by)
    except (actions.NotWhole, actions.NotChecked, actions.NotPublished, actions.OwnWork):
        pass
