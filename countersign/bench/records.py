"""Row: the record of an agreement, gathered, typeset and sealed: one at a time, and a thousand on all processors."""

import os
import subprocess
import sys
import time

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from countersign.agreements.models import Agreement
from countersign.agreements.tests import factories as make
from countersign.bench.figures import Figure, report
from countersign.bench.timing import typical
from countersign.evidence.models import Record
from countersign.evidence.records import make_paper, seal_record

ALL_OF_IT = Agreement.objects.select_related("person", "school__chain", "edition__policy", "countersigned_by")


def main(*, is_quick: bool) -> None:
    """Let many sign and be countersigned, then make their records."""
    count = 4 if is_quick else 1_000
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    for number in range(count):
        make.countersign(make.sign(make.make_signer(school, "Signer", f"Number {number}"), edition), head)
    call_command("checkpoint", verbosity=0)
    agreement = ALL_OF_IT.order_by("pk")[0]
    size = len(make_paper(agreement, at=timezone.now()).pdf)
    one = typical(lambda: make_paper(agreement, at=timezone.now()), 2 if is_quick else 20)
    processors = os.cpu_count() or 1
    lasted = on_all_processors(processors)
    if Record.objects.count() != count:
        raise AssertionError("Not every agreement has its record.")
    report(
        Figure("records", "a record gathered, typeset and sealed", one * 1000, "ms", 75, note=f"{size / 1000:.0f} kB"),
        Figure(
            "records",
            f"{count:,} records on {processors} processors",
            lasted,
            "s",
            60,
            note=f"{count / lasted:.1f} a second, each kept and entered in the ledger, Python’s start included",
        ),
    )


def on_all_processors(processors: int) -> float:
    """Make every record, each process its part, and return the seconds it took."""
    connection.close()
    script = "import django; django.setup(); from countersign.bench.records import part; part(%d, %d)"
    begun = time.perf_counter()
    children = [subprocess.Popen([sys.executable, "-c", script % (number, processors)]) for number in range(processors)]
    ended = [child.wait() for child in children]
    if any(ended):
        raise RuntimeError("Records could not be made.")
    return time.perf_counter() - begun


def part(number: int, of: int) -> None:
    """Make the records of one part of the agreements."""
    for agreement in ALL_OF_IT.order_by("pk"):
        if agreement.pk % of == number:
            seal_record(agreement, at=timezone.now())
