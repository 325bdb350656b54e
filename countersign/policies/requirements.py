"""What an edition leans on, asked of a published one once in each process: it never changes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext_noop

from countersign.policies.clauses import sections_for, wordings_for
from countersign.policies.models import CheckQuestion, Edition, LinkedPolicy, Policy, Required
from countersign.policies.printed import SectionView

UNTITLED = gettext_noop("To begin with")
"""What the sections before the first heading are called; kept so, and said in the reader’s language."""


@dataclass(frozen=True)
class Leaning:
    """Whether an edition names other policies, and whether something of them must be read before signing."""

    has_links: bool
    has_required: bool


def leaning_of(edition: Edition) -> Leaning:
    """Return what an edition leans on; of a published one without a look into the tables."""
    if edition.published_at is None:
        return _leaning(edition.pk)
    return _leaning_once(edition.pk, edition.public_id)


@lru_cache(maxsize=4096)
def _leaning_once(edition: int, public_id: UUID) -> Leaning:
    del public_id  # another edition in the place of one that a test took away
    return _leaning(edition)


def _leaning(edition: int) -> Leaning:
    has_links = LinkedPolicy.objects.filter(edition=edition).exists()
    return Leaning(has_links, has_links and Required.objects.filter(edition=edition).exists())


def newest_of(policy: Policy) -> Edition | None:
    """Return the newest published edition of a policy that is in the library, if it is."""
    return Edition.objects.newest().filter(policy=policy).select_related("policy__school").first()


@dataclass(frozen=True)
class Text:
    """What there is to read of a policy: the sections, and whether they are only the one that is required."""

    sections: list[SectionView]
    is_all: bool


def text_to_read(edition: Edition, section: str, title: str, day: date, kinds: Collection[str] = ()) -> Text:
    """
    Return the section of an edition that is required, by its key or else its heading.

    Of several wordings it is the one for these kinds of people, else it is the edition as everybody may read it.
    Where this edition has it no more under either, it is the whole of it: nobody is kept from reading.
    """
    own = sections_for(edition, kinds, day) if wordings_for(edition, kinds) else []
    sections = own or sections_for(edition, None, day)
    if section:
        by_key = [each for each in sections if str(each.key) == section]
        if found := by_key or [each for each in sections if same(each.title, title or section)]:
            return Text(found, is_all=False)
    return Text(sections, is_all=True)


def same(heading: str, name: str) -> bool:
    """Return whether a heading is the section that somebody named."""
    return bool(heading) and " ".join(heading.casefold().split()) == " ".join(name.casefold().split())


def copy_required(before: Edition, draft: Edition) -> None:
    """Let the next edition require the same reading, with the same questions: its links are there already."""
    links = {link.policy_id: link for link in draft.links.all()}
    for row in before.required.select_related("link").prefetch_related("questions").order_by("position", "pk"):
        new = Required.objects.create(
            edition=draft,
            link=links[row.link.policy_id],
            section=row.section,
            title=row.title,
            waits_for_answer=row.waits_for_answer,
            position=row.position,
        )
        CheckQuestion.objects.bulk_create(
            CheckQuestion(
                edition=draft,
                required=new,
                key=each.key,
                text=each.text,
                answers=each.answers,
                right=each.right,
                explanation=each.explanation,
                position=each.position,
            )
            for each in row.questions.all()
        )
