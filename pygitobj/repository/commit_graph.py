"""The commit-graph of a repository, as its configuration wants it.

    core.commitGraph                    whether one is used; GIT_TEST_COMMIT_GRAPH is stronger
    commitGraph.generationVersion       2 for corrected dates, 1 for levels
    commitGraph.changedPathsVersion     which filters of changed paths are used: -1 any, 0 none, 1, 2
    commitGraph.readChangedPaths        the same in an older way: whether some are

Follows git's Documentation/config/commitgraph and config/core.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pygitobj.repository.config import Config, environment_bool
from pygitobj.store.object_store import ObjectStore
from pygitobj.walk.commit_graph import GraphSettings, ProvenGraph, open_proven

TEST_SWITCH = "GIT_TEST_COMMIT_GRAPH"
# The version of generations from which on these are corrected dates.
DATED_VERSION = 2
ANY, NO_FILTERS = -1, 0


def load_commit_graph(
    store: ObjectStore, config: Config, environ: Mapping[str, str], warn: Callable[[str], None]
) -> ProvenGraph | None:
    """The commit-graph beside the objects of `store`, None where there is none that can be used, or none is wanted.

    Raises RepositoryError for settings that git refuses.
    """
    settings = graph_settings(config)
    wanted = config.get_bool("core.commitGraph", True)
    if not environment_bool(environ, TEST_SWITCH, False) and not wanted:
        return None
    directories = [source.path for source in store.sources]
    return open_proven(directories, store.format, settings, warn)


def graph_settings(config: Config) -> GraphSettings:
    """What of a commit-graph is used, as the configuration `config` says. Raises RepositoryError."""
    reads = config.get_bool("commitGraph.readChangedPaths", True)
    return GraphSettings(
        config.get_int("commitGraph.generationVersion", DATED_VERSION) >= DATED_VERSION,
        config.get_int("commitGraph.changedPathsVersion", ANY if reads else NO_FILTERS),
    )
