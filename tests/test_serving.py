"""Starting the server."""

import socket

from countersign.serving import taken, wait_for


def test_a_port_that_another_program_has_is_told_in_a_sentence() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert f"Port {port} cannot be used" in taken("127.0.0.1", port)
    assert taken("127.0.0.1", port) == ""


def test_nobody_waits_for_a_server_that_has_ended_or_is_told_to_stop() -> None:
    told = iter([False, False, True])
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # and nobody listens

        assert not wait_for(f"http://127.0.0.1:{silent.getsockname()[1]}/health/", lambda: next(told))
    assert next(told, None) is None
