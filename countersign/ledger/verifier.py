#!/usr/bin/env python3
"""
Check a Countersign record without Countersign: one file, Python's standard library and the `openssl` program.

    python3 countersign-verify.py FILE [--root ROOT.crt | --fingerprint "ab12 cd34 ..."] [--time-roots ROOTS.pem]

FILE is a sealed record (.pdf), a bundle (.zip), or exported lines of a chain or a record (.jsonl). It uses no network.
It prints a sentence for each check. It ends with 0 when all is whole, 1 when something is wrong, and 2 when FILE cannot
be checked. Somebody who forges a whole record with keys of their own is found only by the fingerprint of the root: ask
the school for it another way, and give it with --fingerprint.

The format, and how to check by hand, are in docs/reference/record-format.md. Apache License 2.0.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import contextlib
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

LARGEST_FILE = 512 * 2**20
LARGEST_PART = 128 * 2**20
MOST_PARTS = 300
LONGEST_LINE = 64 * 2**20
LARGEST_NUMBER = 2**53 - 1
GENESIS = "0" * 64
CHAIN_FORM, RECORD_FORM = "countersign/chain/1", "countersign/record/1"
HEX64 = re.compile(r"[0-9a-f]{64}\Z")
PART_NAME = re.compile(r"(?:contents/|certificates/)?[A-Za-z0-9][A-Za-z0-9._-]{0,120}\Z")


class CannotCheck(Exception):
    """The file is not one of ours, is not whole enough to be read, or is made to do harm."""


class Wrong(Exception):
    """A check failed; the sentence says which and where."""


MISWRITTEN = (KeyError, IndexError, TypeError, AttributeError, ValueError, RecursionError)
"""What reading something of another shape than ours ends in."""


def refuse(sentence: str) -> NoReturn:
    """Stop because the file cannot be checked."""
    raise CannotCheck(sentence)


@dataclass
class Report:
    """What was found: a sentence for each check."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    fingerprint: str = ""
    entries: int = 0

    def good(self, sentence: str) -> None:
        """Note a check that held."""
        self.lines.append(("good", sentence))

    def note(self, sentence: str) -> None:
        """Note what the reader should know, though it is no fault."""
        self.lines.append(("note", sentence))

    def wrong(self, sentence: str) -> None:
        """Note a check that failed."""
        self.lines.append(("WRONG", sentence))

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found wrong."""
        return not any(kind == "WRONG" for kind, _ in self.lines)

    @contextlib.contextmanager
    def check(self, sentence: str) -> Any:
        """Note a sentence when the block holds, and what was wrong when it does not."""
        try:
            yield
        except Wrong as problem:
            self.wrong(str(problem))
        except MISWRITTEN as problem:
            self.wrong(
                f"Something is not written as Countersign writes it ({type(problem).__name__}: {str(problem)[:60]})."
            )
        else:
            self.good(sentence)


# --- JSON: one thing has one text -------------------------------------------------------------------------------------


def parse(text: bytes, where: str) -> Any:
    """Return what a JSON text says; refuse what has two readings, is deep, or holds fractions."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a name stands twice")
        return found

    def never(text: str) -> NoReturn:
        raise ValueError(f"{text[:20]} is not a whole number")

    try:
        return json.loads(text.decode("utf-8"), object_pairs_hook=once, parse_float=never, parse_constant=never)
    except RecursionError:
        refuse(f"{where} is nested too deeply to be one of ours.")
    except ValueError as problem:
        refuse(f"{where} is not JSON as Countersign writes it: {str(problem)[:100]}.")


def canonical(value: Any) -> str:
    """Return the one text of a value (RFC 8785, without fractions)."""

    def ordered(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: ordered(value[name]) for name in sorted(value, key=lambda each: each.encode("utf-16-be"))}
        if isinstance(value, list):
            return [ordered(each) for each in value]
        if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
            raise Wrong("A number is larger than the ledger writes.")
        return value

    try:
        return json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":"))
    except (UnicodeEncodeError, RecursionError):
        raise Wrong("A text is not one that the ledger writes.") from None


def sha256_text(text: str) -> str:
    """Return the SHA-256 of a text."""
    try:
        return hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError:
        raise Wrong("A text is not one that the ledger writes.") from None


def unbase64(text: Any, what: str) -> bytes:
    """Return the bytes that a base64 text stands for, if it is written the one way."""
    try:
        plain = base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise Wrong(f"{what} is not base64.") from None
    if base64.b64encode(plain).decode() != text:
        raise Wrong(f"{what} is not written as the ledger writes base64.")
    return plain


# --- Merkle trees (RFC 9162, section 2.1) -----------------------------------------------------------------------------


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two nodes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(leaves: list[bytes]) -> bytes:
    """Return the root over leaves, as the standard defines it: split at the largest power of two below their number."""
    stack: list[tuple[int, bytes]] = []
    for leaf in leaves:
        height, node = 0, leaf_hash(leaf)
        while stack and stack[-1][0] == height:
            node = node_hash(stack.pop()[1], node)
            height += 1
        stack.append((height, node))
    if not stack:
        return hashlib.sha256(b"").digest()
    _, node = stack.pop()
    while stack:
        node = node_hash(stack.pop()[1], node)
    return node


