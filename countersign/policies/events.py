"""What the ledger keeps of policies."""

from dataclasses import dataclass
from datetime import date

from countersign.ledger.events import ContentHash, Event, Personal, PersonalFields


@dataclass(frozen=True)
class DraftMade(Event):
    """A draft of an edition was made: read from a file, or copied from the edition before."""

    kind = "edition.drafted"
    policy: str
    title: str
    source_name: str
    source: ContentHash | None
    understood: ContentHash | None
    copied_from: str | None


@dataclass(frozen=True)
class DraftReadAnew(Event):
    """Another file was put into an open draft, and matched with its parts by their words."""

    kind = "edition.read-anew"
    policy: str
    source_name: str
    source: ContentHash
    understood: ContentHash


@dataclass(frozen=True)
class DraftDiscarded(Event):
    """A draft was put away unpublished."""

    kind = "edition.discarded"
    policy: str


@dataclass(frozen=True)
class EditionPublished(Event):
    """An edition was published: from then on nobody can alter it."""

    kind = "edition.published"
    policy: str
    number: int
    title: str
    content: ContentHash
    source: ContentHash | None
    effective_date: date
    review_date: date
    is_material: bool
    told_only: list[str]
    change_summary: str
    doubts_settled: int


@dataclass(frozen=True)
class PublicNamesChanged(Event):
    """The school decided whether its public pages name those who hold posts."""

    kind = "school.public-names"
    names_holders: bool


@dataclass(frozen=True)
class PolicyWithdrawn(Event):
    """A policy was withdrawn: nobody is asked to sign it any more; what was signed stays."""

    kind = "policy.withdrawn"
    title: str
    reason: str


@dataclass(frozen=True)
class LinkedPolicyChanged(Event):
    """Where a linked policy is read was entered or changed."""

    kind = "policy.linked-changed"
    title: str
    web_address: str


@dataclass(frozen=True)
class MustReadChanged(Event):
    """It was settled who must read a policy that nobody signs."""

    kind = "policy.must-read-changed"
    title: str
    kinds: list[str]


@dataclass(frozen=True)
class SigningChanged(Event):
    """It was settled, before anything was published, whether people sign a policy or only read it."""

    kind = "policy.signing-changed"
    title: str
    is_signed: bool


@dataclass(frozen=True)
class OwnerChanged(Event):
    """A post was given a policy to look after; none named: the headteacher's."""

    kind = "policy.owner-changed"
    post: str | None


@dataclass(frozen=True)
class ApproversChanged(Event):
    """It was settled who approves a policy before it is published, and how many of them must."""

    kind = "policy.approvers-changed"
    approvers: list[str]
    quorum: int


@dataclass(frozen=True)
class ApprovalAsked(Event):
    """The words of a draft were sent to its approvers."""

    kind = "edition.approval-asked"
    policy: str
    content: ContentHash
    approvers: list[str]
    quorum: int


@dataclass(frozen=True)
class EditionApproved(Event):
    """An approver approved exactly these words of a draft, for themselves."""

    kind = "edition.approved"
    content: str
    name: Personal
    identity: PersonalFields


@dataclass(frozen=True)
class ApprovalRefused(Event):
    """An approver said no to exactly these words of a draft, and why."""

    kind = "edition.approval-refused"
    content: str
    reason: Personal
    identity: PersonalFields


@dataclass(frozen=True)
class ApprovalTakenBack(Event):
    """An approver took an answer back before the draft was published, or is no approver of it any more."""

    kind = "edition.approval-taken-back"
    content: str
    person: str


@dataclass(frozen=True)
class MeetingRecorded(Event):
    """A meeting of governors that approved exactly these words was recorded from its minutes."""

    kind = "edition.meeting-recorded"
    content: str
    held_date: date
    minute: str
    present: list[str]


@dataclass(frozen=True)
class MeetingTakenBack(Event):
    """A recorded meeting was taken back before the draft was published."""

    kind = "edition.meeting-taken-back"
    content: str
    minute: str


@dataclass(frozen=True)
class ReviewAsked(Event):
    """Somebody asked for a policy to be looked at again."""

    kind = "review.asked"
    policy: str
    cause: str
    reason: str


@dataclass(frozen=True)
class ReviewClosed(Event):
    """A policy was looked at again and nothing needs to change: the day of its next review moved."""

    kind = "review.closed"
    policy: str
    edition: str
    cause: str
    finding: str
    minute: str
    next_date: date


@dataclass(frozen=True)
class CalendarMade(Event):
    """Somebody made a secret address for their calendar; one made before ended."""

    kind = "calendar.made"


@dataclass(frozen=True)
class CalendarEnded(Event):
    """Somebody ended the secret address of their calendar."""

    kind = "calendar.ended"


@dataclass(frozen=True)
class TranslationAdded(Event):
    """Somebody began to translate an edition, with what was translated before of the same clauses."""

    kind = "translation.added"
    edition: str
    wording: str | None
    language: str
    replaces: str | None
    carried_over: int


@dataclass(frozen=True)
class TranslationChecked(Event):
    """Somebody other than its writers checked a translation as it then was."""

    kind = "translation.checked"
    edition: str
    language: str
    content: str
    checked_with: Personal


@dataclass(frozen=True)
class TranslationOffered(Event):
    """A translation is offered to readers beside the edition: from then on nobody can alter it."""

    kind = "translation.offered"
    edition: str
    edition_content: str
    language: str
    content: ContentHash
    replaces: str | None


@dataclass(frozen=True)
class TranslationWithdrawn(Event):
    """A translation is not offered any more, or was put away before it was; who read it has it in their record."""

    kind = "translation.withdrawn"
    edition: str
    language: str
    reason: str
