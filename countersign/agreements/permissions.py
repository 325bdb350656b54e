"""Who may sign, countersign and see agreements."""

import datetime
from functools import cached_property

from countersign.agreements.models import Agreement, Question
from countersign.people.models import Holding, Person
from countersign.people.permissions import holds
from countersign.people.requests import Identity
from countersign.policies.models import Policy
from countersign.policies.permissions import can_edit
from countersign.schools.models import School

OWN_GOES_TO = "chair-of-governors"


class Deciding:
    """In which posts one person may decide on agreements on a day: asked once, for one agreement or a whole queue."""

    def __init__(self, approver: Person, day: datetime.date) -> None:
        self.approver, self.day = approver, day

    @cached_property
    def capacities(self) -> list[str]:
        """The titles of the posts in which they may countersign."""
        held = Holding.objects.filter(Holding.on(self.day), person=self.approver, post__may_countersign=True)
        return list(held.order_by("post__position").values_list("post__title", flat=True))

    @cached_property
    def chairs(self) -> list[str]:
        """The title of the chair's post, where they hold it: the chair decides on the head."""
        held = Holding.objects.filter(Holding.on(self.day), person=self.approver, post__code=OWN_GOES_TO)
        return list(held.values_list("post__title", flat=True))

    @cached_property
    def heads(self) -> set[int]:
        """The keys of the people who are headteacher."""
        held = Holding.objects.filter(Holding.on(self.day), post__school=self.approver.school_id)
        return set(held.filter(post__code="headteacher").values_list("person", flat=True))

    def posts_for(self, agreement: Agreement) -> list[str]:
        """
        Return the posts in which they may decide on an agreement: never on their own.

        The headteacher's own goes to the chair of governors and to nobody who answers to the head.
        """
        if self.approver.pk == agreement.person_id or self.approver.school_id != agreement.school_id:
            return []
        return self.chairs if agreement.person_id in self.heads else self.capacities


def capacities(approver: Person, day: datetime.date) -> list[str]:
    """Return the titles of the posts in which somebody may countersign on a day."""
    return Deciding(approver, day).capacities


def chairs(person: Person, day: datetime.date) -> list[str]:
    """Return the title of the chair's post, where this person holds it."""
    return Deciding(person, day).chairs


def capacities_for(approver: Person, agreement: Agreement, day: datetime.date) -> list[str]:
    """Return the posts in which an approver may decide on one agreement."""
    return Deciding(approver, day).posts_for(agreement)


def can_countersign(approver: Person, agreement: Agreement, day: datetime.date) -> bool:
    """Two people, always: a named approver, and never the one who signed."""
    return bool(capacities_for(approver, agreement, day))


def can_see(person: Person, agreement: Agreement, day: datetime.date) -> bool:
    """The signer, whoever may decide on it, whoever did, and administrators of the school."""
    return (
        person.pk == agreement.person_id
        or person.pk in (agreement.countersigned_by_id, agreement.returned_by_id, agreement.refused_by_id)
        or (person.is_administrator and person.school_id == agreement.school_id)
        or can_countersign(person, agreement, day)
    )


def can_open(person: Person, identity: Identity, agreement: Agreement, day: datetime.date) -> bool:
    """Whoever can see an agreement opens its pages; by a ticket, which reaches no approver's page, only one's own."""
    if identity.method == "ticket" and person.pk != agreement.person_id:
        return False
    return can_see(person, agreement, day)


def is_approver(person: Person, day: datetime.date) -> bool:
    """Return whether somebody has a queue at all."""
    return bool(capacities(person, day) or chairs(person, day))


def can_answer(person: Person, question: Question, day: datetime.date) -> bool:
    """The contact answers questions, whoever looks after the policy asked about, an administrator; nobody their own."""
    if person.school_id != question.school_id or person.pk == question.person_id:
        return False
    codes = ["aup-contact", "headteacher"]
    if question.required is not None and question.required.link.policy.owner is not None:
        codes.append(question.required.link.policy.owner.code)
    return person.is_administrator or holds(person, *codes, on=day)


def can_answer_return(person: Person, agreement: Agreement) -> bool:
    """Whoever signed answers what the school asked about it, and nobody for them."""
    return person.pk == agreement.person_id


def can_see_readers(person: Person, policy: Policy, day: datetime.date) -> bool:
    """Those who write policies, and the post that looks after this one, see who has read it."""
    if can_edit(person, policy.school, day):
        return True
    owner = policy.owner.code if policy.owner else "headteacher"
    return person.school_id == policy.school_id and holds(person, owner, on=day)


def can_see_campaign(person: Person, school: School, day: datetime.date) -> bool:
    """Administrators, the head and the business manager see who has signed, who has not, and what was done about it."""
    return person.school_id == school.pk and (
        person.is_administrator or holds(person, "headteacher", "business-manager", on=day)
    )


def can_run_campaign(person: Person, school: School, day: datetime.date) -> bool:
    """Administrators and the head start asking people for signatures, and stop it."""
    return person.school_id == school.pk and (person.is_administrator or holds(person, "headteacher", on=day))
