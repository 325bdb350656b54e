"""SQLite has one writer at a time: the others wait in line, in whichever process they are."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# Says that it asks for a transaction, that it has it, and, once told to go on, that it is done.
WRITER = """
import sys
import django
from django.conf import settings
options = {"transaction_mode": "IMMEDIATE", "timeout": 0, "init_command": "PRAGMA journal_mode=WAL;"}
settings.configure(DATABASES={"default": {"ENGINE": "countersign.sqlite", "NAME": sys.argv[1], "OPTIONS": options}})
django.setup()
from django.db import connection, transaction
connection.ensure_connection()
print("asking", flush=True)
with transaction.atomic(), connection.cursor() as cursor:
    cursor.execute("CREATE TABLE IF NOT EXISTS writes (id integer primary key, by text)")
    cursor.execute("INSERT INTO writes (by) VALUES ('somebody')")
    print("writing", flush=True)
    sys.stdin.readline()
print("done", flush=True)
"""
Writer = subprocess.Popen[str]


def write(database: Path) -> Writer:
    """Start a process that wants to write, and wait until it asks for its turn."""
    command = [sys.executable, "-c", WRITER, str(database)]
    pipe = subprocess.PIPE
    writer = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    assert hears(writer) == "asking"
    return writer


def hears(writer: Writer) -> str:
    assert writer.stdout is not None
    return writer.stdout.readline().strip()


def ends(writer: Writer) -> tuple[str, str]:
    """Let a writer go on to its end, and return what it said."""
    return writer.communicate("\n", timeout=30)


def test_a_writer_waits_for_the_one_of_another_process_instead_of_failing(tmp_path: Path) -> None:
    first = write(tmp_path / "school.sqlite3")
    assert hears(first) == "writing"
    others = [write(tmp_path / "school.sqlite3") for _ in range(2)]
    time.sleep(0.3)

    assert ends(first) == ("done\n", "")

    assert [ends(each) for each in others] == [("writing\ndone\n", "")] * 2


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_writer_that_dies_lets_the_next_one_in(tmp_path: Path, how: signal.Signals) -> None:
    first = write(tmp_path / "school.sqlite3")
    assert hears(first) == "writing"
    second = write(tmp_path / "school.sqlite3")
    time.sleep(0.3)

    os.kill(first.pid, how)

    assert ends(second) == ("writing\ndone\n", "")
    first.communicate(timeout=30)
