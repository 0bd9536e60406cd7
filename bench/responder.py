"""A trivial responder: reads a request, says 200. What the client reaches here is its ceiling.

`python -m bench.responder <port>`
"""

from __future__ import annotations

import socket
import sys
from select import EPOLLIN, epoll
from typing import Final

_ANSWER: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


def main(port: int) -> None:
    """Until SIGTERM. Requests of up to 64 KiB that arrive in one piece, which ours do."""
    listener = socket.create_server(("127.0.0.1", port), backlog=256)
    waiting, open_ = epoll(), {listener.fileno(): listener}
    waiting.register(listener, EPOLLIN)
    while True:
        for number, _event in waiting.poll():
            if number == listener.fileno():
                connection, _address = listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                open_[connection.fileno()] = connection
                waiting.register(connection, EPOLLIN)
            elif open_[number].recv(65_536):
                open_[number].sendall(_ANSWER)
            else:
                open_.pop(number).close()


if __name__ == "__main__":
    main(int(sys.argv[1]))
