"""
The arithmetic of the ledger: hashes of entries, salted personal values, and Merkle trees. No database.

docs/reference/record-format.md describes all of it for somebody who checks by hand. `verifier.py` works it out a
second time on purpose: two programs that agree say more than one that is called twice.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from .canonical import canonical

GENESIS = "0" * 64
"""What the first entry of a chain, and the first checkpoint, name as the one before."""


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text, as 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def entry_text(*, chain: str, seq: int, at: str, kind: str, by: str | None, subject: str, data: str, prev: str) -> str:
    """
    Return the canonical text of an entry, whose hash is the entry's.

    `data` is canonical already, so the text is put together instead of parsed again; the names stand in order.
    """
    return (
        f'{{"at":{canonical(at)},"by":{canonical(by)},"chain":{canonical(chain)},"data":{data},"kind":{canonical(kind)},'
        f'"prev":{canonical(prev)},"seq":{seq},"subject":{canonical(subject)}}}'
    )


def new_salt() -> str:
    """Return 128 random bits: too many to guess what an erased value was."""
    return secrets.token_hex(16)


def commitment(salt: str, name: str, value: str) -> str:
    """Return what enters the hash in place of a personal value: SHA-256 of salt, name and value with colons between."""
    return hash_text(f"{salt}:{name}:{value}")


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf (RFC 9162, section 2.1.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two nodes together (RFC 9162, section 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf data (RFC 9162, section 2.1.1)."""
    if not leaves:
        return sha256(b"").digest()
    level = [leaf_hash(leaf) for leaf in leaves]
    while len(level) > 1:
        pairs = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[-1:] if len(level) % 2 else pairs
    return level[0]


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the hashes that lead from one leaf to the root (RFC 9162, section 2.1.3.1), nearest first."""
    level = [leaf_hash(leaf) for leaf in leaves]
    path = []
    while len(level) > 1:
        neighbour = index ^ 1
        if neighbour < len(level):
            path.append(level[neighbour])
        pairs = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[-1:] if len(level) % 2 else pairs
        index //= 2
    return path


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a path leads to, or None when it does not fit (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    at, last, root = index, size - 1, leaf_hash(leaf)
    for step in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            root = node_hash(step, root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(root, step)
        at, last = at >> 1, last >> 1
    return root if last == 0 else None


@dataclass(frozen=True)
class Batch:
    """What one chain had that was new at a checkpoint: a leaf of the checkpoint's tree."""

    chain: str
    first: int
    last: int
    root: str

    def text(self) -> str:
        """Return the canonical text that is the leaf."""
        return canonical({"chain": self.chain, "first": self.first, "last": self.last, "root": self.root})


def batch_root(entry_hashes: Sequence[str]) -> str:
    """Return the root over the new entries of one chain, each leaf being the 32 bytes of an entry's hash."""
    return merkle_root([bytes.fromhex(each) for each in entry_hashes]).hex()


def checkpoint_text(*, at: str, batches: int, entries: int, number: int, prev: str, root: str) -> str:
    """Return the canonical text of a checkpoint: what is hashed, signed and time-stamped."""
    return canonical({"at": at, "batches": batches, "entries": entries, "number": number, "prev": prev, "root": root})
