"""`commit-graph`: check what is kept of commits beside them. It is not written yet.

Follows git's Documentation/git-commit-graph.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial

from pygitobj.cli.parse_options import Option, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.progress import Progress
from pygitobj.cli.session import Session, warn
from pygitobj.cli.subcommands import split_at_subcommand
from pygitobj.errors import RepositoryError, UnsupportedError
from pygitobj.files.commit_graph import GraphFile
from pygitobj.files.directory import real_path
from pygitobj.jobs.check.commit_graph import open_to_verify, verify_commit_graph
from pygitobj.jobs.report import silent
from pygitobj.repository.commit_graph import NO_FILTERS, graph_settings
from pygitobj.walk.history import History
from pygitobj.walk.read_ahead import ReadAhead

DIRECTORY = Option("directory", "value", "the object directory to store the graph", long="object-dir", argument="<dir>")
VERIFY = "git commit-graph verify [--object-dir <dir>] [--shallow] [--[no-]progress]"
SPEC = Spec(
    usage=(
        VERIFY,
        "git commit-graph write [--object-dir <dir>] [--append]\n"
        "                       [--split[=<strategy>]] [--reachable | --stdin-packs | --stdin-commits]\n"
        "                       [--changed-paths] [--[no-]max-new-filters <n>] [--[no-]progress]\n"
        "                       <split-options>",
    ),
    options=(DIRECTORY,),
)
VERIFY_SPEC = Spec(
    usage=(VERIFY,),
    options=(
        DIRECTORY,
        Option("shallow", "flag", "if the commit-graph is split, only verify the tip file", long="shallow"),
        Option("progress", "flag", "force progress reporting", long="progress"),
    ),
)


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code: not 0 where something is wrong with the graph."""
    before, name, rest = split_at_subcommand(SPEC, words, "--object-dir")
    if name == "write":
        session.open_repository().close()
        raise UnsupportedError("commit-graph write is not supported yet")
    if name != "verify":
        raise UsageError(f"error: unknown subcommand: `{name}'\n{usage_text(SPEC)}")
    parsed = parse_options(VERIFY_SPEC, rest)
    if parsed.arguments:
        raise UsageError(usage_text(VERIFY_SPEC))
    options = parsed.options
    report = Progress() if options.flag("progress", sys.stderr.isatty()) else silent
    with session.open_repository() as repository:
        given = (options if "directory" in options else before).text("directory")
        directories = [source.path for source in repository.objects.sources]
        if given is not None:
            directories = [known_directory(given, directories), *directories]
        settings = graph_settings(repository.config)
        opens = partial(
            GraphFile,
            object_format=repository.format,
            dated=settings.dated,
            filtered=settings.filters != NO_FILTERS,
        )
        graph = open_to_verify(directories, opens, repository.format, warn)
        if graph is None:
            return 0
        if not graph.layers:
            return 1
        history = History(ReadAhead(repository.objects), repository.shallow)
        return verify_commit_graph(graph, history.links, warn, report, shallow=options.flag("shallow"))


def known_directory(given: str, directories: Sequence[str]) -> str:
    """That of the object `directories` which is `given`. Raises RepositoryError where none is."""
    place = real_path(given)
    found = next((path for path in directories if real_path(path) == place), None)
    if found is None:
        raise RepositoryError(f"could not find object directory matching {given}")
    return found
