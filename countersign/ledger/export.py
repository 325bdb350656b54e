"""
What leaves the ledger so that others can check it without us: JSON lines, as docs/reference/record-format.md describes.

A whole chain, or the entries of one record with the proofs that they are in it. `verifier.py` reads both.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache, reduce
from hashlib import sha256
from operator import or_
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from . import chain as arithmetic
from .canonical import canonical, moment
from .checkpoints import batch_text, checkpoint_text, remembered
from .keys import ledger_key, root, school_key
from .models import Batch, Chain, Checkpoint, Content, Entry, Head
from .texts import head_seal, text_of

CHAIN_FORM = "countersign/chain/1"
RECORD_FORM = "countersign/record/1"
MEDIA_TYPE = "application/jsonl"
MOST_LINKS = 3000
"""Checkpoints between a record's last and the time-stamped one after it, at most: two days of minutes."""


def chain_lines(chain: Chain, *, at: datetime, with_contents: bool = False) -> Iterator[bytes]:
    """Return a whole chain, line by line: header, entries, checkpoints, contents if wanted, and what ends it."""
    contents: dict[str, None] = {}

    def lines() -> Iterator[str]:
        yield _header(CHAIN_FORM, chain, at, has_contents=with_contents)
        for entry in _with_values(chain.entries.order_by("seq")):
            contents.update(dict.fromkeys(_contents(entry)))
            yield _entry_line(entry, chain)
        batches = {each.checkpoint_id: each for each in Batch.objects.filter(chain=chain).select_related("chain")}
        for checkpoint in Checkpoint.objects.order_by("number").prefetch_related("timestamps").iterator(500):
            yield _checkpoint_line(checkpoint, batches.get(checkpoint.number))
        if with_contents:
            yield from _content_lines(contents)

    head = Head.objects.filter(chain=chain).first()
    is_ours = head and head.seal == head_seal(chain.uuid, head.seq, head.hash)
    number, checkpoint_hash = remembered() or (0, arithmetic.GENESIS)
    end = {
        "chain": str(chain.uuid),
        "checkpoint": {"hash": checkpoint_hash, "number": number},
        "entries": head.seq if head else 0,
        "head": head.hash if head and is_ours else "not written by this installation",
    }
    return _closed(lines(), end)


def record_lines(
    entries: Sequence[Entry], *, chain: Chain, at: datetime, contents: Iterable[str] = ()
) -> Iterator[bytes]:
    """Return some entries of a chain with their proofs, the checkpoints they lead to, and the contents named."""
    covering = _covering(entries, chain)

    def lines() -> Iterator[str]:
        yield _header(RECORD_FORM, chain, at, has_contents=False)
        for entry in sorted(entries, key=lambda each: each.seq):
            yield _entry_line(entry, chain, covering.get(entry.seq))
        batches = {each.checkpoint_id: each for each in covering.values()}
        for checkpoint in _leading_to_a_stamp(set(batches)):
            yield _checkpoint_line(checkpoint, batches.get(checkpoint.number))
        yield from _content_lines(contents)

    return _closed(lines(), {"chain": str(chain.uuid), "entries": len(entries)})


def _covering(entries: Sequence[Entry], chain: Chain) -> dict[int, Batch]:
    """Return the batch of each entry that is under a checkpoint, by the entry's number."""
    numbers = [each.seq for each in entries]
    within = reduce(or_, (Q(first__lte=seq, last__gte=seq) for seq in numbers), Q(pk=None))
    batches = list(Batch.objects.filter(within, chain=chain).select_related("chain"))
    found = {seq: next((each for each in batches if each.first <= seq <= each.last), None) for seq in numbers}
    return {seq: batch for seq, batch in found.items() if batch}


def _header(form: str, chain: Chain, at: datetime, *, has_contents: bool) -> str:
    certificates = {"ledger": ledger_key().pem, "root": root().pem, "school": school_key(chain.uuid, chain.name).pem}
    roots = Path(settings.TIME_AUTHORITY_ROOTS) if settings.TIME_AUTHORITY_ROOTS else None
    if roots and roots.exists():
        certificates["time"] = roots.read_text()
    named = {"id": str(chain.uuid), "name": chain.name, "opened_at": moment(chain.opened_at)}
    return canonical(
        {
            "certificates": certificates,
            "chain": named,
            "exported_at": moment(at),
            "form": form,
            "has_all_contents": has_contents,
        }
    )


