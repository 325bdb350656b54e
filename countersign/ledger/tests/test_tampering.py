"""10,000 random changes to the ledger, done behind its back: every one is found."""

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import IntegrityError, connection, transaction

from countersign.ledger import guards, verifier
from countersign.ledger.checking import findings, verify
from countersign.ledger.checkpoints import checkpoint
from countersign.ledger.export import chain_lines
from countersign.ledger.models import Chain

from .factories import NOON, make_history
from .tampering import Tamperer

pytestmark = pytest.mark.django_db

CHANGES = 2500


def is_signed(certificate: str, signature: bytes, text: str) -> bool:
    """Say what openssl says, without starting it ten thousand times."""
    key = x509.load_pem_x509_certificate(certificate.encode()).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    try:
        key.verify(signature, text.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def wrong_in_export(chain: Chain) -> list[str]:
    """Return what the stand-alone verifier finds wrong in a chain's export, which is signed anew."""
    report = verifier.Report()
    try:
        lines = verifier.read_lines(b"".join(chain_lines(chain, at=NOON, with_contents=True)))
        verifier.check_lines(lines, report, is_signed)
    except verifier.CannotCheck as problem:
        return [str(problem)]
    return [sentence for kind, sentence in report.lines if kind == "WRONG"]


@pytest.mark.parametrize("seed", range(4))
def test_every_change_is_found(seed: int, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        make_history()
    assert verify() == []
    tamperer, unseen = Tamperer(seed), []
    with guards.lifted(connection):
        done = 0
        while done < CHANGES:
            try:
                with transaction.atomic():
                    what = tamperer.tamper()
                    found = next(findings(), None)
                    transaction.set_rollback(True)
            except IntegrityError:
                continue  # the database refused it by a constraint
            done += 1
            if found is None:
                unseen.append(what)
    assert unseen == []
    assert verify() == []
