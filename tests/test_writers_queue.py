"""SQLite has one writer at a time: the others wait in line, in whichever process they are, but not for its disk."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# Says that it asks for a transaction, that it has it, and, once told to go on, that it is done.
WRITER = """
import os
import sys
import django
from django.conf import settings
def wait_for_disk(descriptor, wait=os.fdatasync):
    print("waits for the disk", os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}")), flush=True)
    sys.stdin.readline()
    wait(descriptor)
if "slow disk" in sys.argv:
    os.fdatasync = wait_for_disk
pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
options = {"transaction_mode": "IMMEDIATE", "timeout": 0, "init_command": pragmas}
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
with connection.cursor() as cursor:
    cursor.execute("PRAGMA synchronous")
    assert cursor.fetchone() == (2,), "outside a transaction SQLite does not wait for the disk"
"""
Writer = subprocess.Popen[str]


def write(database: Path, *how: str) -> Writer:
    """Start a process that wants to write, and wait until it asks for its turn."""
    command = [sys.executable, "-c", WRITER, str(database), *how]
    pipe = subprocess.PIPE
    writer = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    assert hears(writer) == "asking"
    return writer


def hears(writer: Writer) -> str:
    assert writer.stdout is not None
    return writer.stdout.readline().strip()


def goes_on(writer: Writer) -> None:
    assert writer.stdin is not None
    writer.stdin.write("\n")
    writer.stdin.flush()


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


def test_a_transaction_is_over_once_the_disk_has_it_and_the_next_writer_does_not_wait_for_that(tmp_path: Path) -> None:
    earlier = write(tmp_path / "school.sqlite3")
    assert hears(earlier) == "writing"
    assert ends(earlier) == ("done\n", "")
    first = write(tmp_path / "school.sqlite3", "slow disk")
    assert hears(first) == "writing"
    second = write(tmp_path / "school.sqlite3")
    goes_on(first)
    assert hears(first) == "waits for the disk school.sqlite3-wal"

    assert ends(second) == ("writing\ndone\n", "")  # while the first still waits
    assert ends(first) == ("done\n", "")
