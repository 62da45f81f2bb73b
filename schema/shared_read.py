"""A read that several fields of a request wait for."""

from asyncio import CancelledError, Task, current_task, ensure_future
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class SharedRead(Generic[T]):
    """Begins with the first field that waits for it, and is done once.

    A field that fails cancels its siblings. If one of those was reading for fields elsewhere too, these read again.
    """

    def __init__(self, read: Callable[[], Coroutine[Any, Any, T]]) -> None:
        self._read = read
        self._reading: Task[T] | None = None

    async def result(self) -> T:
        while True:
            reading = self._reading = self._reading or ensure_future(self._read())
            try:
                return await reading
            except CancelledError:
                task = current_task()
                if task is None or task.cancelling():
                    raise
                if self._reading is reading:
                    self._reading = None