def root_by_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Return the root that an inclusion proof leads to (section 2.1.3.2)."""
    if not 0 <= index < size:
        raise Wrong("A proof names a place outside its tree.")
    position, last, node = index, size - 1, leaf_hash(leaf)
    for step in path:
        if last == 0:
            raise Wrong("A proof is longer than its tree is high.")
        if position & 1 or position == last:
            node = node_hash(step, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, step)
        position, last = position >> 1, last >> 1
    if last:
        raise Wrong("A proof is shorter than its tree is high.")
    return node


# --- openssl ----------------------------------------------------------------------------------------------------------


class OpenSSL:
    """What is asked of the `openssl` program; files in a folder that is thrown away."""

    def __init__(self) -> None:
        self.program = shutil.which("openssl") or refuse(
            "The program `openssl` is needed and was not found: install it."
        )
        self.folder = tempfile.TemporaryDirectory(prefix="countersign-")
        self.made = 0

    def close(self) -> None:
        """Throw the folder away."""
        self.folder.cleanup()

    def file(self, content: bytes | str) -> str:
        """Return the path of a file with a content."""
        self.made += 1
        path = Path(self.folder.name) / str(self.made)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    def run(self, *arguments: str) -> tuple[bool, str]:
        """Run openssl and return whether it agreed, and what it said."""
        done = subprocess.run(
            [self.program, *arguments], capture_output=True, timeout=60, check=False, stdin=subprocess.DEVNULL
        )
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        return done.returncode == 0, said

    def fingerprint(self, certificate: str) -> str:
        """Return the SHA-256 of a certificate, in groups of four digits."""
        agreed, said = self.run("x509", "-in", self.file(certificate), "-noout", "-fingerprint", "-sha256")
        if not agreed or "=" not in said:
            raise Wrong("The root certificate cannot be read.")
        digits = said.split("=", 1)[1].strip().replace(":", "").lower()
        return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))

    def is_issued(self, certificate: str, root: str) -> bool:
        """Say whether a certificate was issued under a root. An end long past is no fault in an old record."""
        path = self.file(root)
        return self.run("verify", "-no_check_time", "-CAfile", path, self.file(certificate))[0]

    def is_signed(self, certificate: str, signature: bytes, text: bytes | str) -> bool:
        """Say whether a text was signed with the key of a certificate (ECDSA, SHA-256)."""
        agreed, public = self.run("x509", "-in", self.file(certificate), "-noout", "-pubkey")
        key, signed, plain = self.file(public), self.file(signature), self.file(text)
        return agreed and self.run("dgst", "-sha256", "-verify", key, "-signature", signed, plain)[0]

    def stamped(self, token: bytes) -> tuple[str, str]:
        """Return what a time stamp is about (SHA-256) and when it says that was."""
        agreed, said = self.run("ts", "-reply", "-token_in", "-in", self.file(token), "-text")
        dump = re.findall(r"^\s+[0-9a-f]{4} - ((?:[0-9a-f]{2}[ -]){1,16})", said, re.MULTILINE)
        when = re.search(r"^Time stamp: (.+)$", said, re.MULTILINE)
        if not agreed or not when or len(dump) < 2:
            raise Wrong("A time stamp cannot be read.")
        return re.sub(r"[ -]", "", "".join(dump[:2])), when.group(1)

    def is_stamped(self, token: bytes, digest: str, roots: str) -> bool:
        """Say whether a time stamp over a digest is good under the authorities' roots."""
        arguments = ["-digest", digest, "-in", self.file(token), "-token_in", "-CAfile", self.file(roots)]
        return self.run("ts", "-verify", *arguments)[0]

    def sealed_by(self, seal: bytes, content: bytes, root: str) -> str | None:
        """Return the certificate that sealed a content (CMS, detached), or None when the seal is not good."""
        signer = self.file(b"")
        files = ["-in", self.file(seal), "-content", self.file(content), "-CAfile", self.file(root), "-signer", signer]
        agreed, _ = self.run(
            "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-no_check_time", "-purpose", "any",
            "-out", self.file(b""), *files,
        )  # fmt: skip
        return Path(signer).read_text() if agreed else None


# --- JSON lines: a chain, or a record's entries -----------------------------------------------------------------------


@dataclass
class Lines:
    """The lines of an export, by kind."""

    header: dict[str, Any]
    entries: list[dict[str, Any]]
    checkpoints: list[dict[str, Any]]
    contents: dict[str, bytes]
    end: dict[str, Any]
    before_end: bytes

    @property
    def is_record(self) -> bool:
        """Whether these are some entries with proofs, and not a whole chain."""
        return bool(self.header["form"] == RECORD_FORM)

    @property
    def certificates(self) -> dict[str, str]:
        """The certificates, by what they are for."""
        found: dict[str, str] = self.header["certificates"]
        return found


