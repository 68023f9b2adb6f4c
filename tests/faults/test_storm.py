"""Writers, readers, repacks and prunes at once, git's own among them.

What is promised while they run is in tests/support/trials/storm.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import Tally, Turn
from tests.support.trials.storm import WEATHER, storm

SHORT = 6.0


@pytest.mark.slow
@pytest.mark.parametrize("weather", [name for name in WEATHER if WEATHER[name].ours])
def test_a_storm(weather: str, turn: Turn, room: Path, pytestconfig: pytest.Config,
                 record_property: Callable[[str, object], None]) -> None:  # fmt: skip
    tally = Tally(record_property, f"storm, {weather}")
    told = storm(room, weather, turn.seconds or SHORT, turn.seed, pytestconfig.getoption("processes"))
    for what, number in sorted(told.counts.items()):
        tally.add(what, number)
    for problem in told.wrong:
        tally.problem(problem[:160], problem)
    assert told.counts["writes"]
    assert told.counts["jobs"]
    tally.close()
