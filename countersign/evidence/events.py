"""What the ledger keeps of records and of sealed editions."""

from dataclasses import dataclass

from countersign.ledger.events import ContentHash, Event


@dataclass(frozen=True)
class RecordSealed(Event):
    """The record of an agreement was typeset and sealed with the school's key."""

    kind = "record.sealed"
    code: str
    pdf: ContentHash
    size: int


@dataclass(frozen=True)
class EditionSealed(Event):
    """A published edition was typeset and sealed with the school's key."""

    kind = "edition.sealed"
    pdf: ContentHash
    size: int
