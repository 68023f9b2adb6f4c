"""docs/coming-from.md: the same job in each library finds the same, in those that are here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sample_history import make_sample

PAGE = Path(__file__).parents[2] / "docs/coming-from.md"
OURS = "pygitobj"
BLOCK = re.compile(r"^\*\*(\w+)\*\*\n\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, str, str]]:
    """Each job with the library that does it, and the code."""
    for section in PAGE.read_text().split("\n## ")[1:]:
        job = section.partition("\n")[0]
        for found in BLOCK.finditer(section):
            yield job, found[1], found[2]


BLOCKS = list(blocks())


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sample(tmp_path_factory.mktemp("sample"))


def found_by(code: str, sample: Path) -> object:
    """What `code` finds."""
    names: dict[str, object] = {"path": str(sample)}
    exec(compile(code, str(PAGE), "exec"), names)
    return names["found"]


@pytest.mark.parametrize(("job", "library", "code"), BLOCKS, ids=[f"{library}: {job}" for job, library, _ in BLOCKS])
def test_each_finds_the_same(sample: Path, job: str, library: str, code: str) -> None:
    ours = next(code for other, library, code in BLOCKS if (other, library) == (job, OURS))
    try:
        found = found_by(code, sample)
    except ModuleNotFoundError as error:
        pytest.skip(f"no {error.name} here")
    assert found
    assert found == found_by(ours, sample)
