"""The canonical text of an entry as the database keeps it."""

from uuid import UUID

from .canonical import moment
from .chain import entry_text, hash_text
from .models import Entry


def text_of(entry: Entry, chain: UUID) -> str:
    """Return the canonical text of an entry."""
    return entry_text(
        chain=str(chain),
        seq=entry.seq,
        at=moment(entry.at),
        kind=entry.kind,
        by=entry.by,
        subject=entry.subject,
        data=entry.data,
        prev=entry.prev_hash,
    )


def hash_of(entry: Entry, chain: UUID) -> str:
    """Return the hash an entry should have by what it says."""
    return hash_text(text_of(entry, chain))
