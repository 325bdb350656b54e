"""
An edition as it is read in another language: its sections in the words of the translations that are offered.

What was offered never changes, so it is read once and kept in this process. Which ones are offered is asked each time,
and only of an edition that has any.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from countersign.policies.clauses import posts_on
from countersign.policies.languages import Language, language_of
from countersign.policies.models import Edition, TranslatedText, Translation
from countersign.policies.originals import Words, key_of
from countersign.policies.printed import ChildView, ItemView, SectionView
from countersign.policies.wording import Printed, codes_in, filled, parse
from countersign.policies.wordings import WordingView
from countersign.prepared import Prepared

OFFERED: Prepared[Any] = Prepared(
    lambda edition: Translation.objects.offered().filter(edition=edition).order_by("language", "pk")
)

HAS_TRANSLATIONS = Exists(Translation.objects.offered().filter(edition=OuterRef("pk")))
"""Asked together with an edition, as `has_translations`: then one without any costs nothing more."""

Links = list[tuple[str, UUID]]


@dataclass(frozen=True)
class TranslationView:
    """A translation as readers have it: kept in this process, and never altered."""

    pk: int
    public_id: UUID
    edition_id: int
    wording_id: int | None
    language: Language
    sha256: str

    @property
    def texts(self) -> Mapping[str, Words]:
        """Its texts by their keys."""
        return _texts_once(self.pk, self.public_id)


@lru_cache(maxsize=256)
def _texts_once(translation: int, public_id: UUID) -> dict[str, Words]:
    found = TranslatedText.objects.filter(translation=translation, translation__public_id=public_id)
    return {each.key: Words(each.text, each.lead_in, each.children) for each in found}


def view_of(translation: Translation) -> TranslationView:
    """Return an offered translation as readers have it."""
    return TranslationView(
        translation.pk,
        translation.public_id,
        translation.edition_id,
        translation.wording_id,
        language_of(translation.language),
        translation.content_sha256,
    )


def offered_of(edition: Edition, wordings: Sequence[WordingView] = ()) -> tuple[TranslationView, ...]:
    """
    Return the translations that a reader of these wordings may choose among.

    One that belongs to other words than the edition's is none of them, whatever the database says.
    """
    if edition.published_at is None or not getattr(edition, "has_translations", True):
        return ()
    places: set[int | None] = {each.pk for each in wordings} or {None}
    found = [each for each in OFFERED.all(edition.pk) if each.edition_sha256 == edition.content_sha256]
    return tuple(view_of(each) for each in found if each.wording_id in places)


def languages_of(translations: Iterable[TranslationView]) -> tuple[Language, ...]:
    """Return the languages of translations, by their own names."""
    return tuple(sorted({each.language for each in translations}, key=lambda each: each.own_name.casefold()))


def in_language(translations: Iterable[TranslationView], tag: str) -> tuple[TranslationView, ...]:
    """Return those of a language."""
    return tuple(each for each in translations if each.language.tag == tag)


def sections_in(
    edition: Edition,
    sections: Sequence[SectionView],
    translations: Sequence[TranslationView],
    day: date,
    *,
    posts: dict[str, Printed] | None = None,
) -> list[SectionView]:
    """
    Return sections in the words of these translations; one that none of them is of stays as it was written.

    The posts print as they are on the day, or as they are given.
    """
    by_wording = {each.wording_id: each for each in translations if each.edition_id == edition.pk}
    if posts is None:
        texts = [text for each in by_wording.values() for words in each.texts.values() for text in words.texts]
        posts = posts_on(edition.policy.school_id, day) if codes_in(texts) else {}
    links: Links = [
        (name, link.policy.public_id)
        for link in edition.links.select_related("policy").order_by("position")
        for name in (link.named, link.policy.title)
    ]
    found = []
    for section in sections:
        translation = by_wording.get(section.wording.pk if section.wording else None)
        found.append(_section(section, translation, links, posts) if translation else section)
    return found


def _section(
    section: SectionView, translation: TranslationView, links: Links, posts: dict[str, Printed]
) -> SectionView:
    texts = translation.texts
    title = texts[str(section.key)].text if section.title and str(section.key) in texts else section.title
    items = tuple(item_in(item, texts.get(str(item.key)), links, posts) for item in section.items)
    return replace(section, title=title, items=items, language=translation.language)


def item_in(item: ItemView, words: Words | None, links: Links, posts: dict[str, Printed]) -> ItemView:
    """Return a clause in other words, with the same key, number and readers."""
    if words is None:
        return item
    return replace(
        item,
        lead_in=filled(parse(words.lead_in, links), posts),
        segments=filled(parse(words.text, links), posts),
        children=tuple(_child(each, links, posts) for each in words.children),
    )


def _child(child: dict[str, Any], links: Links, posts: dict[str, Printed]) -> ChildView:
    deeper = tuple(_child(each, links, posts) for each in child.get("children") or [])
    return ChildView(child.get("number") or "", filled(parse(child["text"], links), posts), deeper)


@dataclass(frozen=True)
class Said:
    """A text of the form or the title as it is said in a language, beside the original."""

    original: str
    text: str
    language: Language


def said(translations: Iterable[TranslationView], key: str, original: str) -> Said | None:
    """Return how the first of these translations that has it says a text."""
    for each in translations:
        if key in each.texts:
            return Said(original, each.texts[key].text, each.language)
    return None


def labels_in(translations: Sequence[TranslationView], kind: str, labels: Iterable[str]) -> dict[str, Said]:
    """Return the labels of the form in a language, by the originals."""
    found = ((label, said(translations, key_of(kind, label), label)) for label in labels)
    return {label: each for label, each in found if each is not None}


def sentence_in(translations: Sequence[TranslationView], wordings: Sequence[WordingView], sentence: str) -> Said | None:
    """Return the sentence that is signed in a language, where every wording it is taken from is translated."""
    own: list[int | None] = [each.pk for each in wordings if each.signer_declarations]
    by_wording = {each.wording_id: each for each in translations if "sentence" in each.texts}
    first: list[int | None] = [each.pk for each in wordings[:1]]
    needed = own or first or [None]
    if not all(each in by_wording for each in needed):
        return None
    text = "\n".join(by_wording[each].texts["sentence"].text for each in needed)
    return Said(sentence, text, translations[0].language)
