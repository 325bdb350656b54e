"""`countersign bench [--quick] [ROW ...]`: each row in a process, a folder and on databases of its own."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from countersign.bench import servers
from countersign.bench.figures import Figure, read, table

MEMORY, SQLITE, POSTGRESQL, NONE = "memory", "SQLite", "PostgreSQL", ""


@dataclass(frozen=True)
class Row:
    """One row: what it measures and on which databases."""

    name: str
    title: str
    databases: tuple[str, ...] = (NONE,)


ROWS = [
    Row("starting", "the first page from a clean clone, and the second start"),
    Row("signing", "signing over HTTP", (SQLITE, POSTGRESQL)),
    Row("gate", "may this person pass?", (MEMORY,)),
    Row("estate", "publishing and counting among a million people", (SQLITE, POSTGRESQL)),
    Row("campaign", "a campaign launched for thousands", (SQLITE,)),
    Row("records", "records typeset and sealed", (SQLITE,)),
    Row("reading", "reading a long Word file"),
    Row("comparison", "what changed between two editions"),
    Row("directory", "planning accounts and applying to a directory", (SQLITE,)),
    Row("pages", "pages of a school with 300 staff", (SQLITE,)),
]
TIME_LIMIT = 1800


def main(arguments: list[str]) -> int:
    """Measure what is asked for, print the table, write bench.json; 1 where a row could not be run."""
    parser = argparse.ArgumentParser(prog="countersign bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(row.name for row in ROWS)}; all of them")
    parser.add_argument("--quick", action="store_true", help="small sizes: only to see that it runs")
    parser.add_argument("--output", type=Path, default=Path("bench.json"), help="where to write the figures")
    given = parser.parse_args(arguments)
    unknown = set(given.rows) - {row.name for row in ROWS}
    if unknown:
        parser.error(f"there is no row {', '.join(sorted(unknown))}")
    figures: list[Figure] = []
    failed = False
    for row in ROWS:
        if given.rows and row.name not in given.rows:
            continue
        for database in row.databases:
            sys.stderr.write(f"{row.title}{f', {database}' if database else ''} ...\n")
            found = measure(row, database, is_quick=given.quick)
            failed = failed or any(each.note.startswith("failed") for each in found)
            figures += found
    given.output.write_text(json.dumps(written(figures, is_quick=given.quick), indent=2) + "\n")
    sys.stdout.write(f"{machine()}\n\n{table(figures)}\n")
    return 1 if failed else 0


def measure(row: Row, database: str, *, is_quick: bool) -> list[Figure]:
    """Run one row on one database and return its figures."""
    if database == POSTGRESQL and not servers.postgresql_programs():
        return [Figure(row.name, row.title, None, "", note="PostgreSQL is not installed", database=database)]
    address: AbstractContextManager[str] = servers.postgresql() if database == POSTGRESQL else nullcontext("")
    with tempfile.TemporaryDirectory(prefix="countersign-bench-") as folder, address as url:
        environment = {**os.environ, "COUNTERSIGN_DATA": folder, "DATABASE_URL": url, "BENCH_DATABASE": database}
        command = [sys.executable, "-m", "countersign.bench", row.name, *(["--quick"] if is_quick else [])]
        try:
            done = subprocess.run(
                command, env=environment, stdout=subprocess.PIPE, text=True, timeout=TIME_LIMIT, check=False
            )
        except subprocess.TimeoutExpired:
            return [Figure(row.name, row.title, None, "", note="failed: it took too long", database=database)]
    found = [read(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode:
        found.append(Figure(row.name, row.title, None, "", note=f"failed: it ended with {done.returncode}"))
    shown = "" if database == MEMORY else database
    return [Figure(**{**asdict(each), "database": each.database or shown}) for each in found]


def written(figures: list[Figure], *, is_quick: bool) -> dict[str, object]:
    """Return what bench.json holds."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "load_before": os.getloadavg()[0],
        "is_quick": is_quick,
        "figures": [{**asdict(each), "ratio": each.ratio, "verdict": each.verdict} for each in figures],
    }


def machine() -> str:
    """Return what it was measured on."""
    return f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}"
