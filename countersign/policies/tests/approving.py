"""A school whose governors approve: for tests of approvals."""

from typing import Any

from countersign.people.models import Person
from countersign.people.requests import Identity
from countersign.policies import actions
from countersign.policies.approvals import state_of
from countersign.policies.models import Edition
from countersign.policies.tests.factories import make_administrator, make_draft, make_person, make_school

IDENTITY = Identity(method="password", detail="password", since="2026-11-23T08:00:00+00:00")


def make_governors(administrator: Person) -> list[Person]:
    names = [("Priya", "Ward"), ("Marta", "Lind"), ("Hugh", "Fell")]
    return [make_person(administrator.school, *name, kind="governors") for name in names]


def make_approved_school(quorum: int = 2) -> tuple[Person, list[Person], Edition]:
    """Return an administrator, three governors who approve, and a draft that needs the approval of some of them."""
    administrator = make_administrator(make_school())
    governors = make_governors(administrator)
    draft = make_draft(administrator.school, "I lock my screen.", "I ask when unsure.", by=administrator)
    actions.change_approvers(draft.policy, approvers=governors, quorum=quorum, by=administrator)
    draft.policy.refresh_from_db()
    return administrator, governors, draft


def approve(draft: Edition, governor: Person, **details: Any) -> None:
    details.setdefault("content_sha256", state_of(Edition.objects.get(pk=draft.pk)).content_sha256)
    actions.approve(draft, name=governor.name, identity=IDENTITY, by=governor, **details)


def say_no(draft: Edition, governor: Person, reason: str = "Clause 2 is not clear.") -> None:
    content = state_of(Edition.objects.get(pk=draft.pk)).content_sha256
    actions.say_no(draft, content_sha256=content, reason=reason, identity=IDENTITY, by=governor)
