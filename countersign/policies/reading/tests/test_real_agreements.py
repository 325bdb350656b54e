"""The two real agreements, where they are at hand, come out without a wrong value. Nothing of them is kept here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from countersign.policies.reading import read

SHARED = Path(os.environ.get("COUNTERSIGN_SHARED", Path(__file__).parents[4].parent / "shared"))


def source(case: str, ending: str) -> Path:
    path = SHARED / "cases" / case / f"source.{ending}"
    if not path.exists():
        pytest.skip("the shared documents are not at hand")
    return path


@pytest.mark.parametrize("ending", ["txt", "docx", "pdf"])
def test_an_agreement_without_title_or_dates(ending: str) -> None:
    (agreement,) = read(source("st-annes", ending)).agreements

    assert (agreement.title, agreement.last_reviewed, agreement.next_review) == (None, None, None)
    assert agreement.audience == ["staff", "governors", "volunteers"]
    assert [len(clause.children) for clause in agreement.clauses] == [0, 0, 0, 0, 2, *[0] * 9]
    assert agreement.clauses[0].roles == ["staff", "governors"]
    assert [clause.roles for clause in agreement.clauses[1:]] == [None] * 13
    assert [(c.post, bool(c.name), bool(c.email), c.inferred) for c in agreement.contacts] == [
        (None, True, True, False),
        ("dsl", True, False, True),
        ("headteacher", True, False, True),
    ]
    assert agreement.signature_fields == ["Signature", "Name", "Role", "Date"]
    assert agreement.approver_fields == ["Additional permissions (e.g. admin)", "Signature", "Name", "Role", "Date"]
    assert len(agreement.linked_policies) == 5


@pytest.mark.parametrize("ending", ["txt", "docx", "pdf"])
def test_an_agreement_with_a_header_table_and_two_blocks(ending: str) -> None:
    (agreement,) = read(source("corbets-tey", ending)).agreements

    assert (agreement.last_reviewed, agreement.next_review) == ("2019-03-04", "2020-03-04")
    assert [clause.number for clause in agreement.clauses] == [str(n) for n in range(1, 25)]
    assert not any(clause.children for clause in agreement.clauses)
    assert [(c.post, bool(c.name), bool(c.email)) for c in agreement.contacts] == [
        ("business-manager", False, False),
        ("dsl", True, False),
        (None, True, False),
        ("dpo", False, True),
    ]
    assert len(agreement.linked_policies) == 5
    assert len(agreement.choices) == 3
    assert agreement.signature_fields == ["Signature", "Date", "Full Name (printed)", "Job title", "School"]
    assert agreement.approver_fields == ["Signature", "Date", "Full Name (printed)"]