def _contents(entry: Entry) -> Iterable[str]:
    try:
        return entry.contents.values()
    except ValueError:
        return ()  # somebody spoilt the entry: its hash will say so to whoever checks


def _with_values(entries: QuerySet[Entry]) -> Iterator[Entry]:
    return entries.prefetch_related("personal_values").iterator(chunk_size=2000)


def _entry_line(entry: Entry, chain: Chain, batch: Batch | None = None) -> str:
    values = {each.name: {"salt": each.salt, "value": each.value} for each in entry.personal_values.all()}
    proof = f',"proof":{canonical(_proof(entry, batch))}' if batch else ""
    return f'{{"entry":{text_of(entry, chain.uuid)},"hash":"{entry.hash}","personal":{canonical(values)}{proof}}}'


def _proof(entry: Entry, batch: Batch) -> dict[str, object]:
    path = arithmetic.inclusion_path(_leaves(batch.pk, batch.root), entry.seq - batch.first)
    return {"checkpoint": batch.checkpoint_id, "path": [each.hex() for each in path]}


@lru_cache(maxsize=16)
def _leaves(batch: int, root: str) -> list[bytes]:
    # Entries and batches never change, so neither does this; the root tells two databases apart.
    found = Batch.objects.get(pk=batch, root=root)
    entries = Entry.objects.filter(chain=found.chain_id, seq__range=(found.first, found.last))
    return [bytes.fromhex(each) for each in entries.order_by("seq").values_list("hash", flat=True)]


def _leading_to_a_stamp(numbers: set[int]) -> list[Checkpoint]:
    """Return these checkpoints and, if one after them is time-stamped, all that lead there."""
    wanted = Checkpoint.objects.filter(number__in=numbers)
    if numbers:
        last = max(numbers)
        stamped = Checkpoint.objects.filter(number__gte=last, timestamps__isnull=False).order_by("number").first()
        if stamped and stamped.number - last <= MOST_LINKS:
            wanted |= Checkpoint.objects.filter(number__range=(last, stamped.number))
    return list(wanted.distinct().order_by("number").prefetch_related("timestamps"))


def _checkpoint_line(checkpoint: Checkpoint, batch: Batch | None) -> str:
    line: dict[str, object] = {
        "checkpoint": json.loads(checkpoint_text(checkpoint)),
        "hash": checkpoint.hash,
        "signature": _base64(checkpoint.signature),
        "timestamps": [
            {"authority": each.authority, "token": _base64(each.token)} for each in checkpoint.timestamps.all()
        ],
    }
    if batch:
        leaves = _batch_leaves(checkpoint.number)
        path = arithmetic.inclusion_path(leaves, batch.index) if batch.index < len(leaves) else []
        line |= {
            "batch": json.loads(batch_text(batch)),
            "index": batch.index,
            "path": [each.hex() for each in path],
        }
    return canonical(line)


def _batch_leaves(checkpoint: int) -> list[bytes]:
    batches = Batch.objects.filter(checkpoint=checkpoint).select_related("chain").order_by("index")
    return [batch_text(each).encode() for each in batches]


def _content_lines(digests: Iterable[str]) -> Iterator[str]:
    for content in Content.objects.filter(pk__in=list(digests)).order_by("sha256").iterator(chunk_size=20):
        plain = _base64(content.read())
        yield canonical({"content": {"bytes": plain, "media_type": content.media_type, "sha256": content.sha256}})


def _closed(lines: Iterable[str], end: dict[str, object]) -> Iterator[bytes]:
    """Return lines as bytes, then a signed line that says what they were, so that none can be missing at the end."""
    hashed = sha256()
    for line in lines:
        encoded = line.encode() + b"\n"
        hashed.update(encoded)
        yield encoded
    text = canonical(end | {"sha256": hashed.hexdigest()})
    yield f'{{"end":{text},"signature":"{_base64(ledger_key().sign(text))}"}}\n'.encode()


def _base64(content: bytes | memoryview) -> str:
    return base64.b64encode(bytes(content)).decode()
