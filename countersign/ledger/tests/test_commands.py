"""What can be asked of the ledger on the command line."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from countersign.ledger import guards, verifier
from countersign.ledger.models import Entry

from .factories import end, make_school, sign

pytestmark = pytest.mark.django_db


def test_verify_says_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    school = make_school()
    sign(school)
    call_command("checkpoint")
    call_command("verify")
    assert "Checkpoint 1: 1 entries." in (said := capsys.readouterr().out)
    assert "Whole: nothing was found wrong (1 entries, 1 checkpoints)." in said

    with guards.lifted(connection):
        Entry.objects.update(subject="agreement:99")
    with pytest.raises(SystemExit) as done:
        call_command("verify")

    assert done.value.code == 1
    assert "Alder Lane Primary School: Entry 1 was altered" in capsys.readouterr().out


def test_a_chain_is_exported_and_verified(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    end(make_school())
    call_command("export_chain", with_contents=True)
    file = tmp_path / "chain.jsonl"
    file.write_bytes(data := capfdbinary.readouterr().out)

    assert json.loads(data.split(b"\n")[0])["form"] == verifier.CHAIN_FORM
    with pytest.raises(SystemExit) as done:
        call_command("verify", str(file))
    assert done.value.code == 0


def test_among_several_chains_one_is_named() -> None:
    make_school()
    make_school()
    with pytest.raises(CommandError, match="Name the chain"):
        call_command("export_chain")
