"""Which git the tests run beside: what it says has changed over the years."""

from __future__ import annotations

import re
import subprocess
from functools import cache

import pytest
from _pytest.mark import ParameterSet

# What the commands that list references are compared with.
NEWEST = (2, 55)


@cache
def git_version() -> tuple[int, int]:
    """The version of the git that is first on PATH."""
    said = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\.(\d+)", said, re.ASCII)
    assert found is not None
    return int(found[1]), int(found[2])


needs_newest_git = pytest.mark.skipif(
    git_version() < NEWEST, reason="older git has other options and other words than 2.55"
)


def newest(*values: object) -> ParameterSet:
    """The parameters `values` of a test, of which no older git is a judge."""
    return pytest.param(*values, marks=needs_newest_git)
