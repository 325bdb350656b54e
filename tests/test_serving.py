"""Starting the server."""

import socket

from countersign.serving import taken


def test_a_port_that_another_program_has_is_told_in_a_sentence() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert f"Port {port} cannot be used" in taken("127.0.0.1", port)
    assert taken("127.0.0.1", port) == ""
