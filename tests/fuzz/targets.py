"""All targets by name."""

from __future__ import annotations

from collections.abc import Callable

from tests.fuzz import kernels, readers

Target = Callable[[bytes], None]

READERS: dict[str, Target] = {
    "config": readers.config,
    "dates": readers.dates,
    "small-files": readers.small_files,
    "binary-files": readers.binary_files,
    "objects": readers.objects,
    "texts": readers.texts,
    "patterns": readers.patterns,
}
KERNELS: dict[str, Target] = {
    "entry": kernels.entry,
    "delta": kernels.delta,
    "tree": kernels.tree,
    "commits": kernels.commits,
    "arrange": kernels.arrange,
    "index": kernels.index,
    "packs": kernels.packs,
    "incoming": kernels.incoming,
}
TARGETS = {**READERS, **KERNELS}
