"""
Checkpoints: one signature over everything that is new in all chains, each holding the hash of the one before.

The tree has two floors. Each chain's new entries make a `Batch` (first, last and the Merkle root over their hashes);
the batches of all chains, in the order of their chains' ids, are the leaves of the checkpoint's tree. So a school can
show that nothing of its own was left out without showing anything of another school's.
"""

import json
import logging
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from . import chain as arithmetic
from .canonical import moment, to_millisecond
from .chain import GENESIS
from .keys import folder, ledger_key
from .models import Batch, Chain, Checkpoint, Entry, Head
from .texts import hash_of

logger = logging.getLogger(__name__)

MOST_ENTRIES = 50_000
"""New entries of one chain in one checkpoint, so that the worker's transaction stays short; the rest follow."""


def checkpoint(now: datetime) -> Checkpoint | None:
    """Sign what is new in all chains, if anything is. Two workers at once make one checkpoint."""
    try:
        with transaction.atomic():
            return _checkpoint(to_millisecond(now))
    except IntegrityError:
        logger.info("Another worker made this checkpoint.")
        return None


def _checkpoint(now: datetime) -> Checkpoint | None:
    batches = _new_batches()
    if not batches:
        return None
    previous = Checkpoint.objects.order_by("-number").first()
    made = Checkpoint(
        number=previous.number + 1 if previous else 1,
        at=now,
        batches_count=len(batches),
        entries_count=sum(each.last - each.first + 1 for each in batches),
        root=root_of(batches),
        prev_hash=previous.hash if previous else GENESIS,
    )
    text = checkpoint_text(made)
    made.hash = arithmetic.hash_text(text)
    made.signature = ledger_key().sign(text)
    made.save(force_insert=True)
    for index, batch in enumerate(batches):
        batch.checkpoint, batch.index = made, index
    Batch.objects.bulk_create(batches)
    transaction.on_commit(lambda: _remember(made))
    return made


def _new_batches() -> list[Batch]:
    newest = Batch.objects.filter(chain=OuterRef("chain")).order_by("-last").values("last")[:1]
    heads = Head.objects.annotate(covered=Coalesce(Subquery(newest), 0)).filter(seq__gt=F("covered"))
    batches = []
    for head in heads.select_related("chain").order_by("chain__uuid"):
        first, last = head.covered + 1, min(head.seq, head.covered + MOST_ENTRIES)
        entries = list(head.chain.entries.filter(seq__range=(first - 1, last)).order_by("seq"))
        if not _is_whole(entries, head.chain.uuid, first, last):
            logger.error(
                "Chain %s was altered from entry %s on: not signed. Run `countersign verify`.", head.chain.uuid, first
            )
            continue
        root = arithmetic.batch_root([each.hash for each in entries if each.seq >= first])
        batches.append(Batch(chain=head.chain, first=first, last=last, root=root))
    return batches


def _is_whole(entries: Sequence[Entry], chain: UUID, first: int, last: int) -> bool:
    """Say whether new entries are all there, say what their hashes say, and follow the one before."""
    start = max(first - 1, 1)
    prev = GENESIS if start == 1 else entries[0].prev_hash if entries else ""
    for expected, entry in enumerate(entries, start=start):
        if entry.seq != expected or entry.prev_hash != prev or entry.hash != hash_of(entry, chain):
            return False
        prev = entry.hash
    return len(entries) == last - start + 1


def root_of(batches: Sequence[Batch]) -> str:
    """Return the root of a checkpoint's tree."""
    return arithmetic.merkle_root([batch_text(each).encode() for each in batches]).hex()


def batch_text(batch: Batch) -> str:
    """Return the canonical text of a batch, a leaf of the checkpoint's tree."""
    return arithmetic.Batch(str(batch.chain.uuid), batch.first, batch.last, batch.root).text()


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """Return the canonical text of a checkpoint: what is hashed, signed and time-stamped."""
    return arithmetic.checkpoint_text(
        at=moment(checkpoint.at),
        batches=checkpoint.batches_count,
        entries=checkpoint.entries_count,
        number=checkpoint.number,
        prev=checkpoint.prev_hash,
        root=checkpoint.root,
    )


def remembered() -> tuple[int, str] | None:
    """Return number and hash of the newest checkpoint signed on this machine, from outside the database."""
    path = _memory()
    if path is None or not path.exists():
        return None
    kept = json.loads(path.read_text())
    return kept["number"], kept["hash"]


def _remember(made: Checkpoint) -> None:
    """
    Note the newest checkpoint in a file, so that taking the last ones out of the database is found too.

    The file is named by the oldest chain: another database in the same folder has another.
    """
    path = _memory()
    known = remembered()
    if path is None or (known and known[0] >= made.number):
        return
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.write_text(json.dumps({"number": made.number, "hash": made.hash}))
    draft.replace(path)


def _memory() -> Path | None:
    oldest = Chain.objects.order_by("pk").first()
    return folder() / f"newest-checkpoint-{oldest.uuid}" if oldest else None
