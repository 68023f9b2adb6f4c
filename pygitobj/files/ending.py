"""What is not to outlive us: files that go, and programs that end, with a signal that ends this process.

So it is with INT, TERM, HUP, QUIT and PIPE, which then end it as ever. Only handlers that were not set are taken for
that, in the main thread, and only while there is anything.
"""

from __future__ import annotations

import os
import signal
import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from types import FrameType
    from typing import Any

ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGPIPE")


class Guard:
    """What is to end with this process, each with what ends it, and the signals that are handled while there is any."""

    def __init__(self) -> None:
        self.owned: dict[Hashable, tuple[int, Callable[[], object]]] = {}
        self.before: dict[int, Any] = {}
        # Threads between making something and noting it.
        self.busy: set[int] = set()
        self.waiting: list[int] = []

    def enter(self) -> None:
        """Something is about to be made: a signal waits until it is noted."""
        self.busy.add(threading.get_ident())
        if not self.before:
            self.install()

    def note(self, key: Hashable, end: Callable[[], object]) -> None:
        """What `key` stands for is made; `end` ends it, and may raise OSError."""
        self.owned[key] = (os.getpid(), end)

    def leave(self) -> None:
        """It is made and noted, or was not made. Acts on a signal that came meanwhile."""
        self.busy.discard(threading.get_ident())
        try:
            if self.waiting:
                self.act(self.waiting.pop(), None)
        finally:
            if not self.owned and not self.busy:
                self.restore()

    def forget(self, key: Hashable) -> None:
        """What `key` stands for has gone, or is to stay."""
        self.owned.pop(key, None)
        if not self.owned and not self.busy:
            self.restore()

    def install(self) -> None:
        """Handle the signals for which nobody has set a handler, if this is the main thread."""
        if threading.current_thread() is not threading.main_thread():
            return
        for name in ENDING:
            number = getattr(signal, name, None)
            handler = None if number is None else signal.getsignal(number)
            if number is not None and handler in (signal.SIG_DFL, signal.default_int_handler):
                self.before[number] = handler
                signal.signal(number, self.handle)

    def restore(self) -> None:
        """Give the signals back, where nobody else has taken them meanwhile."""
        if not self.before or threading.current_thread() is not threading.main_thread():
            return
        for number, handler in self.before.items():
            if signal.getsignal(number) == self.handle:
                signal.signal(number, handler)
        self.before.clear()

    def handle(self, number: int, frame: FrameType | None) -> None:
        """The signal `number` has come: act on it, once nothing is between made and noted."""
        me = threading.get_ident()
        while self.busy - {me}:
            time.sleep(0.001)
        if me in self.busy:
            self.waiting.append(number)
        else:
            self.act(number, frame)

    def act(self, number: int, frame: FrameType | None) -> None:
        """Do what the signal `number` would have done; if that is to end the process, end all that is ours first."""
        before = self.before.get(number, signal.SIG_DFL)
        if callable(before):
            before(number, frame)
            return
        me = os.getpid()
        for maker, end in reversed(list(self.owned.values())):
            if maker == me:
                try:
                    end()
                except OSError:
                    pass  # nobody is left to tell
        signal.signal(number, signal.SIG_DFL)
        os.kill(me, number)


GUARD = Guard()
