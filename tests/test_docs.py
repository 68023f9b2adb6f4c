"""The examples in README, docs and docstrings are run."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

from tests.support.every_module import module_names
from tests.support.sample_history import make_sample

ROOT = Path(__file__).parent.parent
PAGES = ["README.md", "docs/guide.md", "docs/stores.md"]


@pytest.mark.parametrize("page", PAGES)
def test_page(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("the examples read this project's own repository")
    monkeypatch.chdir(ROOT)
    outcome = doctest.testfile(str(ROOT / page), module_relative=False, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_cookbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(make_sample(tmp_path))
    outcome = doctest.testfile(str(ROOT / "docs/cookbook.md"), module_relative=False)
    assert outcome.attempted > 0
    assert outcome.failed == 0


@pytest.mark.parametrize("name", ["pygitobj", *module_names()])
def test_docstrings(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__
    assert doctest.testmod(module).failed == 0


def test_every_link_leads_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        text = page.read_text()
        for part in text.split("](")[1:]:
            target = part.split(")")[0]
            assert target.startswith("http") or (page.parent / target).exists(), (page, target)