def read_lines(data: bytes) -> Lines:
    """Sort an export's lines; refuse what is not one."""
    if not data.endswith(b"\n"):
        refuse("The file does not end as an export does: it was cut, or is not one.")
    lines = data[:-1].split(b"\n")
    if any(len(each) > LONGEST_LINE for each in lines):
        refuse("A line is longer than Countersign writes.")
    header = parse(lines[0], "Line 1")
    if not isinstance(header, dict) or header.get("form") not in (CHAIN_FORM, RECORD_FORM):
        refuse("The file is not a record or chain that Countersign wrote (its first line does not say so).")
    named = isinstance(header.get("chain"), dict) and isinstance(header["chain"].get("id"), str)
    certificates = header.get("certificates")
    if (
        not named
        or not isinstance(certificates, dict)
        or not all(isinstance(certificates.get(each), str) for each in ("root", "ledger"))
    ):
        refuse("The first line names no chain, or lacks the certificates.")
    found = Lines(header, [], [], {}, {}, data[: len(data) - len(lines[-1]) - 1])
    for number, line in enumerate(lines[1:], start=2):
        _sort_line(found, parse(line, f"Line {number}"), number, is_last=number == len(lines))
    return found


def _sort_line(found: Lines, line: Any, number: int, *, is_last: bool) -> None:
    if not isinstance(line, dict):
        refuse(f"Line {number} is not an object.")
    if "end" in line:
        found.end = (
            line if is_last and isinstance(line["end"], dict) else refuse(f"Line {number} ends the file too early.")
        )
    elif "entry" in line:
        found.entries.append(line)
    elif "checkpoint" in line:
        found.checkpoints.append(line)
    elif "content" in line:
        content = line["content"] if isinstance(line["content"], dict) else {}
        try:
            found.contents[str(content.get("sha256"))] = base64.b64decode(content.get("bytes", ""), validate=True)
        except (binascii.Error, TypeError, ValueError):
            refuse(f"The content in line {number} is not base64.")
    else:
        refuse(f"Line {number} is none of entry, checkpoint, content and end.")


SignatureCheck = Callable[[str, bytes, str], bool]


def check_lines(lines: Lines, report: Report, is_signed: SignatureCheck) -> None:
    """Check everything an export says against everything else it says."""
    report.entries = len(lines.entries)
    hashes: dict[int, str] = {}
    with report.check(_entries_sentence(lines)):
        hashes = check_entries(lines)
    with report.check("Every personal value that is shown is the one that was hashed."):
        check_personal(lines)
    if lines.contents or lines.is_record or lines.header.get("has_all_contents"):
        with report.check(
            f"{_count(len(lines.contents), 'content')} kept beside the entries: each is exactly what was hashed."
        ):
            check_contents(lines)
    with report.check(_checkpoints_sentence(lines)):
        check_checkpoints(lines, is_signed)
        covered = check_proofs(lines, hashes) if lines.is_record else check_batches(lines, hashes)
    if report.is_whole and covered < len(lines.entries):
        open_ = len(lines.entries) - covered
        report.note(
            f"{_count(open_, 'entry', 'entries')} not under a checkpoint yet: export again later for that proof."
        )
    with report.check("The file ends where it was made to end, and is signed as a whole."):
        check_end(lines, is_signed)


def _entries_sentence(lines: Lines) -> str:
    if lines.is_record:
        return f"{_count(len(lines.entries), 'entry', 'entries')} of the chain: each says exactly what its hash says."
    return (
        f"{_count(len(lines.entries), 'entry', 'entries')}, from the first on: none altered, missing or out of order."
    )


def _checkpoints_sentence(lines: Lines) -> str:
    what = "the entries are in the chain they name" if lines.is_record else "they sign these entries and no others"
    return f"{_count(len(lines.checkpoints), 'checkpoint')}: signed by the installation, in order, and {what}."


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


ENTRY_NAMES = {"at", "by", "chain", "data", "kind", "prev", "seq", "subject"}


def check_entries(lines: Lines) -> dict[int, str]:
    """Check each entry's hash and place; return the hashes by number."""
    chain, hashes, before = lines.header["chain"]["id"], dict[int, str](), 0
    for line in lines.entries:
        entry = line["entry"]
        if not isinstance(entry, dict) or set(entry) != ENTRY_NAMES or type(entry["seq"]) is not int:
            raise Wrong(f"The entry after entry {before} is not written as entries are.")
        seq = entry["seq"]
        if not lines.is_record and seq != before + 1:
            raise Wrong(f"Entry {before + 1} is missing or out of order: entry {seq} stands in its place.")
        if seq <= before:
            raise Wrong(f"Entry {seq} stands twice or out of order.")
        if entry["chain"] != chain:
            raise Wrong(f"Entry {seq} is of another chain.")
        if line.get("hash") != sha256_text(canonical(entry)):
            raise Wrong(f"Entry {seq} was altered: it does not say what its hash says.")
        if (seq == 1 or seq - 1 in hashes) and entry["prev"] != hashes.get(seq - 1, GENESIS):
            raise Wrong(f"Entry {seq} does not follow the entry before it.")
        hashes[seq], before = line["hash"], seq
    return hashes


