"""
What a draft will mean to each person once it is published, worked out from the same rows and rules as afterwards.

`foretell` says it of everybody; `impact_of` counts, for the page on which somebody decides. A test publishes on random
schools and compares.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from countersign.access.foretelling import Loss, losses
from countersign.agreements.everybody import Bound, Everybody, minimums_of
from countersign.people.audiences import WIDER
from countersign.policies.impact import Fate, Group, Impact, Lapse
from countersign.policies.minimums import Minimum, moved, only_told
from countersign.policies.models import Edition


@dataclass(frozen=True)
class Foretold:
    """What happens to each person: their fate, how they will be bound, and what they lose if they do not sign."""

    fates: dict[int, Fate]
    bound: dict[int, Bound]
    losses: list[Loss]


def fate_of(bound: Bound) -> Fate:
    """Return what an edition means to somebody, from what they signed and what counts with it."""
    if bound.signature is None:
        return Fate.FIRST
    return Fate.TOLD if bound.counts else Fate.AGAIN


def foretell(
    draft: Edition, *, effective_date: datetime.date, told_only: Collection[str], today: datetime.date
) -> Foretold:
    """Return what publishing a draft will mean to each person, the kinds in `told_only` being only told."""
    policy = draft.policy
    school = policy.school
    minimums = minimums_of(school)
    before = policy.minimums()
    after = _after(draft, before, effective_date, told_only)
    everybody = Everybody(school, today)
    bound = everybody.under(policy.pk, after)
    fates = {person: fate_of(each) for person, each in bound.items()}
    fates |= {
        person: Fate.RELEASED
        for person, roles in everybody.roles.items()
        if person not in bound and any(kind in before for kind, _ in roles)
    }

    minimums.pop(policy.pk, None)
    asked: dict[int, dict[str, datetime.date]] = everybody.last_days(minimums)
    to_sign = {
        person: asked.get(person, {}) | {policy.reference: bound[person].duty.due_date}
        for person, fate in fates.items()
        if fate in (Fate.AGAIN, Fate.FIRST)
    }
    minimums[policy.pk] = (policy.reference, after)

    def asked_on(person: int, day: datetime.date) -> Mapping[str, datetime.date]:
        return Everybody(school, day, [person]).last_days(minimums).get(person, {})

    return Foretold(fates, bound, losses(school, to_sign, policy.reference, today, asked_on))


def impact_of(
    draft: Edition, *, effective_date: datetime.date, told_only: Collection[str], today: datetime.date
) -> Impact:
    """Return how many people a draft will ask to sign, tell, or release, and what lapses: the answer to policies."""
    if not draft.policy.is_signed:  # it is read, and nobody's access hangs on that
        return Impact([], [], draft.policy.school.grace_days)
    foretold = foretell(draft, effective_date=effective_date, told_only=told_only, today=today)
    groups: defaultdict[tuple[str, Fate], list[datetime.date]] = defaultdict(list)
    for person, fate in foretold.fates.items():
        if fate is Fate.RELEASED:
            groups["", fate].append(datetime.date.min)
        else:
            bound = foretold.bound[person]
            groups[_named(bound.kind, draft.audience), fate].append(bound.duty.due_date)
    lapses = Counter((loss.day, not loss.is_permission, loss.title) for loss in foretold.losses)
    order = [*draft.audience, ""]
    return Impact(
        [
            _group(kind, fate, days)
            for (kind, fate), days in sorted(
                groups.items(), key=lambda each: (order.index(each[0][0]), list(Fate).index(each[0][1]))
            )
        ],
        [
            Lapse(title, people, day, is_permission=not is_brought)
            for (day, is_brought, title), people in sorted(lapses.items())
        ],
        draft.policy.school.grace_days,
    )


def _after(
    draft: Edition, before: Mapping[str, Minimum], effective_date: datetime.date, told_only: Collection[str]
) -> dict[str, Minimum]:
    number = (draft.policy.editions.published().order_by("-number").values_list("number", flat=True).first() or 0) + 1
    due_date = draft.policy.school.last_day_to_sign(effective_date)
    told = only_told(draft.audience, told_only, before)
    return moved(before, draft.audience, told, Minimum(number, due_date))


def _named(kind: str, audience: list[str]) -> str:
    """Return the kind as the edition names it: the wider one, where that is what it says."""
    return kind if kind in audience else WIDER[kind]


def _group(kind: str, fate: Fate, days: list[datetime.date]) -> Group:
    if fate not in (Fate.AGAIN, Fate.FIRST):
        return Group(kind, fate, len(days), None)
    usual = Counter(days).most_common(1)[0][0]
    earlier, later = sum(day < usual for day in days), sum(day > usual for day in days)
    return Group(kind, fate, len(days), usual, earlier, later)
