"""
What is done beside the web server: messages, directories, records and checkpoints.

The rows that wait are the queue: each job looks for what is due, does it, and notes it in the row, so that
doing it twice harms nobody and a killed worker loses nothing.
"""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from types import FrameType

from django.db import close_old_connections
from django.utils import timezone

log = logging.getLogger(__name__)

Job = Callable[[datetime], object]

# (module:function, seconds between two runs)
JOBS: list[tuple[str, int]] = [
    ("countersign.notices.jobs:deliver_due", 2),
    ("countersign.agreements.jobs:tell_approvers", 10),
    ("countersign.agreements.announcing:announce_due", 10),
    ("countersign.agreements.reminders:remind_due", 30),
    ("countersign.access.jobs:reconcile_due", 2),
    ("countersign.access.jobs:apply_due", 2),
    ("countersign.evidence.jobs:seal_due", 2),
    ("countersign.evidence.editions:seal_editions", 5),
    ("countersign.ledger.jobs:checkpoint_due", 60),
    ("countersign.policies.jobs:warn_of_reviews", 600),
    ("countersign.policies.holders:tell_of_holders", 30),
    ("countersign.people.jobs:forget_due", 3600),
    ("countersign.providers.jobs:forget_arrivals", 3600),
]


def load(name: str) -> Job:
    """Return the function that a job's name stands for."""
    module, function = name.split(":")
    job: Job = getattr(import_module(module), function)
    return job


def work_once(now: datetime) -> None:
    """Do everything that is due, once: what a test or a command asks for."""
    for name, _ in JOBS:
        run(name, load(name), now)


def run(name: str, job: Job, now: datetime) -> None:
    """Run one job; a fault is logged, and the others go on."""
    try:
        job(now)
    except Exception:
        log.exception("%s failed; it is tried again", name)


def work(stop: threading.Event) -> None:
    """Do what is due until told to stop."""
    due = {name: timezone.now() for name, _ in JOBS}
    jobs = {name: load(name) for name, _ in JOBS}
    while not stop.is_set():
        for name, seconds in JOBS:
            now = timezone.now()
            if due[name] <= now and not stop.is_set():
                due[name] = now + timedelta(seconds=seconds)
                run(name, jobs[name], now)
        close_old_connections()
        stop.wait(1)


def main() -> None:
    """Work until TERM or Ctrl-C."""
    stop = threading.Event()

    def told(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    work(stop)
