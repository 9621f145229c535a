"""Questions to a server of roads: patience with a passing fault, and plain errors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx
from tenacity import (
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential,
)

from maps.errors import RoadsError

type Ask = Callable[[str, dict[str, Any] | None], "Answer"]
"""Asks for a path, with a JSON body or without, and returns the answer."""

_LONGEST_WAIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said.

    Attributes
    ----------
    status
        HTTP status, below 500.
    content
        JSON it sent.
    """

    status: int
    content: Any

    @property
    def is_good(self) -> bool:
        """Whether it answers the question."""
        return self.status == HTTPStatus.OK


@dataclass(frozen=True, slots=True)
class Server:
    """A server and how patient to be with it.

    Attributes
    ----------
    url
        Address with scheme, such as ``http://127.0.0.1:5000``.
    timeout_s
        Longest wait for one answer.
    attempts
        How often to ask while it is dead or has an internal error.
    wait_s
        Wait before the second attempt; doubles from there on, up to ten seconds.
    """

    url: str
    timeout_s: float = 60.0
    attempts: int = 4
    wait_s: float = 0.5

    @contextmanager
    def asking(self) -> Iterator[Ask]:
        """Open a connection for a number of questions.

        Raises
        ------
        RoadsError
            The address is none, the server stays dead or does not speak JSON.
        """
        with httpx.Client(timeout=self.timeout_s) as client:

            def ask(path: str, body: dict[str, Any] | None) -> Answer:
                return self._ask(client, path, body)

            yield ask

    def refusal(self, got: object) -> RoadsError:
        """Error for an answer that is none."""
        return RoadsError(
            f"{self.url}: must answer a table of travel, got {got}. Check the "
            "address, the server's limits and its data."
        )

    def _ask(
        self, client: httpx.Client, path: str, body: dict[str, Any] | None
    ) -> Answer:
        retrying = Retrying(
            stop=stop_after_attempt(self.attempts),
            wait=wait_exponential(multiplier=self.wait_s, max=_LONGEST_WAIT_S),
            retry=retry_if_exception(_may_pass),
            reraise=True,
        )
        url = self.url.rstrip("/") + path
        method = "GET" if body is None else "POST"
        try:
            response = retrying(_send, client, method, url, body)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            said = str(error) or type(error).__name__
            msg = (
                f"{self.url}: must answer, got {said} after {self.attempts} attempts. "
                "Start the server, or correct its address."
            )
            raise RoadsError(msg) from error
        try:
            return Answer(response.status_code, response.json())
        except ValueError as error:
            got = f"status {response.status_code} and no JSON"
            raise self.refusal(got) from error


def _send(
    client: httpx.Client, method: str, url: str, body: dict[str, Any] | None
) -> httpx.Response:
    response = client.request(method, url, json=body)
    if response.is_server_error:
        response.raise_for_status()
    return response


def _may_pass(error: BaseException) -> bool:
    """Whether asking again may help: no connection, no answer, an internal error."""
    return isinstance(error, httpx.TransportError | httpx.HTTPStatusError)
