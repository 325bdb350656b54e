"""A real time authority: openssl, behind a web server on loopback."""

import http.server
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

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
            self.send_header("Content-Type", "application/timestamp-reply")
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
