"""Translations of an edition: adding one, writing it, checking, offering, withdrawing, and one in another's place."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from countersign.ledger.actions import keep, record
from countersign.ledger.canonical import canonical
from countersign.people.models import Person
from countersign.policies.actions.carrying import begun
from countersign.policies.actions.editing import ChangedMeanwhile
from countersign.policies.events import TranslationChecked, TranslationOffered, TranslationWithdrawn
from countersign.policies.languages import ORIGINAL, tag_from
from countersign.policies.models import Edition, TranslatedText, Translation, Wording
from countersign.policies.originals import Found, Original, Words, lost, numbered_as, originals_of, placed
from countersign.policies.permissions import can_edit
from countersign.policies.translations import State
from countersign.policies.typed import TooLong
from countersign.policies.wording import LONGEST, clean
from countersign.refusals import Refused, require
from countersign.words import later as _

FORMAT = "countersign-translation/1"


class NoLanguage(Refused):
    """A tag that names no language, or the original's own."""

    message = _("Choose the language of the translation, other than English.")


class WhichWording(Refused):
    """An edition with several wordings is translated one by one."""

    message = _("Choose which wording is translated: each has its own words.")


class InWritingAlready(Refused):
    """One translation of the same words into one language is written at a time."""

    message = _("There is a translation into this language already. Go on with that one.")


class OfferedAlready(Refused):
    """What people may have read is not altered."""

    message = _("This translation is offered, and its words stay. Make one that takes its place instead.")


class PutAway(Refused):
    """It was withdrawn."""

    message = _("This translation was withdrawn. Add the language again.")


class NotOfThisEdition(Refused):
    """A text that the edition does not have, or not in these words."""

    message = _("This text is not in the edition any more. Go back to the whole translation.")


class NothingFound(Refused):
    """Nothing of a file could be placed."""


class NotWhole(Refused):
    """Something is missing, or was lost."""


class OwnWork(Refused):
    """Who wrote it does not check it."""

    message = _("You wrote some of this translation. Somebody else who reads the language checks it.")


class NotChecked(Refused):
    """Nobody but its writer has read it."""

    message = _("Somebody else checks this translation before it is offered.")


class NotPublished(Refused):
    """The words may change until then."""

    message = _("The edition is not published yet. Offer the translation when it is.")


@transaction.atomic
def add_translation(
    edition: Edition,
    language: str,
    *,
    wording: Wording | None = None,
    replaces: Translation | None = None,
    by: Person,
) -> Translation:
    """
    Begin a translation of an edition or a draft, or of one of its wordings.

    Whatever was translated before of the same clauses is in it; what has other words now is to be translated anew.
    """
    edition = Edition.objects.select_for_update(of=("self",)).select_related("policy__school").get(pk=edition.pk)
    now = timezone.now()
    require(can_edit(by, edition.policy.school, timezone.localdate(now)))
    tag = tag_from(language)
    if not tag or tag.partition("-")[0] == ORIGINAL:
        raise NoLanguage
    if edition.wordings.exists() if wording is None else wording.edition_id != edition.pk:
        raise WhichWording
    if edition.translations.open().filter(wording=wording, language=tag).exists():
        raise InWritingAlready
    return begun(edition, wording, tag, replaces, by, now)


def open_translation(translation: Translation, by: Person) -> Translation:
    """Return a translation as it is now, locked, for somebody who may write it."""
    found = Translation.objects.select_for_update(of=("self",)).select_related("edition__policy__school", "wording")
    translation = found.get(pk=translation.pk)
    require(can_edit(by, translation.edition.policy.school, timezone.localdate()))
    if translation.state is State.WITHDRAWN:
        raise PutAway
    if translation.state is State.OFFERED:
        raise OfferedAlready
    return translation


def cleaned(words: Words) -> Words:
    """Return words without what cannot be printed."""
    return Words(clean(words.text), clean(words.lead_in), _cleaned(words.children))


