"""Who has read a policy: for whoever looks after it, worked out from roles and readings in a few statements."""

import datetime
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Sum

from countersign.agreements.everybody import Everybody
from countersign.agreements.models import CheckTried, PolicyRead
from countersign.people.audiences import binds
from countersign.people.models import Person
from countersign.policies.models import CheckQuestion, Edition, Policy, Required


@dataclass(frozen=True)
class Reader:
    """Somebody who must read a policy, and how far they are."""

    person: Person
    read: int
    of: int
    last_at: datetime.datetime | None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left."""
        return self.read == self.of


@dataclass(frozen=True)
class Tried:
    """A check question, how many people tried it, how often in all, and how many were right in the end."""

    text: str
    people: int
    attempts: int
    passed: int


def readers_of(policy: Policy, today: datetime.date) -> list[Reader]:
    """Return everybody who must read a policy or sections of it, those who have most left first."""
    asked = asked_of_each(policy, today)
    reads: defaultdict[int, list[PolicyRead]] = defaultdict(list)
    for read in PolicyRead.objects.filter(policy=policy, read_at__isnull=False):
        reads[read.person_id].append(read)
    keys = {key for sections in asked.values() for questions in sections.values() for key in questions}
    tried = CheckTried.objects.filter(key__in=keys, person__school=policy.school_id, passed_at__isnull=False)
    passed = set(tried.values_list("person", "key"))
    minimums = policy.minimums()
    roles = Everybody(policy.school, today).roles
    found = []
    for person in Person.objects.filter(school=policy.school_id).order_by("surname", "forename", "pk"):
        if person.pk not in asked:
            continue
        lowest = [minimums[kind].edition for kind, _ in roles.get(person.pk, []) if kind in minimums]
        least = max(lowest, default=policy.min_edition)
        counting = [each for each in reads[person.pk] if each.edition_number >= least]
        sections = {each.section for each in counting}
        done = sum(
            ("" in sections or section in sections) and all((person.pk, key) in passed for key in questions)
            for section, questions in asked[person.pk].items()
        )
        last = max((each.read_at for each in counting if each.read_at), default=None)
        found.append(Reader(person, done, len(asked[person.pk]), last))
    return sorted(found, key=lambda each: each.read / each.of)


def asked_of_each(policy: Policy, today: datetime.date) -> dict[int, dict[str, set[uuid.UUID]]]:
    """Return what of a policy each person must read, section by section with the keys of its questions."""
    roles = Everybody(policy.school, today).roles
    kinds = {person: {kind for kind, _ in held} for person, held in roles.items()}
    asked: defaultdict[int, dict[str, set[uuid.UUID]]] = defaultdict(dict)
    newest = Edition.objects.newest().filter(policy__is_signed=True, required__link__policy=policy).distinct()
    for edition in newest:
        rows = Required.objects.filter(edition=edition, link__policy=policy).prefetch_related("questions")
        wanted = [(row.section, {each.key for each in row.questions.all()}) for row in rows.order_by("position", "pk")]
        for person, held in kinds.items():
            if binds(edition.audience, held):
                for section, keys in wanted:
                    asked[person].setdefault(section, set()).update(keys)
    must = [] if policy.is_signed else list(policy.must_read.values_list("kind", flat=True))
    for person, held in kinds.items():
        if must and binds(must, held):
            asked[person].setdefault("", set())
    return dict(asked)


def tried_of(policy: Policy) -> list[Tried]:
    """Return how people do with the check questions about a policy: counts, so that a bad question is found."""
    newest = Edition.objects.newest().filter(policy__is_signed=True)
    questions = CheckQuestion.objects.filter(edition__in=newest, required__link__policy=policy).order_by(
        "required__position", "position", "pk"
    )
    texts = {each.key: each.text for each in questions}
    counts = {
        row["key"]: row
        for row in CheckTried.objects.filter(key__in=texts, person__school=policy.school_id)
        .values("key")
        .annotate(people=Count("pk"), tries=Sum("attempts"), right=Count("passed_at"))
    }
    none = {"people": 0, "tries": 0, "right": 0}
    return [
        Tried(text, (row := counts.get(key, none))["people"], row["tries"], row["right"]) for key, text in texts.items()
    ]
