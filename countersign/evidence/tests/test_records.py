"""What a record promises: it is whole, it proves itself, and nobody's name is refused."""

import pytest

from countersign.evidence.records import bundle_of, make_paper, pdf_of
from countersign.ledger import verifier

from .factories import make_record

pytestmark = pytest.mark.django_db


def test_a_record_proves_itself() -> None:
    record = make_record()
    open("/tmp/ledger/real.pdf","wb").write(pdf_of(record))
    report = verifier.check_bytes(pdf_of(record))
    print(report.lines)
    assert report.is_whole
