"""A server on this machine that answers as a test tells it."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

type Reply = tuple[int, Any]
type Answering = Callable[[str, Any], Reply]
"""Takes path and JSON body of a question; returns status and JSON or raw text."""


@dataclass
class LocalServer:
    """Address of a running server, and what it was asked."""

    url: str = ""
    asked: list[tuple[str, Any]] = field(default_factory=list)


@contextmanager
def serving(answering: Answering) -> Iterator[LocalServer]:
    """Run a server on a free port of 127.0.0.1."""
    local = LocalServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply(None)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self.reply(json.loads(self.rfile.read(length)))

        def reply(self, body: Any) -> None:
            local.asked.append((self.path, body))
            status, content = answering(self.path, body)
            text = content if isinstance(content, str) else json.dumps(content)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        local.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield local
        finally:
            server.shutdown()
            thread.join()
