"""Start Countersign: the database brought up to date, then the web server and the worker as two children."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from types import FrameType
from urllib.parse import urlsplit

READY_WITHIN = 300.0  # a slow machine is no dead one: where the server has ended, nobody waits for it


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the arguments of `./run`."""
    parser = argparse.ArgumentParser(prog="./run", description="Start Countersign.")
    parser.add_argument("--port", type=int, default=None, help="the port to listen on (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--demo", action="store_true", help="load the demonstration school into an empty database")
    return parser.parse_args(arguments)


def serve(arguments: list[str]) -> int:
    """Prepare, start, print the address when it answers, and stop cleanly when told."""
    given = parse(arguments)
    address = os.environ.get("COUNTERSIGN_ADDRESS", "")
    port = given.port or (urlsplit(address).port if address else None) or 8000
    os.environ.setdefault("COUNTERSIGN_ADDRESS", f"http://127.0.0.1:{port}")
    fault = taken(given.host, port) or prepare(demonstration=given.demo)
    if fault:
        print(fault, file=sys.stderr)
        return 1
    return watch(given.host, port)


def taken(host: str, port: int) -> str:
    """Say that another program has the port; two servers would share it, and take turns in answering."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what was stopped just now does not count
        try:
            probe.bind((host, port))
        except OSError as problem:
            return f"Port {port} cannot be used ({problem.strerror}). Stop what uses it, or choose another with --port."
    return ""


def prepare(*, demonstration: bool) -> str:
    """Bring the database and the static files up to date. Return what is wrong, or nothing."""
    import django  # noqa: PLC0415  the environment is read only now

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    if demonstration:
        from countersign import demo  # noqa: PLC0415
        from countersign.refusals import Refused  # noqa: PLC0415

        try:
            demo.load()
        except Refused as refused:
            return refused.message
    connection.close()
    return ""


def web_command(host: str, port: int) -> list[str]:
    """Return how the web server is started: a process for each processor, two at most where SQLite has one writer."""
    workers, threads = (4, 4) if os.environ.get("DATABASE_URL") else (2, 2)
    workers = min(os.cpu_count() or 1, workers)
    web = [sys.executable, "-m", "granian", "countersign.wsgi:application", "--interface", "wsgi"]
    web += ["--host", host, "--port", str(port), "--workers", str(workers), "--no-ws", "--log-level", "warning"]
    return [*web, "--blocking-threads", str(threads), "--backpressure", "128"]


def watch(host: str, port: int) -> int:
    """Run the two children until one ends or we are told to stop."""
    worker = [sys.executable, "-m", "countersign", "work"]
    # The first line on our own output is the address.
    children = [subprocess.Popen(command, stdout=sys.stderr) for command in (web_command(host, port), worker)]
    is_stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal is_stopping
        del number, frame
        is_stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if wait_for(f"http://127.0.0.1:{port}/health/", lambda: is_stopping or children[0].poll() is not None):
        print(f"Countersign is at {os.environ['COUNTERSIGN_ADDRESS']}/", flush=True)
    elif not is_stopping:
        print("The web server does not answer. What it said is above; start it again.", file=sys.stderr)
        return end(children) or 1
    while not is_stopping and all(child.poll() is None for child in children):
        time.sleep(0.2)
    return end(children)


def wait_for(address: str, is_over: Callable[[], bool]) -> bool:
    """Wait until the server answers; return whether it did before it was over."""
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and not is_over():
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    return False


def end(children: "list[subprocess.Popen[bytes]]") -> int:
    """Stop the children, and return 0 when none of them failed by itself."""
    failed = any(child.poll() not in (None, 0, -signal.SIGTERM, -signal.SIGINT) for child in children)
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
    return 1 if failed else 0
