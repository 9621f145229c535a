"""The composition root: builds database, pools and context, once per process."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import get_context

from recycling.config import Settings
from recycling.domain.errors import ConfigError
from recycling.schema.said import said
from recycling.services.context import Context, Silent, login
from recycling.services.ports import Progress
from recycling.storage.database import Database, open_database
from routing.decompose.workers import end_with_parent


def open_workspace(settings: Settings) -> Database:
    """Make the workspace's folder and bring its database up to date.

    Raises
    ------
    ConfigError
        When the folder cannot be made or written to, or the database cannot be
        opened.
    """
    try:
        settings.workspace.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = said(
            "workspace.unusable", workspace=settings.workspace, strerror=error.strerror
        )
        raise ConfigError(msg) from error
    database = open_database(settings.database_url)
    database.upgrade()
    return database


def build_context(
    settings: Settings, progress: Progress | None = None, user: str = ""
) -> Context:
    """Build what every use case works with.

    Parameters
    ----------
    settings
        All settings.
    progress
        Where use cases say how far they are; nowhere when not given.
    user
        Who acts; who is logged in when it is empty.
    """
    database = open_workspace(settings)
    return Context(
        settings=settings,
        unit_of_work=database.unit_of_work,
        executor=_process_pool(settings.dispatch.workers),
        progress=progress or Silent(),
        user=user or login(),
    )


def _process_pool(workers: int) -> Callable[[], AbstractContextManager[Executor]]:
    """Pool of processes that start clean, so that no thread or lock is copied."""

    @contextmanager
    def pool() -> Iterator[Executor]:
        processes = min(workers, os.cpu_count() or 1)
        spawning = get_context("spawn")
        with ProcessPoolExecutor(
            processes, spawning, initializer=end_with_parent
        ) as executor:
            yield executor

    return pool
