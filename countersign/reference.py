"""The parts of the reference that are drawn from the code: `countersign reference` writes them."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings

from countersign.ledger import events
from countersign.settings import SETTINGS


def settings_reference() -> str:
    """Draw docs/reference/settings.md: each setting, its default and what it is for."""
    lines = [
        "# Settings",
        "",
        "Read from the environment, all with a default. A secret NAME may stand in a file, named by NAME_FILE.",
        "Drawn from the code.",
        "",
        "| setting | when not set | what it is for |",
        "| --- | --- | --- |",
    ]
    for each in SETTINGS.values():
        default = (
            "`var/` beside the code"
            if each.name == "COUNTERSIGN_DATA"
            else f"`{each.default}`"
            if each.default
            else "–"
        )
        lines.append(f"| `{each.name}` | {default} | {each.purpose} |")
    return "\n".join(lines) + "\n"


def events_reference() -> str:
    """Draw docs/reference/events.md: every kind of event that an app declares."""
    for app in apps.get_app_configs():
        for module in ("events", "actions") if app.name.startswith("countersign.") else ():
            if find_spec(f"{app.name}.{module}"):
                import_module(f"{app.name}.{module}")
    return events.reference(kind for kind in events.kinds().values() if ".tests" not in kind.__module__)


def write() -> None:
    """Write the drawn parts of the reference where they belong."""
    folder = Path(settings.ROOT) / "docs" / "reference"
    (folder / "settings.md").write_text(settings_reference())
    (folder / "events.md").write_text(events_reference())
