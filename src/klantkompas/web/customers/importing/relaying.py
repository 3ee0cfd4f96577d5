"""Work that tells how far it is from threads of its own, told on by the thread that asked.

An engine pulls rows from threads of its own; a connection of Django belongs to one thread.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event
from typing import TypeVar

from klantkompas.web.customers.importing.staging import Tell
from klantkompas.web.staff.jobs import CancelledError

SECONDS_BETWEEN = 0.5
T = TypeVar("T")


def relayed(work: Callable[[Tell], T], tell: Tell) -> T:
    """Do work beside this thread, and tell here what it tells there.

    Args:
        work: given whom to tell; asks nothing of the database.
        tell: told the newest, twice a second. Where it raises, the work stops at its next word, and what was raised
            comes out.
    """
    newest, stopped = list[tuple[str, int, int | None]](), Event()

    def listen(step: str, done: int, total: int | None) -> None:
        if stopped.is_set():
            raise CancelledError
        newest[:] = [(step, done, total)]

    with ThreadPoolExecutor(1) as beside:
        future = beside.submit(work, listen)
        while not future.done() or newest:
            wait([future], SECONDS_BETWEEN)
            try:
                for words in newest[:1]:
                    tell(*words)
            except BaseException:
                stopped.set()
                raise
            newest.clear()
        return future.result()
