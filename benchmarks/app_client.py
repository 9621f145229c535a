"""A browser session without a browser: speaks to the app's server as its pages do.

Times are those of the server: from asking for a run of the script to its end, with
all that the run sent. What a browser draws of it is not in them.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

LONGEST_RUN_S = 180.0
_MOST_BYTES = 200 * 1024 * 1024
# Streamlit names the protocol, and keeps two places for tokens nobody has here.
_PROTOCOL = "streamlit"


@dataclass(slots=True)
class Seen:
    """What a run of the script sent.

    Attributes
    ----------
    seconds
        From asking to the end of the run.
    cpu_s
        Processor time the server took for it: what remains of the seconds where
        others keep the machine busy.
    map_bytes
        Largest map.
    errors
        Texts of errors on the page, and of exceptions.
    filters
        Id of each selection by its name in the address, and its options.
    """

    seconds: float = 0.0
    cpu_s: float = 0.0
    map_bytes: int = 0
    errors: list[str] = field(default_factory=list)
    filters: dict[str, tuple[str, list[str]]] = field(default_factory=dict)


class Session:
    """One session of the app.

    Attributes
    ----------
    pages
        Hash of each page by its address; known after the first run.
    """

    def __init__(self, port: int, pid: int, locale: str = "zh-CN") -> None:
        self._pid = pid
        self.pages: dict[str, str] = {}
        self._page = ""
        self._locale = locale
        self._socket = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            subprotocols=[_PROTOCOL],  # type: ignore[list-item]
            max_size=_MOST_BYTES,
            open_timeout=30,
        )

    def __enter__(self) -> Self:
        """Keep the session."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave, as a closed tab does."""
        self._socket.close()

    def open(
        self, page: str | None = None, chosen: Mapping[str, str] | None = None
    ) -> Seen:
        """Run a page and wait for its end.

        Parameters
        ----------
        page
            Its address; the one shown before when not given.
        chosen
            Option by id of a selection.
        """
        if page is not None:
            self._page = self.pages[page]
        message = BackMsg()
        state = message.rerun_script
        state.page_script_hash = self._page
        state.context_info.locale = self._locale
        state.context_info.timezone = "Asia/Shanghai"
        for widget, option in (chosen or {}).items():
            state.widget_states.widgets.add(id=widget, string_value=option)
        started, busy_s = perf_counter(), cpu_s(self._pid)
        self._socket.send(message.SerializeToString())
        seen = Seen()
        while not self._take(seen):
            pass
        seen.seconds = perf_counter() - started
        seen.cpu_s = cpu_s(self._pid) - busy_s
        return seen

    def _take(self, seen: Seen) -> bool:
        """Take a message; tell whether the run has ended."""
        raw = self._socket.recv(timeout=LONGEST_RUN_S)
        message = ForwardMsg()
        message.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
        match message.WhichOneof("type"):
            case "script_finished":
                # A run that was overtaken by another one ends as well.
                return message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            case "navigation":
                for page in message.navigation.app_pages:
                    self.pages[page.url_pathname] = page.page_script_hash
                self._page = self._page or message.navigation.page_script_hash
            case "delta":
                _note(message.delta, seen)
        return False


def cpu_s(pid: int) -> float:
    """Seconds of processor time a process has taken so far."""
    text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    # Its name, in brackets, may hold blanks; user and system time are the 14th and
    # 15th field.
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _note(delta: Any, seen: Seen) -> None:
    if delta.WhichOneof("type") != "new_element":
        return
    element = delta.new_element
    match element.WhichOneof("type"):
        case "deck_gl_json_chart":
            size = len(element.deck_gl_json_chart.json.encode())
            seen.map_bytes = max(seen.map_bytes, size)
        case "selectbox":
            box = element.selectbox
            seen.filters[box.query_param_key] = (box.id, list(box.options))
        case "exception":
            seen.errors.append(element.exception.message)
        case "alert" if element.alert.format == element.alert.ERROR:
            seen.errors.append(element.alert.body)