def check_personal(lines: Lines) -> None:
    """Check salted values; one that is not shown must have been erased by a later entry, or be left out of a record."""
    erased = _erased(lines)
    for line in lines.entries:
        seq, data = line["entry"].get("seq"), line["entry"].get("data")
        wanted = data.get("personal", {}) if isinstance(data, dict) else {}
        shown = line.get("personal", {})
        if not isinstance(wanted, dict) or not isinstance(shown, dict):
            raise Wrong(f"The personal values of entry {seq} are not written as they are.")
        for name, value in shown.items():
            texts = isinstance(value, dict) and all(isinstance(value.get(each), str) for each in ("salt", "value"))
            if name not in wanted:
                raise Wrong(f"The {name} of entry {seq} was added later.")
            if not texts or sha256_text(f"{value['salt']}:{name}:{value['value']}") != wanted[name]:
                raise Wrong(f"The {name} of entry {seq} was altered.")
        missing = set(wanted) - set(shown) - erased.get(str(seq), set())
        if missing and not lines.is_record:
            raise Wrong(f"The {min(missing)} of entry {seq} is missing, and no entry says that it was erased.")


def _erased(lines: Lines) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in lines.entries:
        entry = line["entry"]
        if entry.get("kind") == "ledger.personal-erased" and isinstance(entry.get("data"), dict):
            for seq, names in entry["data"].get("fields", {}).get("values", {}).items():
                found.setdefault(seq, set()).update(names)
            found.setdefault("contents", set()).update(entry["data"]["fields"].get("contents", []))
    return found


def check_contents(lines: Lines) -> None:
    """Check that each content is what its name says and is named by an entry, and that none is missing."""
    named = {
        digest
        for line in lines.entries
        if isinstance(line["entry"].get("data"), dict)
        for digest in line["entry"]["data"].get("contents", {}).values()
    }
    for digest, content in lines.contents.items():
        if hashlib.sha256(content).hexdigest() != digest:
            raise Wrong(f"The content {digest[:16]}… was altered.")
        if digest not in named:
            raise Wrong(f"The content {digest[:16]}… is named by no entry.")
    missing = named - set(lines.contents) - _erased(lines).get("contents", set())
    if lines.header.get("has_all_contents") and missing:
        raise Wrong(f"The content {min(missing)[:16]}… is missing, and no entry says that it was erased.")


CHECKPOINT_NAMES = {"at", "batches", "entries", "number", "prev", "root"}


def check_checkpoints(lines: Lines, is_signed: SignatureCheck) -> None:
    """
    Check each checkpoint's hash, that it follows the one before, and signatures.

    One signature is enough for a run of consecutive checkpoints, its last: each holds the hash of the one before.
    """
    before: dict[str, Any] | None = None
    for line in lines.checkpoints:
        body = line["checkpoint"]
        whole = isinstance(body, dict) and set(body) == CHECKPOINT_NAMES and type(body["number"]) is int
        if not whole or line.get("hash") != sha256_text(canonical(body)):
            raise Wrong("A checkpoint was altered: it does not say what its hash says.")
        number = body["number"]
        previous = before["checkpoint"]["number"] if before else 0
        if number <= previous or (not lines.is_record and number != previous + 1):
            raise Wrong(f"Checkpoint {previous + 1} is missing or out of order: {number} stands in its place.")
        follows = before["hash"] if before and number == previous + 1 else GENESIS if number == 1 else body["prev"]
        if body["prev"] != follows:
            raise Wrong(f"Checkpoint {number} does not follow the one before.")
        if before and number > previous + 1:
            _check_signature(before, lines, is_signed)
        before = line
    if before:
        _check_signature(before, lines, is_signed)


def _check_signature(line: dict[str, Any], lines: Lines, is_signed: SignatureCheck) -> None:
    number = line["checkpoint"]["number"]
    signature = unbase64(line.get("signature"), f"The signature of checkpoint {number}")
    if not is_signed(lines.certificates["ledger"], signature, canonical(line["checkpoint"])):
        raise Wrong(f"Checkpoint {number} was not signed with the ledger's key.")


def check_batches(lines: Lines, hashes: dict[int, str]) -> int:
    """Check that the checkpoints sign exactly this chain's entries; return how many."""
    covered = 0
    for line in lines.checkpoints:
        if "batch" not in line:
            continue
        number = line["checkpoint"]["number"]
        first, last, root = _batch(line, lines)
        if first != covered + 1:
            raise Wrong(f"Checkpoint {number} does not continue at entry {covered + 1}.")
        if last > len(hashes):
            raise Wrong(
                f"Checkpoint {number} knows {last} entries; there are {len(hashes)}: the newest were taken away."
            )
        if tree_root([bytes.fromhex(hashes[seq]) for seq in range(first, last + 1)]).hex() != root:
            raise Wrong(f"Entries {first} to {last} are not those that checkpoint {number} signed.")
        covered = last
    return covered


