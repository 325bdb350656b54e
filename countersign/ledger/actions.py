"""What is done to the ledger: open a chain, record what happened, keep bytes, erase personal values."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from countersign.refusals import Refused
from countersign.together import together

from . import chain as arithmetic
from .canonical import canonical, to_millisecond
from .events import Event, parts
from .models import Chain, Content, Entry, Head, PersonalValue
from .texts import chain_seal, content_seal, hash_of, head_seal


class HasChain(Protocol):
    """Whatever has a chain of its own: a school."""

    @property
    def chain_id(self) -> int:
        """The chain's key."""


class Actor(Protocol):
    """Whoever did something."""

    @property
    def reference(self) -> str:
        """Who it is, without a name, as in "person:<uuid>"."""


class NothingToErase(Refused):
    """What should be erased is gone already."""

    message = "These entries hold no personal values any more."


@dataclass(frozen=True)
class PersonalErased(Event):
    """Personal values were erased from earlier entries because their time had come; their hashes stay."""

    kind = "ledger.personal-erased"
    values: dict[str, list[str]]
    contents: list[str]
    reason: str


@transaction.atomic
def open_chain(name: str) -> Chain:
    """Open a chain for a school."""
    chain = Chain(name=name[:300], opened_at=to_millisecond(timezone.now()))
    chain.seal = chain_seal(chain)
    chain.save()
    Head.objects.create(chain=chain, hash=arithmetic.GENESIS, seal=head_seal(chain.uuid, 0, arithmetic.GENESIS))
    return chain


