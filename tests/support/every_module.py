"""Every module of the package that imports in any installation."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pygitobj


def module_names() -> list[str]:
    """The names of all modules but `__main__` and the compiled kernels, which need a compiler."""
    return [
        found.name
        for found in pkgutil.walk_packages(pygitobj.__path__, "pygitobj.", onerror=lambda _: None)
        if not found.name.endswith("__main__") and ".native" not in found.name
    ]


def load_all() -> None:
    """Import them."""
    for name in module_names():
        import_module(name)
