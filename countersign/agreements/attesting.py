"""What a person does with what they must read: open it, say that it is read, answer the questions about it."""

import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from countersign.agreements import events
from countersign.agreements.models import CheckTried, PolicyRead
from countersign.ledger.actions import record
from countersign.people.models import Person
from countersign.policies.models import CheckQuestion, Edition, Policy
from countersign.policies.requirements import newest_of
from countersign.refusals import Refused
from countersign.words import later as _


class NotOpened(Refused):
    """Somebody said they had read what was never shown to them."""

    message = _("Open it first, then say that you have read it.")


class NewerEdition(Refused):
    """A newer edition was published while somebody read this one."""

    message = _("A new edition was published while you were reading. This is what it says now.")


class NoSuchAnswer(Refused):
    """An answer that was not offered."""

    message = _("Choose one of the answers.")


class ElsewherePolicy(Refused):
    """A policy of another school, or one that was withdrawn."""

    message = _("This policy is not read at your school any more.")


def note_open(person: Person, policy: Policy, *, section: str, title: str, at: datetime.datetime) -> Edition | None:
    """Note that somebody was shown a policy or a section of it, and return the edition, if it is in the library."""
    edition = newest_of(policy)
    PolicyRead.objects.bulk_create(
        [
            PolicyRead(
                person=person,
                policy=policy,
                edition_number=number_of(edition),
                section=section,
                title=title,
                web_address="" if edition else policy.web_address,
                opened_at=at,
            )
        ],
        ignore_conflicts=True,
    )
    return edition


def number_of(edition: Edition | None) -> int:
    """Return the number under which a reading is kept: 0 for what is not in the library."""
    return (edition.number or 0) if edition else 0


@transaction.atomic
def say_read(person: Person, policy: Policy, *, section: str = "", edition_number: int) -> PolicyRead:
    """Say that one has read a policy, or a section of it, in the edition that was shown. Twice is once."""
    now = timezone.now()
    if policy.school_id != person.school_id or policy.withdrawn_at is not None:
        raise ElsewherePolicy
    edition = newest_of(policy)
    if number_of(edition) != edition_number:
        raise NewerEdition
    found = PolicyRead.objects.select_for_update().filter(
        person=person, policy=policy, section=section, edition_number=edition_number
    )
    read = found.first()
    if read is None:
        raise NotOpened
    if read.read_at is not None:
        return read
    read.read_at = now
    read.save(update_fields=["read_at"])
    event = events.PolicyWasRead(
        subject=policy.reference,
        person=person.reference,
        edition_number=edition_number,
        edition_content=edition.content_sha256 if edition else "",
        section=read.title,
        web_address=read.web_address,
    )
    record(event, school=person.school, by=person, at=now)
    return read


@transaction.atomic
def try_check(person: Person, question: CheckQuestion, answer: int) -> bool:
    """Answer a check question, and return whether it is right. Each attempt is counted until one is; none is a mark."""
    now = timezone.now()
    if not 0 <= answer < len(question.answers):
        raise NoSuchAnswer
    CheckTried.objects.bulk_create([CheckTried(person=person, key=question.key)], ignore_conflicts=True)
    tried = CheckTried.objects.select_for_update().get(person=person, key=question.key)
    is_right = answer == question.right
    if tried.passed_at is not None:
        return is_right
    CheckTried.objects.filter(pk=tried.pk).update(attempts=F("attempts") + 1, passed_at=now if is_right else None)
    if is_right:
        passed = events.CheckPassed(
            subject=question.edition.reference,
            person=person.reference,
            question=str(question.key),
            attempts=tried.attempts + 1,
        )
        record(passed, school=person.school, by=person, at=now)
    return is_right
