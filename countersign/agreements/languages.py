"""
Reading and signing in another language: what somebody chose, and an edition in the words of its translations.

The choice is kept in the session. Where there is none it is the language in which they signed last, else the one that
their pages are in. An edition without a translation asks nothing of this.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpRequest
from django.utils.translation import get_language

from countersign.agreements.again import Again
from countersign.agreements.models import Agreement
from countersign.people.requests import PersonRequest
from countersign.policies.changes import Told, printed_on
from countersign.policies.clauses import posts_on, wordings_of
from countersign.policies.languages import ORIGINAL, Language, language_of, tag_from
from countersign.policies.marking import Mark, MarkedLine, Run, marked
from countersign.policies.models import Edition
from countersign.policies.originals import Words
from countersign.policies.placing import Placed
from countersign.policies.printed import SectionView
from countersign.policies.translated import (
    Said,
    TranslationView,
    in_language,
    item_in,
    labels_in,
    languages_of,
    offered_of,
    said,
    sections_in,
    sentence_in,
)
from countersign.policies.wordings import WordingView

KEY = "language"


def chosen_by(request: PersonRequest, edition: Edition) -> str:
    """Return the language that somebody reads an edition in, and remember what they choose now."""
    if not getattr(edition, "has_translations", True):
        return ""
    asked = asked_for(request)
    if asked:
        request.session[KEY] = asked
        return asked
    if remembered := request.session.get(KEY):
        return str(remembered)
    last = Agreement.objects.signed().filter(person=request.person).order_by("-pk").first()
    read = next(iter(last.reading.get("translations", {}).values()), "") if last else ""
    return read or pages_language()


def pages_language() -> str:
    """Return the language that our own words are in, as the tag of a translation; English is the original."""
    tag = (get_language() or ORIGINAL).partition("-")[0]
    return "" if tag == ORIGINAL else tag


def asked_for(request: HttpRequest) -> str:
    """Return the language that an address asks for."""
    return tag_from(request.GET.get("lang", ""))


def languages_read(agreement: Agreement) -> list[str]:
    """Return what a page calls the languages that somebody read an edition in, besides the original's."""
    tags = dict.fromkeys(agreement.reading.get("translations", {}).values())
    return [language_of(tag).called for tag in tags]


@dataclass(frozen=True)
class Reader:
    """The language that an edition is read in, by its translations; none: the original."""

    languages: tuple[Language, ...] = ()  # that could be chosen
    translations: tuple[TranslationView, ...] = ()  # in the one that was

    @classmethod
    def of(cls, edition: Edition, wordings: Sequence[WordingView], tag: str) -> "Reader":
        """Return how somebody of these wordings reads an edition who chose a language."""
        offered = offered_of(edition, wordings)
        return cls(languages_of(offered), in_language(offered, tag)) if offered else ENGLISH

    @property
    def language(self) -> Language | None:
        """The language; none: the original."""
        return self.translations[0].language if self.translations else None

    @property
    def sha256s(self) -> tuple[str, ...]:
        """What names the translations that are shown."""
        return tuple(each.sha256 for each in self.translations)

    def sections(self, edition: Edition, sections: Sequence[SectionView], day: date) -> list[SectionView]:
        """Return sections in the language."""
        return sections_in(edition, sections, self.translations, day) if self.translations else []

    def title(self, original: str) -> Said | None:
        """Return the title in the language."""
        return said(self.translations, "title", original)

    def labels(self, kind: str, labels: Iterable[str]) -> dict[str, Said]:
        """Return the labels of the form in the language."""
        return labels_in(self.translations, kind, labels) if self.translations else {}

    def sentence(self, wordings: Sequence[WordingView], sentence: str) -> Said | None:
        """Return the sentence that is signed in the language."""
        return sentence_in(self.translations, wordings, sentence) if self.translations else None


ENGLISH = Reader()


def again_in(again: Again, edition: Edition, reader: Reader, day: date) -> Again:
    """
    Return what changed in the words of the translations, where both editions have them for all that changed.

    Which clauses changed is found in the originals; only their words are a translation's.
    """
    assert reader.language is not None  # noqa: S101  asked only of a translation
    before = in_language(offered_of(again.before, wordings_of(again.before)), reader.language.tag)
    olds = {key: words for each in before for key, words in each.texts.items()}
    news = {key: words for each in reader.translations for key, words in each.texts.items()}
    changes = again.changes
    told = [*changes.clauses, *changes.passages, *changes.small]
    if not told:
        return again
    if not all(_has(each, olds, news) for each in told):
        return replace(again, is_untranslated=True)
    clauses, passages, small = (
        tuple(_told_in(each, olds, news, edition, reader.language, day) for each in some)
        for some in (changes.clauses, changes.passages, changes.small)
    )
    return replace(again, changes=replace(changes, clauses=clauses, passages=passages, small=small))


def _has(told: Told, olds: dict[str, Words], news: dict[str, Words]) -> bool:
    return all(str(each.item.key) in olds for each in told.change.old) and all(
        str(each.item.key) in news for each in told.change.new
    )


def _told_in(
    told: Told, olds: dict[str, Words], news: dict[str, Words], edition: Edition, language: Language, day: date
) -> Told:
    posts = posts_on(edition.policy.school_id, day)
    old, new = (
        [line for each in side for line in _said_in(each, texts).lines]
        for side, texts in ((told.change.old, olds), (told.change.new, news))
    )
    plain = tuple(MarkedLine(line.role, line.depth, line.number, (Run(Mark.KEPT, line.segments),)) for line in new)
    lines = marked(old, new) if told.lines != told.plain_lines else plain
    return replace(told, lines=printed_on(lines, posts), plain_lines=printed_on(plain, posts), language=language)


def _said_in(placed: Placed, texts: dict[str, Words]) -> Placed:
    return replace(placed, item=item_in(placed.item, texts[str(placed.item.key)], [], {}))
