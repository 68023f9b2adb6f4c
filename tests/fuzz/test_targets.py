"""What fuzzing found, replayed for ever, and a short turn of every target without a guide."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.targets import KERNELS, TARGETS
from tests.fuzz.unguided import run_unguided

FINDINGS = Path(__file__).parents[1] / "regressions" / "fuzz"
TURN = 1.0


def skip_without_native(name: str, request: pytest.FixtureRequest) -> None:
    if name in KERNELS and request.config.getoption("no_native"):
        pytest.skip("--no-native: there is nothing to compare with")


@pytest.mark.parametrize("path", sorted(FINDINGS.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name[:14]}")
def test_findings(path: Path, request: pytest.FixtureRequest) -> None:
    skip_without_native(path.parent.name, request)
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_short_turn(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    skip_without_native(name, request)
    assert run_unguided(name, TURN, tmp_path / name)
