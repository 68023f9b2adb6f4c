"""Acting before one of the calls of `os` that a test counts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import pytest


class Calls:
    """Does `act` before the call of the number `at` of those that change the disk, counted in `count`."""

    def __init__(self, at: int, act: Callable[[], object]) -> None:
        self.at = at
        self.act = act
        self.count = 0

    def counted(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.count += 1
            if self.count == self.at:
                self.act()
            return original(*args, **kwargs)

        return call


def patched(patch: pytest.MonkeyPatch, names: Iterable[str], at: int, act: Callable[[], object]) -> Calls:
    """The calls `names` of os, counted."""
    calls = Calls(at, act)
    for name in names:
        patch.setattr(os, name, calls.counted(getattr(os, name)))
    return calls
