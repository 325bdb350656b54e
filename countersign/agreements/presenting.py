"""
What somebody is shown before signing, and the proof that it was shown.

The part of the page that holds the words is rendered once, kept as exact bytes in the ledger, and named in a
token that comes back with the signature. So the record holds what this person had before them, whatever has
changed since.
"""

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import ngettext

from countersign.agreements.again import Again, last_signed, what_changed
from countersign.agreements.languages import ENGLISH, Reader, again_in
from countersign.agreements.leaning import Linked, linked_now, required_as_json
from countersign.agreements.models import LinkedPolicyOpened, Reading, SectionSeen
from countersign.agreements.required import Item
from countersign.agreements.sentences import sentence_of
from countersign.ledger.actions import keep
from countersign.people.models import Person
from countersign.policies.clauses import (
    clauses_not_binding,
    other_wording,
    reading_minutes,
    sections_for,
    wordings_for,
    wordings_of,
)
from countersign.policies.models import Edition, Part, Policy, Translation
from countersign.policies.printed import SectionView
from countersign.policies.wordings import WordingView
from countersign.prepared import Prepared
from countersign.refusals import Refused
from countersign.words import later as _

SALT = "countersign.agreements.shown.2"
LASTS = datetime.timedelta(hours=12)

# What each signature asks.
READING: Prepared[Any] = Prepared(
    lambda person, edition: Reading.objects.filter(person=person, edition=edition).annotate(
        has_seen=Exists(SectionSeen.objects.filter(reading=OuterRef("pk"))),
    )
)
SEEN = Prepared(
    lambda reading: (
        SectionSeen.objects.filter(reading=reading)
        .select_related("part")
        .only("seen_at", "part__text")
        .order_by("seen_at", "pk")
    )
)


class PageTooOld(Refused):
    """The token of the page is missing, altered, another's, or from another day."""

    message = _("This page was open for too long. Look at the policy again, then sign; what you typed is still here.")


@dataclass(frozen=True)
class Shown:
    """That one person was shown these exact bytes of an edition at a moment."""

    sha256: str
    at: datetime.datetime
    sections: int
    compared_with: int | None = None  # the edition they signed before, where what changed since was shown
    wordings: tuple[str, ...] = ()  # the SHA-256 of each wording shown, where the edition has several
    translations: tuple[str, ...] = ()  # the SHA-256 of each translation shown beside the edition

    def token(self, person: Person, edition: Edition) -> str:
        """Return this as text that cannot be altered or used for another person or edition."""
        what = [self.sha256, self.at.isoformat(), self.sections, self.compared_with]
        shown = [*what, person.pk, edition.pk, list(self.translations), *self.wordings]
        return signing.dumps(shown, salt=SALT)


def shown_from(token: str, person: Person, edition: Edition) -> Shown:
    """Return what a token proves. Raises PageTooOld where it proves nothing for this person and edition."""
    try:
        sha256, at, sections, compared_with, person_pk, edition_pk, translations, *wordings = signing.loads(
            token, salt=SALT, max_age=LASTS
        )
    except (signing.BadSignature, ValueError):  # a token of an earlier Countersign said less
        raise PageTooOld from None
    if (person_pk, edition_pk) != (person.pk, edition.pk):
        raise PageTooOld
    shown_at = datetime.datetime.fromisoformat(at)
    return Shown(sha256, shown_at, sections, compared_with, tuple(wordings), tuple(translations))


@dataclass(frozen=True)
class Page:
    """The words of an edition as one person sees them."""

    html: str
    shown: Shown
    sections: list[SectionView]
    again: Again | None = None  # what changed, for somebody who signed before
    wordings: tuple[WordingView, ...] = ()
    other: tuple[WordingView, ...] = ()  # what this person may read in its place: with symbols, or without
    reader: Reader = ENGLISH  # the language it is read in, and those it could be

    @property
    def words(self) -> str:
        """How far a reader is at first, in words."""
        parts = len(self.sections)
        return ngettext("%(n)s part to read", "%(n)s parts to read", parts) % {"n": parts}

    @property
    def note(self) -> str:
        """How long it takes to read."""
        minutes = reading_minutes(self.sections)
        return ngettext("about %(n)s minute", "about %(n)s minutes", minutes) % {"n": minutes}


def present(
    person: Person, edition: Edition, *, at: datetime.datetime, symbols: bool = False, language: str = ""
) -> Page:
    """
    Render an edition for a person, keep the exact bytes, and note that it was shown.

    Somebody who signed before is shown what changed since, and the whole of it folded. In another `language` it is in
    the words of its translation, where one is offered, with the original folded beneath.
    """
    today = timezone.localdate(at)
    kinds = person.kinds_on(today)
    sections = sections_for(edition, kinds, today, symbols=symbols)
    wordings = wordings_for(edition, kinds, symbols=symbols)
    signed = last_signed(person, edition)
    again = what_changed(person, edition, signed, at=at, symbols=symbols) if signed else None
    reader = Reader.of(edition, wordings, language)
    if again and reader.language:
        again = again_in(again, edition, reader, today)
    template = "agreements/translated.html" if reader.language else "agreements/document.html"
    html = render_to_string(
        "agreements/changes.html" if again else template,
        {
            "edition": edition,
            "sections": sections,
            "reader": reader,
            "translated": reader.sections(edition, sections, today),
            "said": reader.sentence(wordings, sentence_of(edition, wordings)),
            "bound": sum(len(section.clauses) for section in sections),
            "not_binding": clauses_not_binding(edition, kinds, today, symbols=symbols),
            "sentence": sentence_of(edition, wordings),
            "wordings": wordings,
            "again": again,
        },
    )
    digest = keep_once(html.encode(), "text/html; charset=utf-8")
    read = tuple(each.sha256 for each in wordings)
    if again:
        parts = sum(each.key is not None for each in again.changes.clauses)
        shown = Shown(digest, at, parts, again.before.number, read, reader.sha256s)
    else:
        shown = Shown(digest, at, len(sections), None, read, reader.sha256s)
    note_shown(person, edition, at)
    return Page(html, shown, sections, again, wordings, other_wording(edition, kinds, symbols=symbols), reader)