def _cleaned(children: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for child in children:
        one: dict[str, Any] = {"number": clean(child.get("number") or "")[:20], "text": clean(child["text"])}
        if child.get("children"):
            one["children"] = _cleaned(child["children"])
        found.append(one)
    return found


@transaction.atomic
def translate(
    translation: Translation, key: str, words: Words, *, original_sha256: str, revision: int, by: Person
) -> TranslatedText:
    """
    Write the translation of one text, as long as the original is still in the words that were beside it.

    A check made before does not hold for other words.
    """
    translation = open_translation(translation, by)
    originals = {each.key: each for each in originals_of(translation.edition, translation.wording)}
    original = originals.get(key)
    if original is None:
        raise NotOfThisEdition
    there = translation.texts.filter(key=key).first()
    if original.sha256 != original_sha256 or (there.revision if there else 0) != revision:
        raise ChangedMeanwhile
    words = cleaned(words)
    if sum(map(len, words.texts)) > LONGEST:
        raise TooLong
    text = _put(translation, original, words, there, by)
    _note_written(translation, by)
    return text


def _put(
    translation: Translation, original: Original, words: Words, there: TranslatedText | None, by: Person
) -> TranslatedText:
    text = there or TranslatedText(translation=translation, key=original.key)
    text.lead_in, text.text = words.lead_in, words.text
    text.children = numbered_as(original.words.children, words.children)
    text.original_sha256 = original.sha256
    text.written_at, text.written_by = timezone.now(), by
    text.revision += 1
    text.save()
    return text


def _note_written(translation: Translation, by: Person) -> None:
    translation.written_at, translation.written_by = timezone.now(), by
    translation.checked_at = translation.checked_by = None
    translation.checked_with = ""
    translation.save(
        update_fields=["written_at", "written_by", "checked_at", "checked_by", "checked_with", "left_over"]
    )


@transaction.atomic
def put_in_translation(translation: Translation, found: Sequence[Found], *, by: Person) -> tuple[int, int]:
    """
    Put a whole translated document in: each text where its number and place say, and what found no place kept beside.

    A text that is translated already stays as it is. Returns how many were placed and how many are left.
    """
    translation = open_translation(translation, by)
    originals = originals_of(translation.edition, translation.wording)
    places, left = placed(originals, found)
    there = {each.key: each for each in translation.texts.all()}
    count = 0
    for original in originals:
        words = cleaned(places[original.key]) if original.key in places else None
        if words is None or not words.text:
            continue
        before = there.get(original.key)
        if before is not None and before.original_sha256 == original.sha256:
            if before.text != words.text:
                left = [*left, Found(original.kind, words, original.number)]
            continue
        _put(translation, original, words, before, by)
        count += 1
    if not count and not left:
        raise NothingFound(gettext("Nothing was found in it. Check that it is the right file, or paste its words."))
    kept = [clean("\n".join(f"{each.number} {text}".strip() for text in each.words.texts if text)) for each in left]
    translation.left_over = "\n\n".join(filter(None, (translation.left_over, *kept)))
    _note_written(translation, by)
    return count, len(left)


def still_to_do(translation: Translation) -> dict[str, tuple[str, ...]]:
    """Return what stands in the way of offering a translation: for each text what is missing or lost."""
    texts = {each.key: each for each in translation.texts.all()}
    found = {}
    for original in originals_of(translation.edition, translation.wording):
        musts = must_mend(original, texts.get(original.key))
        if musts:
            found[original.key] = musts
    return found


def must_mend(original: Original, text: TranslatedText | None) -> tuple[str, ...]:
    """Return why one text cannot be offered yet."""
    if text is None or not text.text.strip():
        return (gettext("There is no translation yet."),)
    if text.original_sha256 != original.sha256:
        return (gettext("The original has other words now. Translate it anew."),)
    return lost(original.words, Words(text.text, text.lead_in, text.children)).musts


def require_whole(translation: Translation) -> None:
    """Refuse a translation in which something is missing or was lost."""
    if left := still_to_do(translation):
        words = ngettext(
            "%(count)s text is not ready. Mend what is marked, then go on.",
            "%(count)s texts are not ready. Mend what is marked, then go on.",
            len(left),
        )
        raise NotWhole(words % {"count": len(left)})


def text_of(translation: Translation) -> str:
    """Return the canonical text of a translation: whose SHA-256 names it for ever."""
    edition, wording = translation.edition, translation.wording
    texts: Mapping[str, TranslatedText] = {each.key: each for each in translation.texts.all()}
    return canonical(
        {
            "format": FORMAT,
            "translation": str(translation.public_id),
            "edition": str(edition.public_id),
            "edition_sha256": edition.content_sha256,
            "wording": str(wording.public_id) if wording else None,
            "wording_sha256": wording.content_sha256 if wording else None,
            "language": translation.language,
            "texts": [
                {
                    "key": original.key,
                    "original_sha256": text.original_sha256,
                    "lead_in": text.lead_in,
                    "text": text.text,
                    "children": text.children,
                }
                for original in originals_of(edition, wording)
                if (text := texts.get(original.key)) is not None
            ],
        }
    )


@transaction.atomic
def check_translation(translation: Translation, *, checked_with: str = "", by: Person) -> Translation:
    """Say that somebody other than its writers has read the whole translation beside the original."""
    translation = open_translation(translation, by)
    if translation.texts.filter(written_by=by).exists() or translation.written_by_id == by.pk:
        raise OwnWork
    require_whole(translation)
    now = timezone.now()
    translation.checked_at, translation.checked_by = now, by
    translation.checked_with = " ".join(clean(checked_with).split())[:200]
    translation.save(update_fields=["checked_at", "checked_by", "checked_with"])
    checked = TranslationChecked(
        subject=translation.reference,
        edition=translation.edition.reference,
        language=translation.language,
        content=hashlib.sha256(text_of(translation).encode()).hexdigest(),
        checked_with=translation.checked_with,
    )
    record(checked, school=translation.edition.policy.school, by=by, at=now)
    return translation


@transaction.atomic
def offer_translation(translation: Translation, *, by: Person) -> Translation:
    """Offer a checked translation to readers. From here on the database refuses to alter its words."""
    translation = open_translation(translation, by)
    if translation.edition.published_at is None:
        raise NotPublished
    if translation.checked_at is None:
        raise NotChecked
    require_whole(translation)
    now = timezone.now()
    keys = [each.key for each in originals_of(translation.edition, translation.wording)]
    translation.texts.exclude(key__in=keys).delete()  # of clauses the edition does not have
    same = translation.edition.translations.offered().filter(wording=translation.wording, language=translation.language)
    ended = [_ended(each, "Another translation took its place.", by, now) for each in same]
    translation.offered_at, translation.offered_by = now, by
    translation.edition_sha256 = translation.edition.content_sha256
    translation.content_sha256 = keep(text_of(translation).encode(), "application/json")
    translation.save(update_fields=["offered_at", "offered_by", "edition_sha256", "content_sha256"])
    offered = TranslationOffered(
        subject=translation.reference,
        edition=translation.edition.reference,
        edition_content=translation.edition_sha256,
        language=translation.language,
        content=translation.content_sha256,
        replaces=ended[0].subject if ended else None,
    )
    record(*ended, offered, school=translation.edition.policy.school, by=by, at=now)
    return translation


def _ended(translation: Translation, reason: str, by: Person, now: Any) -> TranslationWithdrawn:
    translation.withdrawn_at, translation.withdrawn_by, translation.withdrawn_reason = now, by, reason
    translation.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return TranslationWithdrawn(
        subject=translation.reference,
        edition=translation.edition.reference,
        language=translation.language,
        reason=reason,
    )


@transaction.atomic
def withdraw_translation(translation: Translation, *, reason: str, by: Person) -> None:
    """Offer a translation no longer, or put one away that never was; who read it keeps it in their record."""
    found = Translation.objects.select_for_update(of=("self",)).select_related("edition__policy__school")
    translation = found.get(pk=translation.pk)
    now = timezone.now()
    require(can_edit(by, translation.edition.policy.school, timezone.localdate(now)))
    if translation.withdrawn_at is not None:
        raise PutAway(gettext("This translation was withdrawn already."))
    ended = _ended(translation, " ".join(clean(reason).split())[:300], by, now)
    record(ended, school=translation.edition.policy.school, by=by, at=now)


def replace_translation(translation: Translation, *, by: Person) -> Translation:
    """Begin a translation that will take an offered one's place: it starts with the same words."""
    return add_translation(
        translation.edition, translation.language, wording=translation.wording, replaces=translation, by=by
    )
