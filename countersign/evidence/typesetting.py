"""Typesetting a record: PDF/A-3a and PDF/UA-1, with the data attached."""

from pathlib import Path
from typing import Any

from countersign.ledger.canonical import canonical
from countersign.ui import typesetting

TEMPLATE = Path(__file__).parent / "record.typ"


def typeset(paper: dict[str, Any], *, attached: dict[str, bytes]) -> bytes:
    """Return the PDF of a record: `paper` is what is printed, `attached` the files that go with it."""
    data = canonical(typesetting.as_printed(paper))
    return typesetting.typeset(TEMPLATE, data, standard="a-3a", attached=attached)
