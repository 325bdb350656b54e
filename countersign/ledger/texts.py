"""The texts of rows as the database keeps them: what is hashed, and what is sealed."""

from hashlib import sha256
from uuid import UUID

from .canonical import moment
from .chain import entry_text, hash_text
from .keys import seal
from .models import Chain, Content, Entry, Timestamp


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


def chain_seal(chain: Chain) -> str:
    """Return the seal of a chain's own row."""
    return seal("chain", chain.uuid, moment(chain.opened_at), chain.name)


def head_seal(chain: UUID, seq: int, entry_hash: str) -> str:
    """Return the seal of a head."""
    return seal("head", chain, seq, entry_hash)


def content_seal(content: Content) -> str:
    """Return the seal of a content: its SHA-256 does not cover what kind of thing it is, nor how it is compressed."""
    compressed = sha256(bytes(content.compressed)).hexdigest()
    return seal("content", content.sha256, content.size, content.is_personal, compressed, content.media_type)


def timestamp_seal(stamp: Timestamp) -> str:
    """Return the seal of a time stamp."""
    token = sha256(bytes(stamp.token)).hexdigest()
    return seal("timestamp", stamp.checkpoint_id, moment(stamp.stamped_at), token, stamp.authority)
