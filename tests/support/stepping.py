"""Something else done between two calls of a job that change or look at files, or the calls recorded in their order."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest

from pygitobj.errors import GitObjectError

# Between these others may come, where they are about files of objects.
WHERE = "/objects"
CHANGES = ("link", "rename", "replace", "unlink", "mkdir", "utime")
STEPS = ("open", *CHANGES, "stat", "lstat", "listdir")


class Stepping:
    """Counts the calls of a thread, and does `act` just before the one of the number `at`."""

    def __init__(self, at: int, act: Callable[[], object], names: Sequence[str]) -> None:
        self.at = at
        self.act = act
        self.names = names
        self.count = 0
        # How many came before the first that changed something.
        self.looking = 0
        self.is_acting = False

    def step(self, name: str) -> None:
        """The call `name` comes. What is done before one is not counted."""
        if self.is_acting or name not in self.names:
            return
        if name in CHANGES and not self.looking:
            self.looking = self.count
        self.count += 1
        if self.count == self.at:
            self.is_acting = True
            try:
                self.act()
            finally:
                self.is_acting = False


# What counts the calls of which thread.
THREADS: dict[int, Stepping] = {}


@contextmanager
def stepping(at: int, act: Callable[[], object], names: Sequence[str] = STEPS) -> Iterator[Stepping]:
    """In this thread, `act` is done before the call of the number `at` of those with these `names`.

    Needs the calls to be `stepped`.
    """
    steps = THREADS[threading.get_ident()] = Stepping(at, act, names)
    try:
        yield steps
    finally:
        del THREADS[threading.get_ident()]


@contextmanager
def stepped() -> Iterator[None]:
    """While this lasts, the calls of threads are counted where they want it."""

    def counted(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            steps = THREADS.get(threading.get_ident())
            if steps is not None and WHERE in str(args[0]):
                steps.step(name)
            return original(*args, **kwargs)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, counted(name, getattr(os, name)))
        yield


class Halted:
    """A job in a thread of its own, which halts before its call of the number `at` until it is let go on."""

    def __init__(self, at: int, job: Callable[[], object], names: Sequence[str] = STEPS) -> None:
        self.at = at
        self.job = job
        self.names = names
        self.reached = threading.Event()
        self.go_on = threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.is_over = False
        self.error: Exception | None = None

    def run(self) -> None:
        """Do the job, halting once."""
        try:
            with stepping(self.at, self.halt, self.names) as steps:
                self.job()
            self.is_over = steps.count < self.at
        except (GitObjectError, OSError, AssertionError) as error:
            self.error = error
        finally:
            self.reached.set()

    def halt(self) -> None:
        """Say that it is as far as that, and wait."""
        self.reached.set()
        self.go_on.wait(60)

    def start(self) -> None:
        """Let it run until it halts or ends."""
        self.thread.start()
        self.reached.wait(60)

    def finish(self) -> None:
        """Let it run to its end."""
        self.go_on.set()
        if self.thread.ident is not None:
            self.thread.join(60)
        if self.error is not None:
            raise self.error


class Call(NamedTuple):
    """A call and the path that it was about; the new one of a rename or link."""

    name: str
    path: str


@contextmanager
def recording() -> Iterator[list[Call]]:
    """The calls that give and take names and flush, in their order; a rename also takes a name: "away"."""
    calls: list[Call] = []

    def recorded(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            path = os.readlink(f"/proc/self/fd/{args[0]}") if name == "fsync" else str(args[-1])
            done = original(*args, **kwargs)
            calls.append(Call(name, path))
            if name in ("rename", "replace"):
                calls.append(Call("away", str(args[0])))
            return done

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in ("fsync", "link", "rename", "replace", "unlink"):
            patch.setattr(os, name, recorded(name, getattr(os, name)))
        yield calls
