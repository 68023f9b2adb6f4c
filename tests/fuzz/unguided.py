"""A turn of a target without a guide: random bytes, and changes to what was found before."""

from __future__ import annotations

import random
import time
from hashlib import sha1
from pathlib import Path

from tests.fuzz.targets import TARGETS

LARGEST = 600
MOST_CHANGES = 6


def next_input(chance: random.Random, known: list[bytes]) -> bytes:
    """Random bytes, or something known with some bytes changed."""
    if not known or chance.random() < 0.5:
        return chance.randbytes(chance.randrange(LARGEST))
    data = bytearray(chance.choice(known))
    for _ in range(chance.randrange(MOST_CHANGES)):
        at = chance.randrange(len(data) + 1)
        data[at : at + chance.randrange(2)] = chance.randbytes(chance.randrange(3))
    return bytes(data)


def run_unguided(name: str, seconds: float, findings: Path, seed: int = 1) -> bool:
    """Run the target `name` for some seconds; whether nothing was found. What was is kept in `findings`."""
    chance = random.Random(seed)
    known = [path.read_bytes() for path in sorted(findings.iterdir())] if findings.is_dir() else []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = next_input(chance, known)
        try:
            TARGETS[name](data)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            findings.mkdir(parents=True, exist_ok=True)
            path = findings / f"crash-{sha1(data).hexdigest()}"
            path.write_bytes(data)
            print(f"{name}: {type(error).__name__}: {error}\nkept as {path}")
            return False
    return True