def check_proofs(lines: Lines, hashes: dict[int, str]) -> int:
    """Check the proof of each entry of a record; return how many have one."""
    by_number = {line["checkpoint"]["number"]: line for line in lines.checkpoints}
    covered = 0
    for line in lines.entries:
        seq, proof = line["entry"].get("seq"), line.get("proof")
        if proof is None:
            continue
        checkpoint = by_number.get(proof.get("checkpoint")) if isinstance(proof, dict) else None
        if checkpoint is None or "batch" not in checkpoint:
            raise Wrong(f"The checkpoint that entry {seq} is proved by is not here.")
        first, last, root = _batch(checkpoint, lines)
        leaf = bytes.fromhex(hashes.get(seq, ""))
        if root_by_path(leaf, seq - first, last - first + 1, _path(proof.get("path"), seq)).hex() != root:
            raise Wrong(f"Entry {seq} is not among those that checkpoint {proof['checkpoint']} signed.")
        covered += 1
    return covered


def _batch(line: dict[str, Any], lines: Lines) -> tuple[int, int, str]:
    body, batch, index = line["checkpoint"], line["batch"], line.get("index", "")
    number = body["number"]
    whole = (
        isinstance(batch, dict) and set(batch) == {"chain", "first", "last", "root"} and isinstance(batch["root"], str)
    )
    if not whole or not all(type(each) is int for each in (batch["first"], batch["last"], index, body["batches"])):
        raise Wrong(f"What checkpoint {number} says of the chain is not written as it is.")
    if batch["chain"] != lines.header["chain"]["id"]:
        raise Wrong(f"What checkpoint {number} says is of another chain.")
    leaf = canonical(batch).encode()
    if root_by_path(leaf, index, body["batches"], _path(line.get("path"), number)).hex() != body["root"]:
        raise Wrong(f"Checkpoint {number} did not sign entries {batch['first']} to {batch['last']}.")
    return batch["first"], batch["last"], batch["root"]


def _path(path: Any, where: Any) -> list[bytes]:
    if (
        not isinstance(path, list)
        or len(path) > 64
        or not all(isinstance(each, str) and HEX64.match(each) for each in path)
    ):
        raise Wrong(f"The proof at {where} is not written as proofs are.")
    return [bytes.fromhex(each) for each in path]


def check_end(lines: Lines, is_signed: SignatureCheck) -> None:
    """Check the last line: what was exported, and that nothing of it is missing."""
    if not lines.end:
        raise Wrong("The last line is missing: the file was cut.")
    end = lines.end["end"]
    signature = unbase64(lines.end.get("signature"), "The signature of the last line")
    if end.get("chain") != lines.header["chain"]["id"] or end.get("entries") != len(lines.entries):
        raise Wrong(f"The last line tells of {end.get('entries')} entries; {len(lines.entries)} are here.")
    if not lines.is_record:
        last = lines.entries[-1]["hash"] if lines.entries else GENESIS
        newest = end.get("checkpoint") if isinstance(end.get("checkpoint"), dict) else {}
        known = {
            line["checkpoint"].get("number"): line.get("hash")
            for line in lines.checkpoints
            if isinstance(line["checkpoint"], dict)
        }
        if end.get("head") != last:
            raise Wrong("The head of the chain is not its last entry: the newest entries were taken or added.")
        if newest.get("number") and known.get(newest.get("number")) != newest.get("hash"):
            raise Wrong(f"Checkpoint {newest.get('number')} was signed and is not here.")
    if end.get("sha256") != hashlib.sha256(lines.before_end).hexdigest():
        raise Wrong("A line was altered after the file was made: the SHA-256 in the last line is of other bytes.")
    if not is_signed(lines.certificates["ledger"], signature, canonical(end)):
        raise Wrong("The last line was not signed with the ledger's key.")


# --- Certificates and time stamps -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trust:
    """What the person who checks knows already."""

    root: str = ""
    fingerprint: str = ""
    time_roots: str = ""
    known_as: str = "the one you gave"


def check_certificates(lines: Lines, report: Report, openssl: OpenSSL, trust: Trust) -> None:
    """Check that keys belong to the root, and the root to what the person knows."""
    root = lines.certificates["root"]
    with report.check("The keys of the ledger and of the school were issued by the root."):
        report.fingerprint = openssl.fingerprint(root)
        for name in ("ledger", "school"):
            if name in lines.certificates and not openssl.is_issued(lines.certificates[name], root):
                raise Wrong(f"The {name}'s certificate was not issued by the root.")
    known = trust.fingerprint or (openssl.fingerprint(trust.root) if trust.root else "")
    if known and _digits(known) != _digits(report.fingerprint):
        report.wrong(f"The root is not {trust.known_as}: somebody else made this record.")
    elif known:
        report.good(f"The root is {trust.known_as}.")
    else:
        report.note(
            f"The root's fingerprint is {report.fingerprint}: compare it with the one the school gives you another way."
        )


def _digits(fingerprint: str) -> str:
    return re.sub(r"[^0-9a-f]", "", fingerprint.lower())


