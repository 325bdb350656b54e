"""One byte altered anywhere in a sealed PDF is refused: by our verifier, by pyHanko, and by poppler."""

import io
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from countersign.evidence.records import pdf_of
from countersign.ledger import keys, verifier
from countersign.ledger.tests.authorities import Authority

from .factories import make_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed() -> bytes:
    return pdf_of(make_record())


def with_one_byte_changed(pdf: bytes, place: int, chance: random.Random) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ (1 << chance.randrange(8))]) + pdf[place + 1 :]


def is_refused(pdf: bytes, openssl: verifier.OpenSSL) -> bool:
    """Say whether our verifier refuses the seal, as it stands under the root of this installation."""
    report = verifier.Report()
    try:
        verifier.check_pdf(pdf, report, openssl, verifier.Trust(root=keys.root().pem))
    except verifier.CannotCheck:
        return True
    return not report.is_whole


def pyhanko_accepts(pdf: bytes) -> bool:
    root = x509.Certificate.load(pem.unarmor(keys.root().pem.encode())[2])
    try:
        signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root]))
    except Exception:  # noqa: BLE001 - however it refuses
        return False
    return bool(status.bottom_line)


def poppler_accepts(pdf: bytes, file: Path) -> bool:
    file.write_bytes(pdf)
    said = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False).stdout
    return "Signature is Valid" in said and "Total document signed" in said


def test_the_whole_record_is_accepted_by_three_programs(sealed: bytes, tmp_path: Path) -> None:
    openssl = verifier.OpenSSL()
    assert not is_refused(sealed, openssl)
    openssl.close()
    assert pyhanko_accepts(sealed)
    if shutil.which("pdfsig"):
        assert poppler_accepts(sealed, tmp_path / "record.pdf")


def test_one_byte_altered_anywhere_is_refused(sealed: bytes) -> None:
    chance, openssl = random.Random(7), verifier.OpenSSL()
    start = sealed.index(b"/Contents <") + len(b"/Contents <")
    within_the_seal = range(start, start + 2 * len(verifier.find_seal(sealed).der), 9)
    places = [*chance.sample(range(len(sealed)), 100), *within_the_seal]

    accepted = [place for place in places if not is_refused(with_one_byte_changed(sealed, place, chance), openssl)]

    openssl.close()
    assert accepted == []


def test_one_byte_altered_is_refused_by_other_programs(sealed: bytes, tmp_path: Path) -> None:
    chance = random.Random(8)
    places = chance.sample(range(sealed.index(b"/ByteRange")), 12)
    changed = [with_one_byte_changed(sealed, place, chance) for place in places]

    assert not any(pyhanko_accepts(each) for each in changed)
    if shutil.which("pdfsig"):
        assert not any(poppler_accepts(each, tmp_path / "record.pdf") for each in changed)


@pytest.mark.parametrize("addition", [b"\n", b"%% a note\n", b"\n1 0 obj\n<<>>\nendobj\n"])
def test_what_is_added_behind_the_seal_is_refused(sealed: bytes, addition: bytes) -> None:
    openssl = verifier.OpenSSL()
    assert is_refused(sealed + addition, openssl)
    openssl.close()


def test_a_seal_of_another_root_is_refused(sealed: bytes) -> None:
    report = verifier.check_bytes(sealed, verifier.Trust(fingerprint="ab" * 32))

    assert ("WRONG", "The root is not the one you gave: somebody else made this record.") in report.lines


def test_with_a_time_authority_the_seal_says_when_it_was_made(authority: Authority) -> None:
    pdf = pdf_of(make_record())

    report = verifier.check_bytes(pdf)

    assert report.is_whole, report.lines
    assert any("A time authority says that the seal existed on" in sentence for _, sentence in report.lines)
    token = verifier.read_seal(verifier.find_seal(pdf).der).token
    assert token
    start = pdf.lower().index(token.hex().encode())
    spoilt = pdf[: start + 2 * len(token) - 40] + b"00" + pdf[start + 2 * len(token) - 38 :]
    assert not verifier.check_bytes(spoilt).is_whole


def test_without_a_line_to_the_authority_a_record_is_sealed_all_the_same(authority: Authority) -> None:
    authority.is_down = True

    assert verifier.check_bytes(pdf_of(make_record())).is_whole
