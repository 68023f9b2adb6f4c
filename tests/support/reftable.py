"""What tests of reftables share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import run


def require_reftable(place: Path) -> None:
    """Skip a test where git writes no reftables, which is tried out below `place`."""
    tried = place / "tried"
    tried.mkdir()
    if run(["git", "init", "-q", "--bare", "--ref-format=reftable"], tried).code != 0:
        pytest.skip("this git knows no reftables; what a newer one wrote is among the shared repositories")
