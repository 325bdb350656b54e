"""What the ledger keeps of policies."""

from dataclasses import dataclass
from datetime import date

from countersign.ledger.events import ContentHash, Event


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
