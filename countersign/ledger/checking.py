"""Checking the ledger against itself: every entry, value, content, head, checkpoint. Reads, never writes."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from . import chain as arithmetic
from .canonical import moment
from .chain import GENESIS
from .checkpoints import checkpoint_text, remembered, root_of
from .keys import ledger_key
from .models import Batch, Chain, Checkpoint, Content, Head, PersonalValue, Timestamp
from .texts import chain_seal, content_seal, head_seal, timestamp_seal
from .timestamps import stated


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: where, and in a sentence what. `seq` is the first entry concerned, if it is an entry."""

    sentence: str
    chain: str | None = None
    seq: int | None = None
    checkpoint: int | None = None

    def __str__(self) -> str:
        return f"{self.chain}: {self.sentence}" if self.chain else self.sentence


def verify(chain: Chain | None = None) -> list[Finding]:
    """Return all that is wrong with one chain or with all, first things first. Nothing: it is whole."""
    return list(findings(chain))


def findings(chain: Chain | None = None) -> Iterator[Finding]:
    """Look for what is wrong, and say so as soon as it is found."""
    for each in [chain] if chain else Chain.objects.order_by("pk"):
        yield from _chain(each)
    yield from _checkpoints()


@dataclass
class _Known:
    """What reading a chain's entries from first to last has shown."""

    hashes: list[str] = field(default_factory=lambda: [GENESIS])
    contents: dict[str, int] = field(default_factory=dict)
    missing: list[tuple[int, str]] = field(default_factory=list)
    erased: dict[int, set[str]] = field(default_factory=dict)
    erased_contents: set[str] = field(default_factory=set)


def _chain(chain: Chain) -> Iterator[Finding]:
    known = _Known()
    if chain.seal != chain_seal(chain):
        yield Finding("The name or opening of the chain was not written by this installation.", chain.name)
    for finding in _entries(chain, known):
        yield finding
        if finding.seq == len(known.hashes):
            return  # the chain is broken here: what follows it would only repeat that
    for seq, name in known.missing:
        if name not in known.erased.get(seq, ()):
            yield Finding(
                f"The {name} of entry {seq} is missing, and no entry says that it was erased.", chain.name, seq
            )
    yield from _head(chain, known.hashes)
    yield from _batches(chain, known.hashes)
    yield from _contents(chain, known)


def _entries(chain: Chain, known: _Known) -> Iterator[Finding]:
    uuid = str(chain.uuid)
    columns = ("seq", "at", "kind", "by", "subject", "data", "prev_hash", "hash")
    values = _Values(chain)
    for seq, at, kind, by, subject, data, prev, own in (
        chain.entries.order_by("seq").values_list(*columns).iterator(chunk_size=2000)
    ):
        expected = len(known.hashes)
        if seq != expected:
            yield Finding(_gap(expected, seq), chain.name, expected)
            return
        if prev != known.hashes[-1]:
            yield Finding(f"Entry {expected} does not follow the entry before it.", chain.name, expected)
            return
        text = arithmetic.entry_text(
            chain=uuid, seq=seq, at=moment(at), kind=kind, by=by, subject=subject, data=data, prev=prev
        )
        # The text of a moment has milliseconds; the column must have no more.
        if own != arithmetic.hash_text(text) or at.microsecond % 1000:
            yield Finding(f"Entry {expected} was altered: it does not say what its hash says.", chain.name, expected)
            return
        known.hashes.append(own)
        said = json.loads(data)
        yield from _personal(chain, seq, said.get("personal", {}), values.of(seq), known)
        for digest in said.get("contents", {}).values():
            known.contents.setdefault(digest, seq)
        if kind == "ledger.personal-erased":
            for erased_seq, names in said["fields"]["values"].items():
                known.erased.setdefault(int(erased_seq), set()).update(names)
            known.erased_contents.update(said["fields"]["contents"])


class _Values:
    """A chain's personal values, read beside its entries in the same order."""

    def __init__(self, chain: Chain) -> None:
        rows = PersonalValue.objects.filter(entry__chain=chain).order_by("entry__seq")
        columns = rows.values_list("entry__seq", "name", "salt", "value").iterator(chunk_size=2000)
        self._groups = groupby(columns, key=lambda row: row[0])
        self._next = self._read()

    def _read(self) -> tuple[int, dict[str, tuple[str, str]]]:
        seq, rows = next(self._groups, (0, iter(())))
        return seq, {name: (salt, value) for _, name, salt, value in rows}

    def of(self, seq: int) -> dict[str, tuple[str, str]]:
        """Return the values of an entry: name to salt and value."""
        if self._next[0] != seq:
            return {}
        found, self._next = self._next[1], self._read()
        return found


def _personal(
    chain: Chain, seq: int, commitments: dict[str, str], kept: dict[str, tuple[str, str]], known: _Known
) -> Iterator[Finding]:
    for name, commitment in commitments.items():
        if name not in kept:
            known.missing.append((seq, name))
            continue
        salt, value = kept.pop(name)
        if arithmetic.commitment(salt, name, value) != commitment:
            yield Finding(f"The {name} of entry {seq} was altered.", chain.name, seq)
    for name in kept:
        yield Finding(f"The {name} of entry {seq} was added later.", chain.name, seq)


