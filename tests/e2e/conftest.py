"""A real browser before the real app: Chromium, and Streamlit on a free port."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from recycling.bootstrap import build_context
from recycling.cli.demo import Scale, demo_settings
from recycling.config import Settings
from recycling.services.context import Context
from recycling.services.importing import ImportRequest
from recycling.services.pipeline import run_pipeline
from recycling.services.sampling import make_sample
from tests.conftest import REPOSITORY
from tests.ui import tiny_city

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Software drawing, and nothing that Chromium asks the internet for by itself.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
)
START_S = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of an installed Chromium."""
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is not None:
        return path
    reason = "no Chromium is installed; on Debian: apt-get install chromium"
    if os.environ.get("RECYCLING_TEST_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One headless browser for all tests."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium, args=list(CHROMIUM_FLAGS)
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app on the tiny city."""
    del chromium  # Without a browser there is no need for a server.
    workspace = tmp_path_factory.mktemp("browser")
    tiny_city.make(workspace)
    port = free_port()
    log = workspace / "streamlit.log"
    with log.open("wb") as output:
        # The arguments are our own interpreter and file and a number.
        server = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "streamlit", "run", str(REPOSITORY / "app.py"),
             "--server.port", str(port), "--server.address", "127.0.0.1",
             "--server.headless", "true", "--server.fileWatcherType", "none"],
            env=os.environ | {"RECYCLING_WORKSPACE": str(workspace)},
            stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait_until_healthy(server, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="session")
def city(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Context:
    """Make the small sample city: sited, planned, weighed and reported."""
    del chromium  # Without a browser nobody looks at it.
    settings = demo_settings(
        Settings(workspace=tmp_path_factory.mktemp("city")), Scale.SMALL
    )
    context = build_context(settings)
    sample = make_sample(context, Scale.SMALL.value)
    request = ImportRequest(paths=sample.files, crs=sample.crs)
    run_pipeline(context, request, sample.plan_day, settings.workspace / "reports")
    return context


@pytest.fixture(scope="session")
def app(city: Context) -> Iterator[str]:
    """Address of the app on the small city, with its worker, as users start it."""
    port = free_port()
    server = start_app(city, port)
    yield f"http://127.0.0.1:{port}"
    end_app(server)


def start_app(city: Context, port: int) -> "subprocess.Popen[bytes]":
    """Start ``recycling app`` on a city's workspace and wait until it answers."""
    workspace = city.settings.workspace
    log = workspace / "app.log"
    command = "from recycling.cli.entry import run; run()"
    with log.open("ab") as output:
        # The arguments are our own interpreter, command and folder.
        server = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", command, "app",
             "--workspace", str(workspace), "--port", str(port)],
            env=os.environ | {"STREAMLIT_SERVER_HEADLESS": "true"},
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    _wait_until_healthy(server, port, log)
    return server


def end_app(server: "subprocess.Popen[bytes]") -> None:
    """End an app with all its processes at once, as when a machine stops."""
    os.killpg(server.pid, signal.SIGKILL)
    server.wait(timeout=30)


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(
    server: "subprocess.Popen[bytes]", port: int, log: Path
) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and server.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.2)
        finally:
            connection.close()
    pytest.fail(f"the app did not start: {log.read_text(encoding='utf-8')[-2000:]}")