_kept: set[str] = set()


def keep_once(content: bytes, media_type: str) -> str:
    """Keep bytes in the ledger, asking the database only the first time this process meets them."""
    digest = hashlib.sha256(content).hexdigest()
    if digest not in _kept:
        keep(content, media_type)
        transaction.on_commit(lambda: _kept.add(digest))
    return digest


def note_shown(person: Person, edition: Edition, at: datetime.datetime) -> None:
    """Note on the server when a person was first and last shown an edition."""
    Reading.objects.bulk_create(
        [Reading(person=person, edition=edition, first_shown_at=at, last_shown_at=at)],
        update_conflicts=True,
        unique_fields=["person", "edition"],
        update_fields=["last_shown_at"],
    )


@transaction.atomic
def note_seen(person: Person, edition: Edition, *, part_keys: list[str], seconds: int, at: datetime.datetime) -> None:
    """Note which sections reached a reader's screen, and how long the page was visible since the last note."""
    reading = Reading.objects.select_for_update().filter(person=person, edition=edition).first()
    if reading is None:
        return
    elapsed = int((at - reading.last_shown_at).total_seconds()) + 1
    reading.seconds_visible += max(0, min(seconds, elapsed))
    reading.last_shown_at = at
    reading.save(update_fields=["seconds_visible", "last_shown_at"])
    parts = Part.objects.filter(edition=edition, key__in=part_keys)
    SectionSeen.objects.bulk_create(
        [SectionSeen(reading=reading, part=part, seen_at=at) for part in parts], ignore_conflicts=True
    )


@transaction.atomic
def note_opened(person: Person, edition: Edition, policy: Policy, *, at: datetime.datetime) -> None:
    """Note that a reader opened a linked policy from the page."""
    reading = Reading.objects.filter(person=person, edition=edition).first()
    if reading:
        LinkedPolicyOpened.objects.bulk_create(
            [LinkedPolicyOpened(reading=reading, policy=policy, opened_at=at)], ignore_conflicts=True
        )


@dataclass(frozen=True)
class Read:
    """What the server saw of a person's reading, as it is kept with the signature."""

    first_shown_at: datetime.datetime
    sections_shown: int
    seconds_visible: int = 0
    compared_with: int | None = None
    sections_seen: dict[str, str] = field(default_factory=dict)  # title -> when
    wordings: dict[str, str] = field(default_factory=dict)  # SHA-256 -> title, where the edition has several
    translations: dict[str, str] = field(default_factory=dict)  # SHA-256 -> language, where it was not the original
    linked: tuple[Linked, ...] = ()  # the policies it names, as they were
    required: tuple[Item, ...] = ()  # what had to be read first

    @property
    def linked_opened(self) -> dict[str, str]:
        """Which of the policies it names were opened: title -> when."""
        return {each.title: each.opened_at.isoformat() for each in self.linked if each.opened_at}

    def as_json(self) -> dict[str, Any]:
        """Return the plain form that is kept."""
        return {
            "first_shown_at": self.first_shown_at.isoformat(),
            "sections_shown": self.sections_shown,
            "sections_seen": self.sections_seen,
            "seconds_visible": self.seconds_visible,
            "linked_opened": self.linked_opened,
            "compared_with": self.compared_with,
            **({"wordings": self.wordings} if self.wordings else {}),
            **({"linked": [each.as_json() for each in self.linked]} if self.linked else {}),
            **({"required": required_as_json(self.required)} if self.required else {}),
            **({"translations": self.translations} if self.translations else {}),
        }


def reading_of(person: Person, edition: Edition, shown: Shown, required: Sequence[Item] = ()) -> Read:
    """Return what the server saw of this person's reading of an edition, and of what it leans on."""
    reading = READING.first(person.pk, edition.pk)
    linked = linked_now(edition, reading.pk if reading else 0)
    wordings = {each.sha256: each.title for each in wordings_shown(edition, shown)}
    languages = translations_shown(edition, shown)
    if reading is None:
        return Read(
            shown.at,
            shown.sections,
            compared_with=shown.compared_with,
            linked=linked,
            required=tuple(required),
            wordings=wordings,
            translations=languages,
        )
    seen = SEEN.all(reading.pk) if reading.has_seen else []
    return Read(
        first_shown_at=reading.first_shown_at,
        sections_shown=shown.sections,
        seconds_visible=reading.seconds_visible,
        sections_seen={each.part.text: each.seen_at.isoformat() for each in seen},
        linked=linked,
        required=tuple(required),
        compared_with=shown.compared_with,
        wordings=wordings,
        translations=languages,
    )


def wordings_shown(edition: Edition, shown: Shown) -> tuple[WordingView, ...]:
    """Return the wordings that somebody had before them; none where the edition has one for everybody."""
    if not shown.wordings:
        return ()
    return tuple(each for each in wordings_of(edition) if each.sha256 in shown.wordings)


def translations_shown(edition: Edition, shown: Shown) -> dict[str, str]:
    """Return the translations that somebody had before them, SHA-256 -> language; it may be withdrawn since."""
    if not shown.translations:
        return {}
    found = Translation.objects.filter(edition=edition, content_sha256__in=shown.translations).order_by("pk")
    return {each.content_sha256: each.language for each in found}