def record(*events: Event, school: HasChain, by: Actor | None, at: datetime) -> list[Entry]:
    """
    Add what happened to the school's chain, as the last thing its transaction does.

    Three statements whatever the number of events, four where one has personal values: plain SQL, because every
    signature waits for it. The head row is locked from here to the end of the transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An entry belongs in the transaction of what it tells of.")
    at = to_millisecond(at)
    by_reference = by.reference if by else None
    kept = [_kept(event) for event in events]  # before the head is locked: others wait for what comes after that
    entries: list[Entry] = []
    with connection.cursor() as cursor:
        chain, seq, prev = _lock_head(cursor, school.chain_id)
        for event, (data, _) in zip(events, kept, strict=True):
            seq += 1
            entry = Entry(
                chain_id=school.chain_id,
                seq=seq,
                at=at,
                kind=event.kind,
                by=by_reference,
                subject=event.subject,
                data=data,
                prev_hash=prev,
            )
            entry.hash = prev = hash_of(entry, chain)
            entries.append(entry)
        if not entries:
            return []
        _insert(cursor, entries)
        salted = [(entry, each) for entry, (_, values) in zip(entries, kept, strict=True) for each in values]
        with together():
            if salted:
                _insert_personal(cursor, salted)
            cursor.execute(
                "UPDATE ledger_head SET seq = %s, hash = %s, seal = %s WHERE chain_id = %s",
                [seq, prev, head_seal(chain, seq, prev), school.chain_id],
            )
    return entries


def keep(content: bytes, media_type: str, *, is_personal: bool = False) -> str:
    """Keep exact bytes, once, and return the SHA-256 that names them. One about a person can be erased later."""
    digest = sha256(content).hexdigest()
    if not Content.objects.filter(pk=digest).exists():
        kept = Content(
            sha256=digest,
            media_type=media_type,
            size=len(content),
            compressed=zlib.compress(content),
            is_personal=is_personal,
        )
        kept.seal = content_seal(kept)
        Content.objects.bulk_create([kept], ignore_conflicts=True)
    return digest


def read_content(digest: str) -> bytes:
    """Return the bytes that a SHA-256 names."""
    return Content.objects.get(pk=digest).read()


@transaction.atomic
def erase_personal(
    entries: Iterable[Entry],
    *,
    school: HasChain,
    reason: str,
    by: Actor | None,
    at: datetime,
    contents: Iterable[str] = (),
) -> Entry:
    """
    Erase the personal values of entries, and contents about a person, because their time has come.

    Only values and salts go; the hashes stay, so the chain still verifies, and the erasure is an entry itself.
    """
    values = PersonalValue.objects.filter(entry__in=[each.pk for each in entries], entry__chain=school.chain_id)
    erased: dict[str, list[str]] = {}
    for seq, name in values.order_by("entry__seq", "name").values_list("entry__seq", "name"):
        erased.setdefault(str(seq), []).append(name)
    bytes_about_people = Content.objects.filter(pk__in=list(contents), is_personal=True)
    gone = sorted(bytes_about_people.values_list("pk", flat=True))
    if not erased and not gone:
        raise NothingToErase
    values.delete()
    bytes_about_people.delete()
    chain = Chain.objects.get(pk=school.chain_id)
    event = PersonalErased(subject=f"chain:{chain.uuid}", values=erased, contents=gone, reason=reason)
    return record(event, school=school, by=by, at=at)[0]


_HEAD = "SELECT c.uuid, h.seq, h.hash FROM ledger_head h JOIN ledger_chain c ON c.id = h.chain_id WHERE h.chain_id = %s"
_HEAD_LOCK = " FOR UPDATE OF h"


def _lock_head(cursor: CursorWrapper, chain_id: int) -> tuple[UUID, int, str]:
    # SQLite needs no lock here: its transactions begin IMMEDIATE, so there is one writer at a time.
    cursor.execute(_HEAD + _HEAD_LOCK if connection.vendor == "postgresql" else _HEAD, [chain_id])
    row = cursor.fetchone()
    if row is None:
        raise Chain.DoesNotExist(f"There is no chain {chain_id}.")
    uuid, seq, prev = row
    return (uuid if isinstance(uuid, UUID) else UUID(uuid)), seq, prev


@dataclass(frozen=True)
class _Salted:
    """A personal value with the salt that hides it in the hash."""

    name: str
    salt: str
    value: str


def _kept(event: Event) -> tuple[str, list[_Salted]]:
    """Return what an entry keeps of an event, as text, and its personal values."""
    sorted_parts = parts(event)
    salted = [_Salted(name, arithmetic.new_salt(), value) for name, value in sorted_parts.personal.items()]
    data: dict[str, object] = {
        "contents": sorted_parts.contents,
        "fields": sorted_parts.fields,
        "personal": {each.name: arithmetic.commitment(each.salt, each.name, each.value) for each in salted},
    }
    return canonical({part: values for part, values in data.items() if values}), salted


def _insert(cursor: CursorWrapper, entries: list[Entry]) -> None:
    columns = '"chain_id", "seq", "at", "kind", "by", "subject", "data", "prev_hash", "hash"'
    adapt = connection.ops.adapt_datetimefield_value
    values: list[Any] = []
    for each in entries:
        values += [each.chain_id, each.seq, adapt(each.at), each.kind, each.by, each.subject, each.data]
        values += [each.prev_hash, each.hash]
    places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s)"] * len(entries))
    insert = f"INSERT INTO ledger_entry ({columns}) VALUES {places} RETURNING id, seq"  # noqa: S608 - only places vary
    cursor.execute(insert, values)
    keys = {seq: key for key, seq in cursor.fetchall()}
    for each in entries:
        each.pk = keys[each.seq]
        each._state.adding = False  # noqa: SLF001 - as the ORM does after inserting
        each._state.db = connection.alias  # noqa: SLF001


def _insert_personal(cursor: CursorWrapper, salted: list[tuple[Entry, _Salted]]) -> None:
    places = ", ".join(["(%s, %s, %s, %s)"] * len(salted))
    values: list[Any] = []
    for entry, each in salted:
        values += [entry.pk, each.name, each.salt, each.value]
    insert = f"INSERT INTO ledger_personalvalue (entry_id, name, salt, value) VALUES {places}"  # noqa: S608 - as above
    cursor.execute(insert, values)
