"""Checkpoints are time-stamped by independent authorities where they are configured; nothing waits for them."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from countersign.ledger import verifier
from countersign.ledger.checking import verify
from countersign.ledger.checkpoints import checkpoint
from countersign.ledger.export import chain_lines, record_lines
from countersign.ledger.jobs import checkpoint_due
from countersign.ledger.models import Timestamp
from countersign.ledger.timestamps import is_pending, stamp

from .authorities import Authority
from .factories import NOON, make_school, sign

pytestmark = pytest.mark.django_db


def test_a_checkpoint_is_stamped_and_both_verifiers_agree(
    authority: Authority, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    school = make_school()
    entry = sign(school)
    with django_capture_on_commit_callbacks(execute=True):
        checkpoint_due(NOON)

    assert verify() == []
    for lines in (chain_lines(school.chain, at=NOON), record_lines([entry], chain=school.chain, at=NOON)):
        report = verifier.check_bytes(b"".join(lines))
        assert report.is_whole, report.lines
        assert any(
            "says that checkpoint 1 existed on" in sentence and "roots in this file" in sentence
            for _, sentence in report.lines
        )


def test_a_stamp_is_asked_for_once_an_hour_and_covers_what_came_between(authority: Authority) -> None:
    school = make_school()
    for minute in (0, 5, 59, 60, 61):
        sign(school, minute=minute)
        checkpoint_due(NOON + timedelta(minutes=minute))

    assert authority.asked == 2
    assert list(Timestamp.objects.order_by("pk").values_list("checkpoint_id", flat=True)) == [1, 4]


def test_without_a_line_the_anchor_is_pending_and_nothing_waits(authority: Authority) -> None:
    authority.is_down = True
    school = make_school()
    entry = sign(school)
    checkpoint_due(NOON)

    assert is_pending(NOON)
    assert verifier.check_bytes(b"".join(record_lines([entry], chain=school.chain, at=NOON))).is_whole

    authority.is_down = False
    sign(school)
    checkpoint(NOON + timedelta(minutes=1))
    assert [each.checkpoint_id for each in stamp(NOON + timedelta(minutes=1))] == [2]
    assert not is_pending(NOON + timedelta(minutes=1))
    report = verifier.check_bytes(b"".join(record_lines([entry], chain=school.chain, at=NOON)))
    assert any("says that checkpoint 2 existed on" in sentence for _, sentence in report.lines)


def test_a_stamp_altered_is_found(authority: Authority) -> None:
    school = make_school()
    entry = sign(school)
    checkpoint_due(NOON)
    token = bytes(Timestamp.objects.get().token)

    data = b"".join(record_lines([entry], chain=school.chain, at=NOON))
    lines = verifier.read_lines(data)
    stamp_line = lines.checkpoints[0]["timestamps"][0]
    stamp_line["token"] = base64.b64encode(token[:-9] + bytes([token[-9] ^ 1]) + token[-8:]).decode()
    report, openssl = verifier.Report(), verifier.OpenSSL()
    verifier.check_timestamps(lines, report, openssl, verifier.Trust())
    openssl.close()
    assert not report.is_whole
