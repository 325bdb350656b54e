"""A school with people and a published edition, and agreements reached as people reach them."""

import datetime
from typing import Any

from django.utils import timezone

from countersign.access.models import Permission
from countersign.agreements import actions, decisions
from countersign.agreements.models import Agreement, Status
from countersign.agreements.presenting import Shown, present
from countersign.people.models import Person, Role
from countersign.people.requests import Identity
from countersign.policies.models import Edition, Part
from countersign.policies.tests.factories import make_administrator, make_draft, make_person, make_school, put_in_post
from countersign.policies.tests.factories import publish as publish_draft
from countersign.schools.models import School

BY_TICKET = Identity(
    method="ticket",
    detail="single-use link sent to n…@mail.example",
    since="2026-11-22T09:00:00+00:00",
    ip="127.0.0.1",
    user_agent="a test",
    session="0" * 64,
)
BY_PASSKEY = Identity(method="passkey", detail="passkey", since="2026-11-22T09:00:00+00:00", ip="127.0.0.1")


def make_headed_school(name: str = "Fernhill Primary School") -> tuple[School, Person]:
    """Return a school and its headteacher, who is its administrator too."""
    school = make_school(name)
    head = make_administrator(school)
    put_in_post(head, "headteacher")
    return school, head


def make_chair(school: School) -> Person:
    chair = make_person(school, "Eileen", "Brack", kind="governors")
    put_in_post(chair, "chair-of-governors")
    return chair


def make_edition(school: School, by: Person, **details: Any) -> Edition:
    today = timezone.localdate()
    details.setdefault("asks", ["an e-mail account", "the internet"])
    details.setdefault("signature_fields", ["Signature", "Name", "Role", "Date"])
    draft = make_draft(school, "I keep my password to myself.", "I report what worries me.", by=by, **details)
    Part.objects.create(
        edition=draft,
        position=4,
        kind=Part.Kind.CLAUSE,
        number="3",
        text="I use my school account.",
        roles=["governors"],
    )
    return publish_draft(draft, by, effective_date=today, review_date=today + datetime.timedelta(days=365))


def make_signer(school: School, forename: str = "Nadia", surname: str = "Kow", *, kind: str = "staff") -> Person:
    person = make_person(school, forename, surname, kind=kind)
    Role.objects.filter(person=person).update(job_title="Class teacher")
    return person


def make_permission(school: School, code: str = "remote", **details: Any) -> Permission:
    return Permission.objects.create(
        school=school,
        code=code,
        title=details.pop("title", "Remote access"),
        max_days=details.pop("max_days", 365),
        **details,
    )


def look_at(person: Person, edition: Edition) -> Shown:
    return present(person, edition, at=timezone.now()).shown


def sign(person: Person, edition: Edition, *, name: str = "", **details: Any) -> Agreement:
    signing = actions.Signing(name=name or person.name, **details)
    return actions.sign(person, edition, signing, shown=look_at(person, edition), identity=BY_TICKET)


def countersign(
    agreement: Agreement,
    by: Person,
    capacity: str = "Headteacher",
    permissions: dict[str, datetime.date] | None = None,
) -> Agreement:
    return decisions.countersign(
        agreement, by=by, capacity=capacity, name=by.name, permissions=permissions or {}, identity=BY_PASSKEY
    )


def make_agreement(status: Status = Status.SIGNED, *, school: School | None = None) -> Agreement:
    """Return an agreement in a state, at a school with a head and a chair."""
    if school is None:
        school, head = make_headed_school()
        edition = make_edition(school, head)
    else:
        edition = Edition.objects.newest().get(policy__school=school)
        head = Person.objects.get(school=school, holdings__post__code="headteacher")
    person = make_signer(school)
    if status is Status.DECLINED:
        return actions.decline(person, edition, reason="I have a question first.", identity=BY_TICKET)
    agreement = sign(person, edition)
    if status is Status.IN_FORCE:
        countersign(agreement, head)
    if status is Status.RETURNED:
        decisions.return_with_question(agreement, by=head, capacity="Headteacher", question="Which class?")
    if status is Status.REFUSED:
        decisions.refuse(agreement, by=head, capacity="Headteacher", reason="Not yet cleared.")
    agreement.refresh_from_db()
    return agreement
