"""The `countersign` command: a few of our own, and all of Django's."""

import json
import os
import sys
from pathlib import Path

USAGE = """usage: countersign COMMAND

  read FILE [--json]     how a document is understood; stores nothing
  lint FILE              what is worth a look in a policy; stores nothing
  serve [--demo] [--port N]
  verify [FILE]          check the ledger, or a record without the ledger
  access plan | apply    what would change in the directories, or change it
  demo                   load the demonstration school
  bench [--quick] [ROW]  measure, and write bench.json

and Django's own commands: countersign help"""


def read(arguments: list[str]) -> int:
    """Print how a document is understood: 0, or 2 with one line on standard error."""
    from countersign.policies.reading import Unreadable, read  # noqa: PLC0415  Django is not needed to read

    files = [argument for argument in arguments if argument != "--json"]
    if len(files) != 1:
        print("usage: countersign read FILE [--json]", file=sys.stderr)
        return 2
    try:
        reading = read(Path(files[0]))
    except Unreadable as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 2
    print(json.dumps(reading.as_json(), ensure_ascii=False, indent=2))
    return 0


def demonstrate() -> int:
    """Bring the database up to date and load the demonstration: 0, or 1 with one line on standard error."""
    from countersign.serving import prepare  # noqa: PLC0415  settings are read only now

    fault = prepare(demonstration=True)
    if fault:
        print(fault, file=sys.stderr)
    return 1 if fault else 0


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "countersign.settings")
    arguments = sys.argv[1:]
    if not arguments:
        print(USAGE)
        raise SystemExit(0)
    if arguments[0] == "read":
        raise SystemExit(read(arguments[1:]))
    if arguments[0] == "serve":
        from countersign.serving import serve  # noqa: PLC0415  settings are read with the port known

        raise SystemExit(serve(arguments[1:]))
    if arguments[0] == "work":
        import django  # noqa: PLC0415

        django.setup()
        from countersign.worker import main as work  # noqa: PLC0415

        work()
        raise SystemExit(0)
    if arguments[0] == "demo":
        raise SystemExit(demonstrate())
    if arguments[0] == "reference":
        import django  # noqa: PLC0415

        django.setup()
        from countersign.reference import write  # noqa: PLC0415

        write()
        raise SystemExit(0)
    if arguments[0] == "bench":
        from countersign.bench.running import main as measure  # noqa: PLC0415  each row starts Django by itself

        raise SystemExit(measure(arguments[1:]))
    if arguments[0] == "access" and len(arguments) > 1:
        arguments[:2] = [f"access_{arguments[1]}"]

    from django.core.management import execute_from_command_line  # noqa: PLC0415  settings are needed first

    execute_from_command_line(["countersign", *arguments])
