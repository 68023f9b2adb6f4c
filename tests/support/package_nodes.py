"""The syntax of the package, for tests that look for a kind of line in all of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pygitobj

PACKAGE = Path(pygitobj.__file__).parent


def package_nodes() -> Iterator[tuple[str, str, ast.AST]]:
    """Every node in the package with its file and the function that it is in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(PACKAGE).as_posix()
        left: list[tuple[str, ast.AST]] = [("", ast.parse(path.read_text()))]
        while left:
            name, node = left.pop()
            for child in ast.iter_child_nodes(node):
                inner = name
                if isinstance(child, ast.FunctionDef | ast.ClassDef):
                    inner = f"{name}.{child.name}".strip(".")
                yield where, inner, child
                left.append((inner, child))
