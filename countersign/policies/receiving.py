"""A file that somebody hands in, read apart from the server so that no file can take it down."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path, PurePath
from typing import Any

from django.utils.translation import gettext as _

import countersign
from countersign.policies import unreadable
from countersign.policies.wording import clean
from countersign.refusals import Refused

MOST_BYTES = 20 << 20
SECONDS = 45
AT_ONCE = 2
PLACES = threading.BoundedSemaphore(AT_ONCE)

Understood = dict[str, Any]
"""A whole reading, as `reading.model.Reading` has it, in plain values."""


class CannotRead(Refused):
    """A file that nothing could be made of, with the sentence that names it and says what to do."""


def read_apart(content: bytes, name: str) -> Understood:
    """Return what a file says, or refuse it with a sentence; nothing is stored either way."""
    name = plain_name(name)
    if len(content) > MOST_BYTES:
        said = _("%(name)s: it is larger than %(size)s MB. Take out the pictures and save it again.")
        raise CannotRead(said % {"name": name, "size": MOST_BYTES >> 20})
    if not PLACES.acquire(timeout=SECONDS):
        said = _("%(name)s: other files are being read just now. Wait a minute, then choose it again.")
        raise CannotRead(said % {"name": name})
    try:
        with tempfile.TemporaryDirectory(prefix="countersign-reading-") as folder:
            return _read_in(Path(folder), content, name)
    finally:
        PLACES.release()


def plain_name(name: str) -> str:
    """Return a file's name without its folders and without what cannot be printed."""
    return clean(PurePath(name.replace("\\", "/")).name)[-150:] or "The file"


def _read_in(folder: Path, content: bytes, name: str) -> Understood:
    source, out = folder / "source", folder / "understood.json"
    source.write_bytes(content)
    status, said = _run([sys.executable, "-m", "countersign.policies.apart", str(source), name, str(out)], folder)
    if status == 0:
        understood: Understood = json.loads(out.read_text(encoding="utf-8"))
        return understood
    if status == 2 and said:
        raise CannotRead(unreadable.in_words(said))
    if status is None:
        words = _("%(name)s: reading it took longer than %(seconds)s seconds. Save it anew as .docx and choose that.")
        raise CannotRead(words % {"name": name, "seconds": SECONDS})
    words = _("%(name)s: it could not be read. Save it anew as .docx, or paste its text instead.")
    raise CannotRead(words % {"name": name})


def _run(command: list[str], folder: Path) -> tuple[int | None, str]:
    """Run a command apart, and end it with everything it started when its time is over."""
    home = Path(countersign.__file__).resolve().parent.parent
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
    }
    process = subprocess.Popen(
        command,
        cwd=home,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=(folder / "said").open("wb"),
        start_new_session=True,
    )
    try:
        status: int | None = process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        status = None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return status, clean((folder / "said").read_bytes()[:2000].decode("utf-8", "replace"))
