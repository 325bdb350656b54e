"""
What a document was understood to say.

Every part keeps `source`, its wording as it stood with printed number and role note, and `where` it stood, so that
a person can compare the two side by side. `Reading.as_json` is the contract other programs rely on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

NoticeKind = Literal["guessed", "dropped", "placeholder", "ambiguous-date", "several-agreements", "ignored"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should look at before the reading is used."""

    kind: NoticeKind
    text: str
    where: str = ""


@dataclass(slots=True)
class Child:
    """A point below a clause, with its own number as printed."""

    text: str
    number: str | None = None
    source: str = ""
    children: list[Child] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The child as other programs see it; deeper children only where there are any."""
        deeper = {"children": [child.as_json() for child in self.children]} if self.children else {}
        return {"number": self.number, "text": self.text, **deeper}


@dataclass(slots=True)
class Clause:
    """One thing people agree to. `roles` is None when it binds the whole audience."""

    text: str
    number: str | None = None
    lead_in: str | None = None
    section: str | None = None
    roles: list[str] | None = None
    role_note: str | None = None
    section_roles: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    source: str = ""
    where: str = ""

    def as_json(self) -> dict[str, Any]:
        """The clause as other programs see it."""
        return {
            "number": self.number,
            "text": self.text,
            "lead_in": self.lead_in,
            "section": self.section,
            "roles": self.roles,
            "topics": self.topics,
            "children": [child.as_json() for child in self.children],
        }


@dataclass(slots=True)
class Contact:
    """A post, a name, an address, as far as the text joins them; `inferred` when the joining is ours."""

    post: str | None = None
    name: str | None = None
    email: str | None = None
    inferred: bool = False
    source: str = ""
    where: str = ""

    def as_json(self) -> dict[str, Any]:
        """The contact as other programs see it."""
        return {"post": self.post, "name": self.name, "email": self.email, "inferred": self.inferred}


@dataclass(slots=True)
class Choice:
    """A consent or a wish: answered freely, taken back freely, never a duty. No options means one box to tick."""

    name: str
    options: list[str] = field(default_factory=list)
    source: str = ""
    where: str = ""

    def as_json(self) -> dict[str, Any]:
        """The choice as other programs see it."""
        return {"name": self.name, "options": self.options}


@dataclass(slots=True)
class Passage:
    """A paragraph that is only read: under which heading it stands, and how many clauses stand before it."""

    text: str
    section: str | None = None
    before: int = 0
    source: str = ""
    where: str = ""


@dataclass(slots=True)
class Agreement:
    """One agreement found in a file; blank means the file does not say."""

    title: str | None = None
    suggested_title: str | None = None
    organisation: str | None = None
    audience: list[str] = field(default_factory=list)
    last_reviewed: str | None = None
    next_review: str | None = None
    approved_by: str | None = None
    document_code: str | None = None
    review_cycle: str | None = None
    contacts: list[Contact] = field(default_factory=list)
    linked_policies: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    introduction: list[Passage] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    signer_declarations: list[str] = field(default_factory=list)
    approver_declarations: list[str] = field(default_factory=list)
    signature_fields: list[str] = field(default_factory=list)
    approver_fields: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The agreement as other programs see it."""
        return {
            "title": self.title,
            "organisation": self.organisation,
            "audience": self.audience,
            "last_reviewed": self.last_reviewed,
            "next_review": self.next_review,
            "approved_by": self.approved_by,
            "document_code": self.document_code,
            "contacts": [contact.as_json() for contact in self.contacts],
            "linked_policies": self.linked_policies,
            "sections": self.sections,
            "clauses": [clause.as_json() for clause in self.clauses],
            "choices": [choice.as_json() for choice in self.choices],
            "declarations": {"signer": self.signer_declarations, "approver": self.approver_declarations},
            "signature_fields": self.signature_fields,
            "approver_fields": self.approver_fields,
        }


@dataclass(slots=True)
class Reading:
    """How one file was understood, with everything a person should check."""

    agreements: list[Agreement] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The JSON that `countersign read FILE --json` prints."""
        return {
            "agreements": [agreement.as_json() for agreement in self.agreements],
            "notices": [{"kind": n.kind, "text": n.text, "where": n.where} for n in self.notices],
        }
