"""Time stamps of a real authority: openssl, behind a web server on loopback."""

import base64
import http.server
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from countersign.ledger import verifier
from countersign.ledger.checking import verify
from countersign.ledger.checkpoints import checkpoint
from countersign.ledger.export import chain_lines, record_lines
from countersign.ledger.jobs import checkpoint_due
from countersign.ledger.models import Timestamp
from countersign.ledger.timestamps import is_pending, stamp

from .factories import NOON, make_school, sign

pytestmark = pytest.mark.django_db

CONFIGURATION = """
[req]
distinguished_name = name
prompt = no
x509_extensions = authority
[name]
CN = Time authority of a test
[authority]
basicConstraints = critical,CA:TRUE
[stamping]
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/stamper.crt
signer_key = {folder}/stamper.key
signer_digest = sha256
certs = {folder}/root.crt
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


class Authority:
    """A time authority that can be down."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.is_down, self.asked = folder, False, 0
        (folder / "conf").write_text(CONFIGURATION.format(folder=folder))
        self.openssl("req", "-x509", "-newkey", "ec:param.pem", "-nodes", "-keyout", "root.key", "-out", "root.crt")
        self.openssl("req", "-newkey", "ec:param.pem", "-nodes", "-keyout", "stamper.key", "-out", "stamper.csr")
        issue = [
            "-CA",
            "root.crt",
            "-CAkey",
            "root.key",
            "-CAcreateserial",
            "-extfile",
            "conf",
            "-extensions",
            "stamping",
        ]
        subprocess.run(
            ["openssl", "x509", "-req", "-in", "stamper.csr", "-out", "stamper.crt", "-days", "9", *issue],
            cwd=folder, check=True, capture_output=True,
        )  # fmt: skip

    def openssl(self, *arguments: str) -> None:
        if not (self.folder / "param.pem").exists():
            curve = ["openssl", "ecparam", "-name", "prime256v1", "-out", "param.pem"]
            subprocess.run(curve, cwd=self.folder, check=True, capture_output=True)
        subprocess.run(["openssl", *arguments, "-config", "conf"], cwd=self.folder, check=True, capture_output=True)

    def answer(self, question: bytes) -> bytes:
        self.asked += 1
        (self.folder / "question").write_bytes(question)
        command = ["openssl", "ts", "-reply", "-config", "conf", "-section", "one", "-queryfile", "question"]
        return subprocess.run(command, cwd=self.folder, check=True, capture_output=True).stdout


@pytest.fixture
def authority(tmp_path: Path, settings: Any) -> Iterator[Authority]:
    made = Authority(tmp_path)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(503 if made.is_down else 200)
            self.end_headers()
            self.wfile.write(b"" if made.is_down else made.answer(question))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TIME_AUTHORITIES = [f"http://127.0.0.1:{server.server_port}/"]
    settings.TIME_AUTHORITY_ROOTS = str(tmp_path / "root.crt")
    yield made
    server.shutdown()
    server.server_close()


def test_a_checkpoint_is_stamped_and_both_verifiers_agree(
    authority: Authority, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    school = make_school()
    entry = sign(school)
    with django_capture_on_commit_callbacks(execute=True):
        checkpoint_due(NOON)

    assert verify() == []
    for lines in (chain_lines(school.chain, at=NOON), record_lines([entry], chain=school.chain, at=NOON)):
        report = verifier.check_bytes(b"".join(lines))
        assert report.is_whole, report.lines
        assert any(
            "says that checkpoint 1 existed on" in sentence and "roots in this file" in sentence
            for _, sentence in report.lines
        )


def test_a_stamp_is_asked_for_once_an_hour_and_covers_what_came_between(authority: Authority) -> None:
    school = make_school()
    for minute in (0, 5, 59, 60, 61):
        sign(school, minute=minute)
        checkpoint_due(NOON + timedelta(minutes=minute))

    assert authority.asked == 2
    assert list(Timestamp.objects.order_by("pk").values_list("checkpoint_id", flat=True)) == [1, 4]


def test_without_a_line_the_anchor_is_pending_and_nothing_waits(authority: Authority) -> None:
    authority.is_down = True
    school = make_school()
    entry = sign(school)
    checkpoint_due(NOON)

    assert is_pending(NOON)
    assert verifier.check_bytes(b"".join(record_lines([entry], chain=school.chain, at=NOON))).is_whole

    authority.is_down = False
    sign(school)
    checkpoint(NOON + timedelta(minutes=1))
    assert [each.checkpoint_id for each in stamp(NOON + timedelta(minutes=1))] == [2]
    assert not is_pending(NOON + timedelta(minutes=1))
    report = verifier.check_bytes(b"".join(record_lines([entry], chain=school.chain, at=NOON)))
    assert any("says that checkpoint 2 existed on" in sentence for _, sentence in report.lines)


def test_a_stamp_altered_is_found(authority: Authority) -> None:
    school = make_school()
    entry = sign(school)
    checkpoint_due(NOON)
    token = bytes(Timestamp.objects.get().token)

    data = b"".join(record_lines([entry], chain=school.chain, at=NOON))
    lines = verifier.read_lines(data)
    stamp_line = lines.checkpoints[0]["timestamps"][0]
    stamp_line["token"] = base64.b64encode(token[:-9] + bytes([token[-9] ^ 1]) + token[-8:]).decode()
    report, openssl = verifier.Report(), verifier.OpenSSL()
    verifier.check_timestamps(lines, report, openssl, verifier.Trust())
    openssl.close()
    assert not report.is_whole
