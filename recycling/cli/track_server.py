"""A door for the devices of crews: visits as JSON over HTTP, with a token."""

import json
from collections.abc import Callable
from dataclasses import asdict
from hmac import compare_digest
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Final

from recycling.domain.errors import FaultsError, InputError, RefusedError
from recycling.schema.said import said
from recycling.services.tracking import Recorded

PATH: Final = "/visits"
MOST_BYTES: Final = 1 << 20
"""Largest body: a thousand records have a quarter of it."""

MOST_RECORDS: Final = 1000
SHORTEST_TOKEN: Final = 16
"""Least letters of a token: shorter ones can be guessed."""

_PATIENCE_S: Final = 10.0
"""Longest that a device may be silent in the middle of a request."""

_BEARER: Final = "Bearer "

type Record = Callable[[bytes, str, int], Recorded]
"""Records a body from a source, with so many records at most."""


def build_server(
    host: str, port: int, token: str, record: Record
) -> ThreadingHTTPServer:
    """Bind the door; ``serve_forever`` opens it.

    Parameters
    ----------
    host, port
        Where it listens; port 0 takes a free one.
    token
        What a device shows as ``Authorization: Bearer TOKEN``.
    record
        What becomes of a body.

    Raises
    ------
    InputError
        When the token is short, or the port is taken.
    """
    if len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable():
        msg = said("server.token", shortest_token=SHORTEST_TOKEN, count=len(token))
        raise InputError(msg)
    members: dict[str, Any] = {"token": token.encode(), "record": staticmethod(record)}
    handler = type("Door", (_Handler,), members)
    try:
        return ThreadingHTTPServer((host, port), handler)
    except OSError as error:
        msg = said("server.port", host=host, port=port, strerror=error.strerror)
        raise InputError(msg) from error


class _Handler(BaseHTTPRequestHandler):
    """Answers one device.

    Attributes
    ----------
    token
        The right one.
    record
        What becomes of a body.
    """

    token: ClassVar[bytes]
    record: ClassVar[Record]
    timeout = _PATIENCE_S
    protocol_version = "HTTP/1.1"
    # Which software answers is nobody's business.
    server_version = "recycling"
    sys_version = ""

    def do_POST(self) -> None:
        """Take visits."""
        body = self._body()
        if body is None:
            return
        source = f"device {self.client_address[0]}"
        try:
            recorded = type(self).record(body, source, MOST_RECORDS)
        except RefusedError as error:
            self._answer(
                HTTPStatus.UNPROCESSABLE_ENTITY, error.headline, list(error.lines)
            )
        except FaultsError as error:
            faults = [asdict(fault) for fault in error.faults]
            self._answer(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), faults)
        except InputError as error:
            self._answer(HTTPStatus.BAD_REQUEST, str(error))
        else:
            self._send(HTTPStatus.OK, asdict(recorded))

    def do_GET(self) -> None:
        """Tell what the door is for."""
        self._answer(HTTPStatus.METHOD_NOT_ALLOWED, f"send visits by POST to {PATH}")

    def _body(self) -> bytes | None:
        """Read what was sent; ``None`` once it was refused.

        The token is looked at before anything that was sent is.
        """
        length = self.headers.get("Content-Length", "")
        refusal: tuple[HTTPStatus, str] | None = None
        if not self._is_trusted():
            refusal = HTTPStatus.UNAUTHORIZED, "a valid token is required"
        elif self.path.partition("?")[0] != PATH:
            refusal = HTTPStatus.NOT_FOUND, f"visits go to {PATH}"
        elif not (length.isascii() and length.isdigit()):
            refusal = HTTPStatus.LENGTH_REQUIRED, "Content-Length is required"
        # Compared by its digits first: thousands of them are no number to Python.
        elif len(length) > len(str(MOST_BYTES)) or int(length) > MOST_BYTES:
            limit = f"at most {MOST_BYTES} bytes, and {MOST_RECORDS} records, at once"
            refusal = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit
        if refusal is None:
            return self.rfile.read(int(length))
        # What else was sent is not read: the connection cannot be used again.
        self.close_connection = True
        self._answer(*refusal)
        return None

    def _is_trusted(self) -> bool:
        """Whether the device shows the token; how long that takes tells nothing."""
        shown = self.headers.get("Authorization", "")
        # Headers are read as Latin-1: what cannot be sent back is no token of ours.
        token = shown.removeprefix(_BEARER).encode("latin-1", "replace")
        return compare_digest(token, self.token) and shown.startswith(_BEARER)

    def _answer(
        self, status: HTTPStatus, message: str, faults: list[Any] | None = None
    ) -> None:
        self._send(status, {"error": message, "faults": faults or []})

    def _send(self, status: HTTPStatus, told: dict[str, Any]) -> None:
        content = json.dumps(told, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Stay silent: what is recorded is in the log of imports."""
