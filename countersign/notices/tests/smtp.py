"""A mail server on this machine for tests: it keeps what it takes, and refuses what it is told to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message as Mail
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """What arrived, and what is to be refused."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.recipients: list[str] = []
        self.answers: dict[str, str] = {}  # by recipient: "550 No such user", "451 Try later"
        self.on_data = ""

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, rcpt_options: list[str]
    ) -> str:
        del server, session, rcpt_options
        if answer := self.answers.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        del server, session
        if self.on_data:
            return self.on_data
        self.mails.append(message_from_bytes(envelope.content))
        self.recipients += envelope.rcpt_tos
        return "250 Taken"

    def text(self, number: int = -1) -> str:
        """Return what one mail says."""
        payload = self.mails[number].get_payload(decode=True)
        assert isinstance(payload, bytes)
        return payload.decode()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@contextmanager
def mail_server() -> Iterator[tuple[Mailbox, int]]:
    """Run a mail server on a free port."""
    mailbox = Mailbox()
    port = free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield mailbox, port
    finally:
        controller.stop()
