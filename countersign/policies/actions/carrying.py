"""What is translated already of the same clauses begins every translation: of the next edition, or of the same one."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from countersign.ledger.actions import record
from countersign.people.models import Person
from countersign.policies.events import TranslationAdded
from countersign.policies.models import Edition, TranslatedText, Translation, Wording
from countersign.policies.originals import Original, numbered_as, originals_of


def begun(
    edition: Edition, wording: Wording | None, tag: str, replaces: Translation | None, by: Person, now: datetime
) -> Translation:
    """Begin a translation with what was translated before of the same clauses."""
    translation = Translation.objects.create(
        edition=edition, wording=wording, language=tag, replaces=replaces, written_at=now, written_by=by
    )
    found = _from_before(translation, originals_of(edition, wording))
    TranslatedText.objects.bulk_create(found)
    if found:
        last = max(found, key=lambda each: each.written_at)
        translation.written_at, translation.written_by = last.written_at, last.written_by
        translation.save(update_fields=["written_at", "written_by"])
    added = TranslationAdded(
        subject=translation.reference,
        edition=edition.reference,
        wording=str(wording.public_id) if wording else None,
        language=tag,
        replaces=replaces.reference if replaces else None,
        carried_over=len(found),
    )
    record(added, school=edition.policy.school, by=by, at=now)
    return translation


def _from_before(translation: Translation, originals: Sequence[Original]) -> list[TranslatedText]:
    """Return what was translated of the same texts before, the same words first, then the newest of the same clause."""
    before = TranslatedText.objects.filter(
        translation__edition__policy=translation.edition.policy, translation__language=translation.language
    ).select_related("written_by")
    by_words: dict[str, TranslatedText] = {}
    by_key: dict[str, TranslatedText] = {}
    for each in before.order_by("written_at", "pk"):
        by_words[each.original_sha256] = each
        by_key[each.key] = each
    texts = []
    for original in originals:
        found = by_words.get(original.sha256) or by_key.get(original.key)
        if found is not None:
            names = ("lead_in", "text", "children", "original_sha256", "written_at", "written_by")
            values = {name: getattr(found, name) for name in names}
            if found.original_sha256 == original.sha256:
                values["children"] = numbered_as(original.words.children, found.children)
            texts.append(TranslatedText(translation=translation, key=original.key, **values))
    return texts


def carry_over(edition: Edition, before: Edition | None, *, by: Person) -> None:
    """Begin for a new draft each translation that is offered of the edition before, so that little is left to do."""
    if before is None:
        return
    now = timezone.now()
    wordings = {each.title: each for each in edition.wordings.all()}
    for each in before.translations.offered().select_related("wording").order_by("pk"):
        wording = wordings.get(each.wording.title) if each.wording else None
        if (wording is None) == (each.wording is None) and (wording is not None or not wordings):
            begun(edition, wording, each.language, None, by, now)
