"""Workspaces for the tests of the app, and the app on each of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from recycling.bootstrap import build_context
from recycling.config import Settings
from recycling.services.context import Context
from tests.conftest import REPOSITORY
from tests.ui import tiny_city

type OpenApp = Callable[..., AppTest]


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Context:
    """Context of the whole tiny city; only read it."""
    return tiny_city.make(tmp_path_factory.mktemp("city"))


@pytest.fixture
def empty(tmp_path: Path) -> Context:
    """Context of a database without any row."""
    return build_context(Settings(workspace=tmp_path))


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch) -> OpenApp:
    """Run the app on a workspace, as a browser of a language would see it."""
    st.cache_data.clear()
    st.cache_resource.clear()

    def run(
        workspace: Path, locale: str = "zh-CN", page: str = "", **params: str
    ) -> AppTest:
        monkeypatch.setenv("RECYCLING_WORKSPACE", str(workspace))
        app = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=30)
        app.context = {"locale": locale}
        for name, value in params.items():
            app.query_params[name] = value
        if page:
            app.switch_page(f"recycling/ui/pages/{page}.py")
        return app.run()

    return run
