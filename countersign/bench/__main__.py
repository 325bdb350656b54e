"""Run one row in this process, on the database of the environment: `python -m countersign.bench ROW [--quick]`."""

import os
import sys
from importlib import import_module

WITHOUT_DJANGO = ("starting", "reading")


def main() -> None:
    """Set up Django where the row wants it, bring its empty database up to date, and measure."""
    name, is_quick = sys.argv[1], "--quick" in sys.argv
    if name not in WITHOUT_DJANGO:
        set_up(in_memory=os.environ.get("BENCH_DATABASE") == "memory")
    import_module(f"countersign.bench.{name}").main(is_quick=is_quick)


def set_up(*, in_memory: bool) -> None:
    """Start Django and make the tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "countersign.settings")
    import django  # noqa: PLC0415  the environment is read only now
    from django.conf import settings  # noqa: PLC0415

    if in_memory:
        settings.DATABASES["default"]["NAME"] = ":memory:"
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)


main()