def _gap(expected: int, found: int) -> str:
    missing = f"Entry {expected} is" if found == expected + 1 else f"Entries {expected} to {found - 1} are"
    return f"{missing} missing."


def _head(chain: Chain, known: list[str]) -> Iterator[Finding]:
    head = Head.objects.filter(chain=chain).first()
    last = len(known) - 1
    if head is None:
        yield Finding("The head of the chain is missing.", chain.name)
    elif (head.seq, head.hash) != (last, known[-1]):
        sentence = (
            f"The chain ends at entry {last}, but its head says {head.seq}: the newest entries were taken or added."
        )
        yield Finding(sentence, chain.name, min(last, head.seq) + 1)
    elif head.seal != head_seal(chain.uuid, head.seq, head.hash):
        yield Finding("The head of the chain was not written by this installation.", chain.name, last)


def _batches(chain: Chain, known: list[str]) -> Iterator[Finding]:
    expected = 1
    for batch in Batch.objects.filter(chain=chain).order_by("first", "last"):
        number, first, last = batch.checkpoint_id, batch.first, batch.last
        if first != expected:
            yield Finding(f"Checkpoint {number} does not continue at entry {expected}.", chain.name, expected, number)
            return
        if last >= len(known):
            sentence = f"Checkpoint {number} knows {last} entries; the chain has {len(known) - 1}."
            yield Finding(sentence, chain.name, len(known), number)
            return
        if batch.root != arithmetic.batch_root(known[first : last + 1]):
            sentence = f"Entries {first} to {last} are not those that checkpoint {number} signed."
            yield Finding(sentence, chain.name, expected, number)
            return
        expected = last + 1


def _contents(chain: Chain, known: _Known) -> Iterator[Finding]:
    missing = dict(known.contents)
    for start in range(0, len(known.contents), 200):
        some = list(known.contents)[start : start + 200]
        for content in Content.objects.filter(pk__in=some).iterator(chunk_size=50):
            seq = missing.pop(content.sha256)
            if not _is_intact(content):
                yield Finding(f"The content shown in entry {seq} was altered.", chain.name, seq)
    for digest, seq in missing.items():
        if digest not in known.erased_contents:
            yield Finding(f"The content shown in entry {seq} is missing.", chain.name, seq)


def _is_intact(content: Content) -> bool:
    try:
        plain = content.read()
    except zlib.error:
        return False
    is_itself = sha256(plain).hexdigest() == content.sha256 and len(plain) == content.size
    return is_itself and content.seal == content_seal(content)


def _checkpoints() -> Iterator[Finding]:
    prev, expected = GENESIS, 1
    public = ledger_key().private.public_key()
    for each in Checkpoint.objects.order_by("number").prefetch_related("batches__chain", "timestamps").iterator(500):
        if each.number != expected:
            yield Finding(f"Checkpoint {expected} is missing.", checkpoint=expected)
            return
        text = checkpoint_text(each)
        is_itself = each.hash == arithmetic.hash_text(text) and not each.at.microsecond % 1000
        if each.prev_hash != prev or not is_itself:
            yield Finding(f"Checkpoint {expected} was altered, or does not follow the one before.", checkpoint=expected)
            return
        try:
            public.verify(bytes(each.signature), text.encode(), ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            yield Finding(f"Checkpoint {expected} was not signed by this installation.", checkpoint=expected)
            return
        if not _has_its_batches(each):
            yield Finding(f"Checkpoint {expected} signed other batches than those kept.", checkpoint=expected)
        for stamp in each.timestamps.all():
            if not _is_about(stamp, each):
                sentence = f"The time stamp of {stamp.authority} is not about checkpoint {expected}."
                yield Finding(sentence, checkpoint=expected)
        prev, expected = each.hash, expected + 1
    yield from _memory(expected - 1)


def _has_its_batches(checkpoint: Checkpoint) -> bool:
    batches = sorted(checkpoint.batches.all(), key=lambda batch: batch.index)
    entries = sum(batch.last - batch.first + 1 for batch in batches)
    return (
        [batch.index for batch in batches] == list(range(checkpoint.batches_count))
        and entries == checkpoint.entries_count
        and root_of(batches) == checkpoint.root
    )


def _is_about(stamp: Timestamp, checkpoint: Checkpoint) -> bool:
    try:
        about, at = stated(bytes(stamp.token))
    except (ValueError, TypeError):
        return False
    return about == checkpoint.hash and at == stamp.stamped_at and stamp.seal == timestamp_seal(stamp)


def _memory(last: int) -> Iterator[Finding]:
    kept = remembered()
    if kept is None:
        return
    number, known_hash = kept
    if number > last:
        sentence = (
            f"This installation has signed checkpoint {number}; the database ends at {last}: it is older, or was cut."
        )
        yield Finding(sentence, checkpoint=last + 1)
    elif number and Checkpoint.objects.get(number=number).hash != known_hash:
        yield Finding(f"Checkpoint {number} is not the one this installation signed.", checkpoint=number)