def check_timestamps(lines: Lines, report: Report, openssl: OpenSSL, trust: Trust) -> None:
    """Check the time stamps of independent authorities, where there are any."""
    roots = trust.time_roots or lines.certificates.get("time", "")
    for line in lines.checkpoints:
        for stamp in line.get("timestamps") or []:
            try:
                says = _timestamp(line, stamp, openssl, roots)
            except Wrong as problem:
                report.wrong(str(problem))
            else:
                if roots:
                    report.good(
                        f"{says} (checked with the roots {'you gave' if trust.time_roots else 'in this file'})."
                    )
                else:
                    report.note(f"{says} (give --time-roots to check its signature).")


def _timestamp(line: dict[str, Any], stamp: Any, openssl: OpenSSL, roots: str) -> str:
    number = line["checkpoint"]["number"]
    token = unbase64(stamp.get("token"), f"The time stamp of checkpoint {number}")
    digest, when = openssl.stamped(token)
    if digest != line["hash"]:
        raise Wrong(f"A time stamp is not about checkpoint {number}.")
    if roots and not openssl.is_stamped(token, digest, roots):
        raise Wrong(f"The time stamp of {stamp.get('authority')} over checkpoint {number} is not good.")
    return f"{stamp.get('authority')} says that checkpoint {number} existed on {when}"


# --- Sealed PDFs ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seal:
    """A seal found in a PDF, and the bytes it covers."""

    der: bytes
    covered: bytes


def find_seal(pdf: bytes) -> Seal:
    """Return the one seal of a PDF; it must cover every byte but itself."""
    ranges = re.findall(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]", pdf)
    if len(ranges) != 1:
        raise Wrong(
            "The PDF has no seal." if not ranges else "The PDF has more than one seal: it was changed after sealing."
        )
    start, before, after, rest = (int(each) for each in ranges[0])
    if start != 0 or before >= after or after + rest != len(pdf):
        raise Wrong("The seal does not cover the whole PDF: something was added or cut after sealing.")
    written = pdf[before:after]
    if not re.fullmatch(rb"<[0-9a-fA-F]+>", written) or len(written) % 2:
        raise Wrong("The seal is not written as seals are.")
    padded = bytes.fromhex(written[1:-1].decode())
    length = _der_length(padded)
    digits = padded[:length].hex().encode()
    if written[1:-1] not in (digits.ljust(len(written) - 2, b"0"), digits.upper().ljust(len(written) - 2, b"0")):
        raise Wrong("There is something behind the seal that does not belong there.")
    return Seal(padded[:length], pdf[:before] + pdf[after:])


OID_SIGNED, OID_DATA = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
SHA256 = bytes.fromhex("300d06096086480165030402010500")
ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
OID_STAMP = bytes.fromhex("060b2a864886f70d010910020e")


def der(tag: int, *parts: bytes) -> bytes:
    """Return a DER value."""
    body = b"".join(parts)
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (size if len(body) < 128 else bytes([0x80 | len(size)]) + size) + body


def der_parts(value: bytes) -> list[bytes]:
    """Return the DER values inside one."""
    parts, at = [], len(value) - _der_body(value, 0)[1]
    while at < len(value):
        end = at + sum(_der_body(value, at))
        if end > len(value):
            raise Wrong("The seal is not written as seals are.")
        parts.append(value[at:end])
        at = end
    return parts


def _der_body(value: bytes, at: int) -> tuple[int, int]:
    """Return how long the head of a DER value is, and its body."""
    first = value[at + 1]
    more = first & 0x7F if first & 0x80 else 0
    return 2 + more, int.from_bytes(value[at + 2 : at + 2 + more], "big") if more else first


@dataclass(frozen=True)
class SealParts:
    """What a seal is made of."""

    attributes: bytes
    signature: bytes
    token: bytes | None


def read_seal(seal: bytes) -> SealParts:
    """
    Return the parts of a seal, which must be written the one way Countersign writes them.

    A signature does not cover all of its own wrapping, and programs forgive much in it. So the seal must be, byte for
    byte, what its certificate, signed attributes, signature and time stamp make: nothing in a record changes unseen.
    """
    signed = der_parts(der_parts(der_parts(seal)[1])[0])
    certificates, signer = signed[3], der_parts(der_parts(signed[4])[0])
    attributes, signature, extra = signer[3], signer[5], signer[6:]
    certificate = der_parts(der_parts(certificates)[0])[0]
    _, serial, _, issuer = der_parts(certificate)[:4]
    one = der(0x02, b"\x01")
    rebuilt = der(0x30, one, der(0x30, issuer, serial), SHA256, attributes, ECDSA_SHA256, signature, *extra)
    content = der(0x30, one, der(0x31, SHA256), der(0x30, OID_DATA), certificates, der(0x31, rebuilt))
    is_one = len(der_parts(certificates)) == 1 and certificates[0] == attributes[0] == 0xA0 and len(extra) <= 1
    if not is_one or der(0x30, OID_SIGNED, der(0xA0, content)) != seal:
        raise Wrong("The seal is not written as Countersign writes seals: it was changed.")
    return SealParts(attributes, signature[_der_body(signature, 0)[0] :], _stamp_of(extra[0]) if extra else None)


