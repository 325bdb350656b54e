"""What must be read before signing, the questions about it, and who must read a policy that nobody signs."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext

from countersign.ledger.actions import record
from countersign.people.audiences import Audience
from countersign.people.models import Person
from countersign.policies.actions.drafts import NotInUse
from countersign.policies.actions.editing import open_draft
from countersign.policies.actions.linking import IsSigned
from countersign.policies.events import MustReadChanged, SigningChanged
from countersign.policies.models import CheckQuestion, Edition, LinkedPolicy, MustRead, Policy, Required
from countersign.policies.permissions import can_edit
from countersign.policies.required import MOST_ANSWERS
from countersign.policies.wording import clean
from countersign.refusals import Refused, require
from countersign.words import later as _

LEAST_ANSWERS = 2


class NoQuestion(Refused):
    """A check question without words."""

    message = _("Write the question.")


class TooFewAnswers(Refused):
    """Nothing to choose from, or more than anybody reads on a phone."""

    message = cast(
        "str",
        format_lazy(_("Give {least} to {most} answers, each different."), least=LEAST_ANSWERS, most=MOST_ANSWERS),
    )


class NoRightAnswer(Refused):
    """A question that nobody could get right."""

    message = _("Say which answer is right.")


class NoExplanation(Refused):
    """Whoever is wrong is told why."""

    message = _("Explain the right answer: whoever chose another one reads it.")


class PublishedAlready(Refused):
    """People have been asked in one way, and what they did stays."""

    message = _("This policy has a published edition. Withdraw it, and put it in anew to ask people in another way.")


@dataclass(frozen=True)
class Check:
    """A check question as somebody wrote it."""

    text: str
    answers: Sequence[str]
    right: int
    explanation: str

    def checked(self) -> "Check":
        """Return it without what cannot be printed, refusing one that could not be answered."""
        answers = [" ".join(clean(each).split())[:300] for each in self.answers]
        text, explanation = " ".join(clean(self.text).split())[:500], clean(self.explanation)[:2000]
        if not text:
            raise NoQuestion
        given = [each for each in answers if each]
        if not LEAST_ANSWERS <= len(given) <= MOST_ANSWERS or len({each.casefold() for each in given}) < len(given):
            raise TooFewAnswers
        if not 0 <= self.right < len(answers) or not answers[self.right]:
            raise NoRightAnswer
        if not explanation:
            raise NoExplanation
        return Check(text, given, given.index(answers[self.right]), explanation)


@transaction.atomic
def change_required(edition: Edition, link: LinkedPolicy, sections: Sequence[tuple[str, str]], *, by: Person) -> None:
    """
    Say what of a linked policy must be read before signing: sections as (key or name, heading), or `("", "")` for all.

    What stays keeps its questions.
    """
    edition = open_draft(edition, by)
    link = edition.links.get(pk=link.pk)
    wanted = {clean(section).strip()[:300]: " ".join(clean(title).split())[:300] for section, title in sections}
    edition.required.filter(link=link).exclude(section__in=wanted).delete()
    there = set(edition.required.filter(link=link).values_list("section", flat=True))
    Required.objects.bulk_create(
        Required(edition=edition, link=link, section=section, title=title, position=0)
        for section, title in wanted.items()
        if section not in there
    )
    places = {section: place for place, section in enumerate(wanted)}
    rows = list(edition.required.select_related("link"))
    rows.sort(
        key=lambda row: (
            row.link.position,
            places.get(row.section, row.position) if row.link == link else row.position,
            row.pk,
        )
    )
    for place, row in enumerate(rows, 1):
        row.position = place
    Required.objects.bulk_update(rows, ["position"])


@transaction.atomic
def change_waiting(required: Required, *, waits_for_answer: bool, by: Person) -> None:
    """Say whether whoever asks about something required waits for the answer before signing."""
    open_draft(Edition(pk=required.edition_id), by)
    Required.objects.filter(pk=required.pk).update(waits_for_answer=waits_for_answer)


@transaction.atomic
def write_question(
    required: Required, check: Check, *, instead_of: CheckQuestion | None = None, by: Person
) -> CheckQuestion:
    """Ask a check question about something required; one that is changed is a new question to those who answered."""
    edition = open_draft(Edition(pk=required.edition_id), by)
    check = check.checked()
    required = edition.required.get(pk=required.pk)
    position = required.questions.count() + 1
    if instead_of is not None:
        instead_of = required.questions.get(pk=instead_of.pk)
        position = instead_of.position
        instead_of.delete()
    return CheckQuestion.objects.create(
        edition=edition,
        required=required,
        key=uuid.uuid4(),
        text=check.text,
        answers=list(check.answers),
        right=check.right,
        explanation=check.explanation,
        position=position,
    )


@transaction.atomic
def remove_question(question: CheckQuestion, *, by: Person) -> None:
    """Take a check question out of a draft."""
    edition = open_draft(Edition(pk=question.edition_id), by)
    CheckQuestion.objects.filter(pk=question.pk, edition=edition).delete()


@transaction.atomic
def change_must_read(policy: Policy, kinds: Iterable[str], *, by: Person) -> None:
    """Say who must read a policy that nobody signs; with no kinds, only those whom another policy asks."""
    policy = Policy.objects.select_for_update(of=("self",)).select_related("school").get(pk=policy.pk)
    now = timezone.now()
    require(can_edit(by, policy.school, timezone.localdate(now)))
    if policy.is_signed:
        raise IsSigned(gettext("People sign this policy, so they read it already."))
    if policy.withdrawn_at is not None:
        raise NotInUse
    wanted = [kind for kind in Audience.values if kind in set(kinds)]
    policy.must_read.exclude(kind__in=wanted).delete()
    there = set(policy.must_read.values_list("kind", flat=True))
    MustRead.objects.bulk_create(MustRead(policy=policy, kind=kind) for kind in wanted if kind not in there)
    changed = MustReadChanged(subject=policy.reference, title=policy.title, kinds=wanted)
    record(changed, school=policy.school, by=by, at=now)


@transaction.atomic
def change_signing(policy: Policy, *, is_signed: bool, by: Person) -> None:
    """Say, before its first edition is published, whether people sign a policy or only read it."""
    policy = Policy.objects.select_for_update(of=("self",)).select_related("school").get(pk=policy.pk)
    now = timezone.now()
    require(can_edit(by, policy.school, timezone.localdate(now)))
    if policy.is_signed == is_signed:
        return
    if policy.editions.published().exists():
        raise PublishedAlready
    policy.is_signed = is_signed
    policy.save(update_fields=["is_signed"])
    if is_signed:
        policy.must_read.all().delete()
    changed = SigningChanged(subject=policy.reference, title=policy.title, is_signed=is_signed)
    record(changed, school=policy.school, by=by, at=now)
