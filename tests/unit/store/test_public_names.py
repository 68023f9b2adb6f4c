"""What a store's user sees has a docstring and a place in the documents, or begins with an underscore."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from pygitobj import IdList, ObjectStore
from pygitobj.store.pack_writer import PackWriter

PAGE = Path(__file__).parents[3] / "docs" / "stores.md"
KINDS = (ObjectStore, IdList, PackWriter)


def public_names(kind: type) -> list[str]:
    return [name for name in dir(kind) if not name.startswith("_")]


def named() -> set[str]:
    """The names between backticks, and those in the examples."""
    if not PAGE.exists():
        pytest.skip("the documents are not here")
    text = PAGE.read_text()
    code = [*re.findall(r"^(?:>>>|\.\.\.) .*", text, re.MULTILINE), *re.findall(r"`[^`\n]+`", text)]
    return set(re.findall(r"\w+", " ".join(code)))


@pytest.mark.parametrize("kind", KINDS)
def test_methods_are_described_and_named(kind: type) -> None:
    names = public_names(kind)
    assert names
    for name in names:
        member = inspect.getattr_static(kind, name)
        if not inspect.ismemberdescriptor(member):
            assert inspect.getdoc(member), name
        assert name in named(), f"{kind.__name__}.{name}: say in docs/stores.md what it is, or begin it with _"


def test_attributes_are_named(tmp_path: Path) -> None:
    with ObjectStore(tmp_path) as store:
        for value in (store, store.pack_writer()):
            for name in vars(value):
                assert name.startswith("_") or name in named(), f"{type(value).__name__}.{name}"


def test_the_page_names_nothing_that_is_not_there() -> None:
    """Each call in its table of many is one."""
    calls = re.findall(r"^\| .*?`(\w+)\(", PAGE.read_text(), re.MULTILINE) if PAGE.exists() else []
    assert {name for name in calls if name not in ("len",)} <= set(public_names(ObjectStore))