def _stamp_of(unsigned: bytes) -> bytes:
    """Return the time stamp in a seal's unsigned attributes, which hold nothing else."""
    attributes = der_parts(unsigned)
    name, values = der_parts(attributes[0])
    tokens = der_parts(values)
    if unsigned[0] != 0xA1 or len(attributes) != 1 or name != OID_STAMP or len(tokens) != 1:
        raise Wrong("The seal carries something beside its time stamp: it was changed.")
    return tokens[0]


def _der_length(der: bytes) -> int:
    if len(der) < 6 or der[0] != 0x30 or not 0x81 <= der[1] <= 0x84:
        raise Wrong("The seal is not written as seals are.")
    digits = der[1] & 0x7F
    length = 2 + digits + int.from_bytes(der[2 : 2 + digits], "big")
    if length > len(der):
        raise Wrong("The seal is cut.")
    return length


def attachments(pdf: bytes) -> list[bytes]:
    """Return the files attached to a PDF, as far as they are written plainly or deflated."""
    found: list[bytes] = []
    for match in re.finditer(rb"/Type\s*/EmbeddedFile\b", pdf):
        if len(found) == MOST_PARTS:
            refuse("The PDF has more attachments than Countersign writes.")
        start = pdf.rfind(b" obj", 0, match.start())
        opening = re.compile(rb"stream\r?\n").search(pdf, match.end())
        if start < 0 or opening is None:
            continue
        length = re.search(rb"/Length\s+(\d{1,10})\b(?!\s+\d+\s+R)", pdf[start : opening.start()])
        if length is None:
            continue
        content = pdf[opening.end() : opening.end() + int(length.group(1))]
        if b"/FlateDecode" in pdf[start : opening.start()]:
            content = inflate(content)
        found.append(content)
    return found


def inflate(content: bytes) -> bytes:
    """Return what deflated bytes stand for, unless it is far too much."""
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(content, LARGEST_PART)
    except zlib.error:
        raise Wrong("An attachment is damaged.") from None
    if inflater.unconsumed_tail:
        refuse("An attachment unfolds to more than Countersign writes: refused.")
    return plain


def check_pdf(pdf: bytes, report: Report, openssl: OpenSSL, trust: Trust, beside: Lines | None = None) -> Lines | None:
    """Check a sealed record: its seal, and the entries attached to it. Return those."""
    attached = beside_pdf = None
    try:
        exports = [each for each in attachments(pdf) if f'"form":"{RECORD_FORM}"'.encode() in each[:65536]]
        attached = read_lines(exports[0]) if exports else None
    except (CannotCheck, Wrong) as problem:
        report.wrong(f"What is attached to the PDF cannot be read: {problem}")
    beside_pdf = attached or beside
    root = beside_pdf.certificates["root"] if beside_pdf else trust.root
    if not root:
        refuse("This PDF holds no record of Countersign, and no root was given (--root) to check its seal by.")
    with report.check("The PDF is sealed as a whole by the school, and not one byte was changed since."):
        seal = find_seal(pdf)
        parts = read_seal(seal.der)
        sealer = openssl.sealed_by(seal.der, seal.covered, root)
        # RFC 5652, section 5.4: what is signed are the attributes, written as a SET.
        if sealer is None or not openssl.is_signed(sealer, parts.signature, b"\x31" + parts.attributes[1:]):
            raise Wrong("The PDF was changed after it was sealed, or was sealed by somebody else.")
        school = beside_pdf.certificates.get("school", "") if beside_pdf else ""
        if school and openssl.fingerprint(sealer) != openssl.fingerprint(school):
            raise Wrong("The PDF was not sealed with the school's key.")
        if parts.token:
            _check_seal_stamp(parts.token, parts.signature, beside_pdf, report, openssl, trust)
    return attached


def _check_seal_stamp(
    token: bytes, signature: bytes, lines: Lines | None, report: Report, openssl: OpenSSL, trust: Trust
) -> None:
    digest, when = openssl.stamped(token)
    roots = trust.time_roots or (lines.certificates.get("time", "") if lines else "")
    if digest != hashlib.sha256(signature).hexdigest():
        raise Wrong("The time stamp in the seal is not about this seal.")
    if roots and not openssl.is_stamped(token, digest, roots):
        raise Wrong("The time stamp in the seal is not good.")
    if roots:
        report.good(f"A time authority says that the seal existed on {when}.")
    else:
        report.note(f"A time stamp in the seal says {when} (give --time-roots to check its signature).")


# --- Files ------------------------------------------------------------------------------------------------------------


def check_jsonl(data: bytes, report: Report, openssl: OpenSSL, trust: Trust) -> Lines:
    """Check exported lines with all that belongs to them."""
    lines = read_lines(data)
    check_parsed(lines, report, openssl, trust)
    return lines


def check_parsed(lines: Lines, report: Report, openssl: OpenSSL, trust: Trust) -> None:
    """Check lines that were read already."""
    check_certificates(lines, report, openssl, trust)
    check_lines(lines, report, openssl.is_signed)
    check_timestamps(lines, report, openssl, trust)


