"""
Countersign as people run it: web server and worker in processes of their own, with a data folder of their own.

Runs on SQLite, or where DATABASE_URL names a PostgreSQL server in a database made there for this one server.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings

from countersign.access.tests.slapd import PASSWORD, free_port

READY_WITHIN = 900.0  # the demonstration on a busy machine
ENDS_WITHIN = 60.0

# What runs beside a server: one process for all that it is told, since each would take a second to begin.
BESIDE = """
import contextlib, io, json, sys, traceback
import django

django.setup()
for line in sys.stdin:
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            exec(json.loads(line), {})
        answer = {"said": said.getvalue()}
    except Exception:
        answer = {"fault": traceback.format_exc()}
    print(json.dumps(answer), flush=True)
"""


@dataclass
class Server:
    """One installation: its folder, its address, and its process while it runs."""

    folder: Path
    port: int = field(default_factory=free_port)
    prepared: Path | None = None
    process: "subprocess.Popen[bytes] | None" = None
    beside: "subprocess.Popen[str] | None" = None

    @property
    def address(self) -> str:
        """The address it printed when it was ready."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def local(self) -> str:
        """The same place by the only plain name for which browsers allow passkeys."""
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> str:
        """Everything it printed."""
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told: nothing of this test's own settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERSIGN_")}
        return kept | {
            "COUNTERSIGN_ADDRESS": self.address,
            "COUNTERSIGN_DATA": str(self.folder / "data"),
            "COUNTERSIGN_LDAP_PASSWORD": PASSWORD,
            "PYTHONUNBUFFERED": "1",
        }

    def tell(self, code: str) -> Any:
        """Run a few lines beside it, as a technician does in Django's shell, and return what they print as JSON."""
        if self.beside is None:
            environment = self.environment | {"DJANGO_SETTINGS_MODULE": "countersign.settings"}
            self.beside = subprocess.Popen(
                [sys.executable, "-c", BESIDE],
                cwd=settings.ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
        assert self.beside.stdin
        assert self.beside.stdout
        print(json.dumps(code), file=self.beside.stdin, flush=True)
        answer = json.loads(self.beside.stdout.readline())
        assert "fault" not in answer, answer["fault"][-3000:]
        return json.loads(answer["said"]) if answer["said"].strip() else None

    def prepare(self) -> None:
        """Bring its database and static files up to date, as it does itself when it starts, and leave it there."""
        code = "from countersign.serving import prepare; raise SystemExit(prepare(demonstration=False) or None)"
        environment = self.environment | {"DJANGO_SETTINGS_MODULE": "countersign.settings"}
        subprocess.run([sys.executable, "-c", code], cwd=settings.ROOT, env=environment, check=True)

    def start(self, *arguments: str) -> None:
        """Start it, and wait until it says where it is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.prepared and not os.environ.get("DATABASE_URL"):
            shutil.copytree(self.prepared, self.folder / "data", ignore=shutil.ignore_patterns("secret-key"))
        command = [sys.executable, "-m", "countersign", "serve", "--port", str(self.port), *arguments]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=settings.ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        until = time.monotonic() + READY_WITHIN
        while f"Countersign is at {self.address}/" not in self.log:
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(f"the server did not start:\n{self.log}")
            time.sleep(0.05)

    def stop(self) -> int:
        """Ask it to stop, by its own process, and return what it answered."""
        if self.beside is not None:
            beside, self.beside = self.beside, None
            beside.communicate()  # it ends with what it is told
        if self.process is None:
            return 0
        process, self.process = self.process, None
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            return process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


@contextmanager
def running(folder: Path, *arguments: str, prepared: Path | None = None) -> Iterator[Server]:
    """
    Run a new installation, and stop it whatever happens; a fault that it met fails the test.

    It begins with nothing, or with a copy of a data folder that another prepared: there is what it would make itself.
    """
    server = Server(folder, prepared=prepared)
    with database():
        try:
            server.start(*arguments)
            yield server
            ended = server.stop()
            assert "Traceback" not in server.log, server.log[-6000:]
            assert ended == 0, f"the server answered {ended} to being stopped:\n{server.log[-2000:]}"
        finally:
            server.stop()
            shutil.rmtree(folder / "data", ignore_errors=True)


@contextmanager
def database() -> Iterator[None]:
    """Lend an empty database: a file in the data folder, or one on the PostgreSQL server that DATABASE_URL names."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield
        return
    import psycopg
    from psycopg import sql

    name = f"journey_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    os.environ["DATABASE_URL"] = f"{url.rpartition('/')[0]}/{name}"
    try:
        yield
    finally:
        os.environ["DATABASE_URL"] = url
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
