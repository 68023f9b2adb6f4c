"""What a repository's user sees has a docstring and a place in the documents, or begins with an underscore."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from pygitobj import IndexedPack, PackContents, PackedObjects, Repository, Unpacked

DOCS = Path(__file__).parents[3] / "docs"
KINDS = (Repository, PackContents, IndexedPack, PackedObjects, Unpacked)


def named() -> set[str]:
    """The names between backticks in the documents that have examples, and those in the examples."""
    if not DOCS.exists():
        pytest.skip("the documents are not here")
    text = "\n".join(page for page in (path.read_text() for path in sorted(DOCS.glob("*.md"))) if ">>> " in page)
    code = [*re.findall(r"^(?:>>>|\.\.\.) .*", text, re.MULTILINE), *re.findall(r"`[^`\n]+`", text)]
    return set(re.findall(r"\w+", " ".join(code)))


def test_methods_are_described_and_named() -> None:
    names = [name for name in dir(Repository) if not name.startswith("_")]
    assert names
    for name in names:
        member = inspect.getattr_static(Repository, name)
        assert inspect.getdoc(member), name
        assert name in named(), f"Repository.{name}: say in docs/guide.md what it is, or begin it with _"


def test_attributes_are_named(repo: Repository) -> None:
    for name in vars(repo):
        assert name.startswith("_") or name in named(), f"Repository.{name}"


@pytest.mark.parametrize("kind", KINDS)
def test_answers_are_described(kind: type) -> None:
    assert inspect.getdoc(kind)