def read_bundle(data: bytes) -> dict[str, bytes]:
    """Return the parts of a bundle; refuse one that is made to do harm."""
    parts: dict[str, bytes] = {}
    left = LARGEST_FILE
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            infos = bundle.infolist()
            if len(infos) > MOST_PARTS:
                refuse("The bundle has more parts than Countersign writes: refused.")
            for info in infos:
                if not PART_NAME.match(info.filename) or info.filename in parts:
                    refuse(f"The bundle has a part named {info.filename[:60]!r}, which Countersign does not write.")
                if info.flag_bits & 1:
                    refuse("The bundle is encrypted; Countersign's are not.")
                with bundle.open(info) as part:
                    content = part.read(min(LARGEST_PART, left) + 1)
                left -= len(content)
                if len(content) > LARGEST_PART or left < 0:
                    refuse("The bundle unfolds to more than Countersign writes: refused.")
                parts[info.filename] = content
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
        RuntimeError,
    ) as problem:
        refuse(f"The bundle is damaged: {str(problem)[:100]}.")
    return parts


def check_bundle(data: bytes, report: Report, openssl: OpenSSL, trust: Trust) -> None:
    """Check a bundle: its lines, its PDF, and that they tell of the same."""
    parts = read_bundle(data)
    if "evidence.jsonl" not in parts:
        refuse("The bundle holds no evidence.jsonl: it is not one that Countersign wrote.")
    lines = check_jsonl(parts["evidence.jsonl"], report, openssl, trust)
    if "record.pdf" in parts:
        attached = check_pdf(parts["record.pdf"], report, openssl, trust, beside=lines)
        if attached:
            with report.check("The PDF and the lines beside it tell of the same entries, under the same root."):
                check_same(attached, lines)
    with report.check("The contents beside are exactly those that the entries name."):
        named = set(lines.contents)
        for name, content in parts.items():
            if name.startswith("contents/"):
                digest = hashlib.sha256(content).hexdigest()
                if not name.startswith(f"contents/{digest}"):
                    raise Wrong(f"{name[:40]}… was altered.")
                if digest not in named:
                    raise Wrong(f"{name[:40]}… is named by no entry.")


def check_same(attached: Lines, beside: Lines) -> None:
    """Check that what a PDF holds is among what stands beside it."""
    if (
        attached.certificates["root"] != beside.certificates["root"]
        or attached.header["chain"] != beside.header["chain"]
    ):
        raise Wrong("The PDF is of another chain or root than the lines beside it.")
    known = {line["entry"].get("seq"): line.get("hash") for line in beside.entries}
    for line in attached.entries:
        if known.get(line["entry"].get("seq")) != line.get("hash"):
            raise Wrong(f"Entry {line['entry'].get('seq')} in the PDF is not the one beside it.")


def check_bytes(data: bytes, trust: Trust | None = None) -> Report:
    """Check a file's bytes, whatever of the three it is."""
    trust, report = trust or Trust(), Report()
    if len(data) > LARGEST_FILE:
        refuse("The file is larger than any that Countersign writes.")
    openssl = OpenSSL()
    try:
        if data.startswith(b"%PDF-"):
            attached = check_pdf(data, report, openssl, trust)
            if attached:
                check_parsed(attached, report, openssl, trust)
            else:
                report.note("No entries are attached to this PDF: only its seal was checked.")
        elif data.startswith(b"PK\x03\x04"):
            check_bundle(data, report, openssl, trust)
        elif data.startswith(b"{"):
            check_jsonl(data, report, openssl, trust)
        else:
            refuse("The file is neither a PDF, nor a bundle (.zip), nor exported lines (.jsonl).")
    except (*MISWRITTEN, subprocess.TimeoutExpired) as problem:
        refuse(f"The file is not written as Countersign writes ({type(problem).__name__}).")
    finally:
        openssl.close()
    return report


def read_file(path: Path) -> bytes:
    """Return a file's bytes, unless there are too many."""
    if path.stat().st_size > LARGEST_FILE:
        refuse("The file is larger than any that Countersign writes.")
    return path.read_bytes()


def main(arguments: Iterable[str] | None = None) -> int:
    """Check the file that is named, and say what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("file", type=Path, help="a sealed record (.pdf), a bundle (.zip) or exported lines (.jsonl)")
    parser.add_argument("--root", type=Path, help="the root certificate the school gave you")
    parser.add_argument("--fingerprint", default="", help="the root's fingerprint the school gave you")
    parser.add_argument("--time-roots", type=Path, help="root certificates of the time authorities")
    given = parser.parse_args(None if arguments is None else list(arguments))
    try:
        root, time_roots = (each.read_text() if each else "" for each in (given.root, given.time_roots))
        report = check_bytes(read_file(given.file), Trust(root, given.fingerprint, time_roots))
    except (CannotCheck, OSError) as problem:
        sys.stderr.write(f"{given.file}: {problem}\n")
        return 2
    for kind, sentence in report.lines:
        sys.stdout.write(f"{kind:5}  {sentence}\n")
    sys.stdout.write("\nWhole: nothing was found wrong.\n" if report.is_whole else "\nNOT WHOLE: see above.\n")
    return 0 if report.is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
