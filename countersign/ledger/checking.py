"""Checking the ledger against itself: every entry, value, content, head, checkpoint. Reads, never writes."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from . import chain as arithmetic
from .chain import GENESIS
from .checkpoints import checkpoint_text, remembered, root_of
from .keys import head_seal, ledger_key
from .models import Batch, Chain, Checkpoint, Content, Entry, Head
from .texts import hash_of
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
    chains = [chain] if chain else list(Chain.objects.order_by("pk"))
    return [*(finding for each in chains for finding in _chain(each)), *_checkpoints()]


def _chain(chain: Chain) -> Iterator[Finding]:
    hashes_by_seq, contents = [GENESIS], dict[str, int]()
    erased = _erased(chain)
    expected = 1
    for entry in _entries(chain):
        if entry.seq != expected:
            yield Finding(_gap(expected, entry.seq), chain.name, expected)
            return
        if entry.prev_hash != hashes_by_seq[-1]:
            yield Finding(f"Entry {expected} does not follow the entry before it.", chain.name, expected)
            return
        if entry.hash != hash_of(entry, chain.uuid):
            yield Finding(f"Entry {expected} was altered: it does not say what its hash says.", chain.name, expected)
            return
        yield from _personal(entry, chain, erased)
        for digest in entry.contents.values():
            contents.setdefault(digest, expected)
        hashes_by_seq.append(entry.hash)
        expected += 1
    yield from _head(chain, hashes_by_seq)
    yield from _batches(chain, hashes_by_seq)
    yield from _contents(chain, contents, erased.contents)


def _entries(chain: Chain) -> Iterable[Entry]:
    return chain.entries.order_by("seq").prefetch_related("personal_values").iterator(chunk_size=2000)


def _gap(expected: int, found: int) -> str:
    missing = f"Entry {expected} is" if found == expected + 1 else f"Entries {expected} to {found - 1} are"
    return f"{missing} missing."


@dataclass(frozen=True)
class _Erased:
    """What the chain itself says was erased: fields by the entry's number, and contents."""

    values: dict[int, set[str]]
    contents: set[str]


def _erased(chain: Chain) -> _Erased:
    found = _Erased({}, set())
    for entry in chain.entries.filter(kind="ledger.personal-erased").order_by("seq"):
        if entry.hash != hash_of(entry, chain.uuid):
            continue  # it is a finding of its own, and proves nothing
        for seq, names in entry.fields["values"].items():
            found.values.setdefault(int(seq), set()).update(names)
        found.contents.update(entry.fields["contents"])
    return found


def _personal(entry: Entry, chain: Chain, erased: _Erased) -> Iterator[Finding]:
    kept = {each.name: each for each in entry.personal_values.all()}
    for name, commitment in entry.commitments.items():
        value = kept.pop(name, None)
        if value is None:
            if name not in erased.values.get(entry.seq, set()):
                sentence = f"The {name} of entry {entry.seq} is missing, and no entry says that it was erased."
                yield Finding(sentence, chain.name, entry.seq)
        elif arithmetic.commitment(value.salt, name, value.value) != commitment:
            yield Finding(f"The {name} of entry {entry.seq} was altered.", chain.name, entry.seq)
    for name in kept:
        yield Finding(f"The {name} of entry {entry.seq} was added later.", chain.name, entry.seq)


def _head(chain: Chain, known: list[str]) -> Iterator[Finding]:
    head = Head.objects.filter(chain=chain).first()
    last = len(known) - 1
    if head is None:
        yield Finding("The head of the chain is missing.", chain=chain.name)
    elif (head.seq, head.hash) != (last, known[-1]):
        sentence = (
            f"The chain ends at entry {last}, but its head says {head.seq}: the newest entries were taken or added."
        )
        yield Finding(sentence, chain=chain.name, seq=min(last, head.seq) + 1)
    elif head.seal != head_seal(chain.uuid, head.seq, head.hash):
        yield Finding("The head of the chain was not written by this installation.", chain=chain.name, seq=last)


def _batches(chain: Chain, known: list[str]) -> Iterator[Finding]:
    expected = 1
    for batch in Batch.objects.filter(chain=chain).order_by("first", "last"):
        if batch.first != expected:
            yield Finding(
                f"Checkpoint {batch.checkpoint_id} does not continue at entry {expected}.", chain.name, expected
            )
            return
        if batch.last >= len(known):
            sentence = f"Checkpoint {batch.checkpoint_id} knows {batch.last} entries; the chain has {len(known) - 1}."
            yield Finding(sentence, chain=chain.name, seq=len(known), checkpoint=batch.checkpoint_id)
            return
        if batch.root != arithmetic.batch_root(known[batch.first : batch.last + 1]):
            sentence = (
                f"Entries {batch.first} to {batch.last} are not those that checkpoint {batch.checkpoint_id} signed."
            )
            yield Finding(sentence, chain.name, expected)
            return
        expected = batch.last + 1


def _contents(chain: Chain, wanted: dict[str, int], erased: set[str]) -> Iterator[Finding]:
    missing = dict(wanted)
    for content in Content.objects.filter(pk__in=list(wanted)).iterator(chunk_size=50):
        seq = missing.pop(content.sha256)
        if not _is_intact(content):
            yield Finding(f"The content shown in entry {seq} was altered.", chain.name, seq)
    for digest, seq in missing.items():
        if digest not in erased:
            yield Finding(f"The content shown in entry {seq} is missing.", chain.name, seq)


def _is_intact(content: Content) -> bool:
    try:
        plain = content.read()
    except zlib.error:
        return False
    return sha256(plain).hexdigest() == content.sha256 and len(plain) == content.size


def _checkpoints() -> Iterator[Finding]:
    prev, expected = GENESIS, 1
    public = ledger_key().private.public_key()
    for each in Checkpoint.objects.order_by("number").prefetch_related("batches__chain", "timestamps").iterator(500):
        if each.number != expected:
            yield Finding(f"Checkpoint {expected} is missing.", checkpoint=expected)
            return
        text = checkpoint_text(each)
        if each.prev_hash != prev or each.hash != arithmetic.hash_text(text):
            yield Finding(f"Checkpoint {expected} was altered, or does not follow the one before.", checkpoint=expected)
            return
        try:
            public.verify(bytes(each.signature), text.encode(), ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            yield Finding(f"Checkpoint {expected} was not signed by this installation.", checkpoint=expected)
            return
        batches = sorted(each.batches.all(), key=lambda batch: batch.index)
        counted = (len(batches), sum(batch.last - batch.first + 1 for batch in batches))
        if root_of(batches) != each.root or counted != (each.batches_count, each.entries_count):
            yield Finding(f"Checkpoint {expected} signed other batches than those kept.", checkpoint=expected)
        yield from _timestamps(each)
        prev, expected = each.hash, expected + 1
    yield from _memory(expected - 1)


def _timestamps(checkpoint: Checkpoint) -> Iterator[Finding]:
    for each in checkpoint.timestamps.all():
        try:
            about, at = stated(bytes(each.token))
        except (ValueError, TypeError):
            about, at = "", None
        if about != checkpoint.hash or at != each.stamped_at:
            sentence = f"The time stamp of {each.authority} is not about checkpoint {checkpoint.number}."
            yield Finding(sentence, checkpoint=checkpoint.number)


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
    elif Checkpoint.objects.get(number=number).hash != known_hash:
        yield Finding(f"Checkpoint {number} is not the one this installation signed.", checkpoint=number)
