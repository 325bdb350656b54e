"""
Read one file in a process of its own, under limits: `python -m countersign.policies.apart FILE NAME OUT`.

A hostile file may make any reader loop or swell. Here it can take down this process only: no Django, no database, no
secrets in the environment, a ceiling on memory, processor time and what is written. Ends with 0 and the whole reading
as JSON in OUT; or with 2 and the sentence for the person on standard error.
"""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path

SECONDS = 60
MEMORY = 3 << 30  # address space; LibreOffice, which opens old formats for us, takes much of it without using it
WRITTEN = 128 << 20


def main(arguments: list[str]) -> int:
    """Read one file and write what it was understood to say."""
    limit(resource.RLIMIT_CPU, SECONDS)
    limit(resource.RLIMIT_AS, MEMORY)
    limit(resource.RLIMIT_FSIZE, WRITTEN)
    limit(resource.RLIMIT_CORE, 0)

    from countersign.policies.reading import Unreadable, read  # noqa: PLC0415  under the limits, like all else

    file, name, out = arguments
    try:
        reading = read(Path(file), name=name)
    except Unreadable as refusal:
        sys.stderr.write(refusal.sentence)
        return 2
    with Path(out).open("w", encoding="utf-8", errors="replace") as whole:
        json.dump(asdict(reading), whole, ensure_ascii=False)
    return 0


def limit(what: int, most: int) -> None:
    """Lower a limit, never raise it."""
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard),) * 2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
