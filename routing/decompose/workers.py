"""Where the work is done: here, or in processes beside this one."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from threading import Thread

from routing.engines.registry import AUTO, load_engines


class Here(Executor):
    """Does everything at once, in the calling thread."""

    def submit[**P, T](
        self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        """Call a function and return its outcome."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """Lend processes; what they are busy with at the end is left to end alone.

    They are spawned, not forked: the calling process may have threads, and a
    large problem is not copied when only parts of it are sent.
    """
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=end_with_parent)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def make_ready(executor: Executor, workers: int, engine: str = AUTO) -> None:
    """Let workers start, and load what searches need, while the caller does the rest.

    A process takes seconds to start and to load machine code, and far longer to make
    it where there is none yet: that would else be part of the first searches.

    Parameters
    ----------
    executor
        Where the workers are.
    workers
        How many there are.
    engine
        Name of the engine they will be asked for, or ``"auto"``.
    """
    for _ in range(workers):
        executor.submit(load_engines, engine)


def end_with_parent() -> None:
    """End this process when the one that started it is gone.

    A pool's process waits for work from a pipe it holds both ends of: a killed
    parent would leave it waiting for ever.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_outlive, args=(parent,), daemon=True).start()


def _outlive(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
