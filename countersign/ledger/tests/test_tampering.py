"""More than 10,000 random changes to the ledger, done behind its back: every one is found."""

import os
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import IntegrityError, connection, transaction

from countersign.ledger import guards, verifier
from countersign.ledger.checking import findings, verify
from countersign.ledger.export import chain_lines

from .factories import NOON, School, make_history
from .tampering import Tamperer

pytestmark = pytest.mark.django_db

CHANGES = 2500
"""To an export, by each of four seeds."""

CHANGES_TO_ROWS = int(os.environ.get("COUNTERSIGN_CHANGES", "1600")) // 4
"""To the database, by each of four seeds: 10,000 take two minutes, so only where asked for."""

EXPORTED_EACH = 10  # an export takes longer: one change in ten is looked for there too


def is_signed(certificate: str, signature: bytes, text: str) -> bool:
    """Say what openssl says, without starting it ten thousand times."""
    try:
        key = x509.load_pem_x509_certificate(certificate.encode()).public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        key.verify(signature, text.encode(), ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def wrong_in_export(school: School) -> list[str]:
    """Return what the stand-alone verifier finds wrong in an export made, and signed, after the change."""
    return wrong_in(b"".join(chain_lines(school.chain, at=NOON, with_contents=True)))


def wrong_in(export: bytes) -> list[str]:
    """Return what the stand-alone verifier finds wrong, or why it refuses to look."""
    report = verifier.Report()
    try:
        lines = verifier.read_lines(export)
        verifier.check_lines(lines, report, is_signed)
    except verifier.CannotCheck as problem:
        return [str(problem)]
    return [sentence for kind, sentence in report.lines if kind == "WRONG"]


# What an export does not hold, or holds whole though the row was spoilt.
NOT_EXPORTED = re.compile(r"edit (chain\.(name|opened_at|seal)|head\.seal|content\.)")


@pytest.mark.parametrize("seed", range(4))
def test_every_change_is_found(seed: int, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        schools = make_history(entries=4)
    assert verify() == []
    assert not any(wrong_in_export(each) for each in schools)
    tamperer, done, unseen = Tamperer(seed), 0, []
    with guards.lifted(connection):
        while done < CHANGES_TO_ROWS:
            try:
                with transaction.atomic():
                    what = tamperer.tamper()
                    if next(findings(), None) is None:
                        unseen.append(f"{what}, by verify")
                    if (
                        done % EXPORTED_EACH == 0
                        and not NOT_EXPORTED.match(what)
                        and not any(map(wrong_in_export, schools))
                    ):
                        unseen.append(f"{what}, by the stand-alone verifier")
                    transaction.set_rollback(True)
            except IntegrityError:
                continue  # a constraint of the database refused it
            done += 1
    assert unseen == []
    assert verify() == []


@pytest.mark.parametrize("seed", range(4))
def test_every_change_to_an_export_is_found(seed: int, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        one, two = make_history(entries=4)
    whole = b"".join(chain_lines(one.chain, at=NOON, with_contents=True))
    other = b"".join(chain_lines(two.chain, at=NOON, with_contents=True)).split(b"\n")[:-1]
    assert not wrong_in(whole)
    chance, unseen = random.Random(seed), []
    for _ in range(CHANGES):
        what, changed = changed_lines(whole.split(b"\n")[:-1], other, chance)
        if not wrong_in(b"".join(line + b"\n" for line in changed)):
            unseen.append(what)
    assert unseen == []


def changed_lines(lines: list[bytes], other: list[bytes], chance: random.Random) -> tuple[str, list[bytes]]:
    """Return lines with one change at random, and which."""
    way = chance.choice(["edit", "edit", "delete", "insert", "reorder", "truncate", "swap"])
    at = chance.randrange(len(lines))
    if way == "edit":
        line, place = bytearray(lines[at]), chance.randrange(len(lines[at]))
        line[place] ^= 1 << chance.randrange(7)
        lines[at] = bytes(line)
    elif way == "delete":
        del lines[at]
    elif way == "insert":
        lines.insert(at, chance.choice([*lines, *other]))
    elif way == "reorder":
        to = chance.choice([each for each in range(len(lines)) if lines[each] != lines[at]])
        lines[at], lines[to] = lines[to], lines[at]
    elif way == "truncate":
        del lines[at:]
    else:
        lines[at] = chance.choice([each for each in other if each not in lines])
    return f"{way} line {at + 1}", lines
