"""Who takes a post, and who leaves one."""

import datetime

from django.db import transaction

from countersign.ledger.actions import record
from countersign.people.actions.persons import EndsBeforeItStarts
from countersign.people.events import PostLeft, PostTaken
from countersign.people.models import Holding, Person
from countersign.people.permissions import can_set_up
from countersign.refusals import Refused, require
from countersign.schools.models import Post
from countersign.words import later as _


class AnotherSchool(Refused):
    """A post and a person of two schools."""

    message = _("This person is not at the school of this post.")


class PostTakenLater(Refused):
    """A change of holder dated before one that is already known."""

    message = _("Somebody takes this post on a later day already. Choose that day or a later one.")


@transaction.atomic
def hold_post(
    post: Post, person: Person, *, from_date: datetime.date, by: Person | None, at: datetime.datetime
) -> Holding:
    """Give a post to somebody from a day; whoever held it before holds it until the day before."""
    post = Post.objects.select_for_update(of=("self",)).select_related("school").get(pk=post.pk)
    require(by is None or can_set_up(by, post.school))
    if person.school_id != post.school_id:
        raise AnotherSchool
    holdings = Holding.objects.filter(post=post)
    if holdings.filter(from_date__gt=from_date).exists():
        raise PostTakenLater
    before = holdings.filter(Holding.on(from_date)).select_related("person").order_by("-from_date", "-pk").first()
    if before and before.person_id == person.pk:
        return before
    if before and before.from_date == from_date:  # corrected on the day it began: it was never so
        before.delete()
    elif before:
        before.to_date = from_date - datetime.timedelta(days=1)
        before.save(update_fields=["to_date"])
    holding = Holding.objects.create(post=post, person=person, from_date=from_date, made_at=at)
    event = PostTaken(
        subject=person.reference,
        post=post.code,
        from_date=from_date,
        before=before.person.reference if before else None,
    )
    record(event, school=post.school, by=by, at=at)
    return holding


@transaction.atomic
def leave_post(holding: Holding, *, to_date: datetime.date, by: Person, at: datetime.datetime) -> Holding:
    """Set somebody's last day in a post, with nobody after them yet."""
    holding = (
        Holding.objects.select_for_update(of=("self",)).select_related("post__school", "person").get(pk=holding.pk)
    )
    require(can_set_up(by, holding.post.school))
    if to_date < holding.from_date:
        raise EndsBeforeItStarts
    holding.to_date = to_date
    holding.save(update_fields=["to_date"])
    event = PostLeft(subject=holding.person.reference, post=holding.post.code, to_date=to_date)
    record(event, school=holding.post.school, by=by, at=at)
    return holding
