"""`cat-file`: the content, type or size of one object; the batch modes have a module of their own.

Follows git's Documentation/git-cat-file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.cli.cat_file_one import cat_converted, cat_one
from pygitobj.cli.parse_options import (
    Group,
    Option,
    Options,
    Parsed,
    Spec,
    UsageError,
    parse_options,
    refuse,
    usage_text,
)
from pygitobj.cli.session import Session
from pygitobj.formats.numbers import decimal
from pygitobj.repository.default_config import check_default_config
from pygitobj.repository.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.batch.conversion import Conversion
    from pygitobj.cli.objects_filter import ObjectsFilter

BATCH_OPTIONS = ("batch", "batch-check", "batch-command")


def one_batch_option(given: Options) -> str | None:
    """Why a batch option is refused, if another was given."""
    return "only one batch option may be specified" if any(name in given for name in BATCH_OPTIONS) else None


def mode(letter: str, help_text: str) -> Option:
    """One of the short options that ask for something of one object."""
    return Option("mode", "mode", help_text, short=letter)


def batch(name: str, help_text: str) -> Option:
    """One of the batch options."""
    return Option(name, "optional", help_text, long=name, argument="format", negatable=False, check=one_batch_option)


BATCH_ALL = Option(
    "mode",
    "mode",
    "with --batch[-check]: ignores stdin, batches all known objects",
    long="batch-all-objects",
)
TEXTCONV = Option("mode", "mode", "run textconv on object's content", long="textconv")
FILTERS = Option("mode", "mode", "run filters on object's content", long="filters")
# More than any machine has; a number that is too large is no reason to refuse.
MOST_THREADS = 1 << 10
SPEC = Spec(
    usage=(
        "git cat-file <type> <object>",
        "git cat-file (-e | -p | -t | -s) <object>",
        "git cat-file (--textconv | --filters)\n             [<rev>:<path|tree-ish> | --path=<path|tree-ish> <rev>]",
        "git cat-file (--batch | --batch-check | --batch-command) [--batch-all-objects]\n"
        "             [--buffer] [--follow-symlinks] [--unordered]\n"
        "             [--textconv | --filters] [-Z]",
    ),
    options=(
        Group("Check object existence or emit object contents"),
        mode("e", "check if <object> exists"),
        mode("p", "pretty-print <object> content"),
        Group("Emit [broken] object attributes"),
        mode("t", "show object type (one of 'blob', 'tree', 'commit', 'tag', ...)"),
        mode("s", "show object size"),
        Option("unknown", "flag", "historical option -- no-op", long="allow-unknown-type", hidden=True),
        Option("mailmap", "flag", "use mail map file", long="use-mailmap"),
        Option("mailmap", "flag", "alias of --use-mailmap", long="mailmap", argument="...", alias_of="use-mailmap"),
        Group("Batch objects requested on stdin (or --batch-all-objects)"),
        batch("batch", "show full <object> or <rev> contents"),
        batch("batch-check", "like --batch, but don't emit <contents>"),
        Option("z", "flag", "stdin is NUL-terminated", short="z", hidden=True),
        Option("Z", "flag", "stdin and stdout is NUL-terminated", short="Z"),
        batch("batch-command", "read commands from stdin"),
        BATCH_ALL,
        Group("Change or optimize batch output"),
        Option("buffer", "flag", "buffer --batch output", long="buffer"),
        Option("follow", "flag", "follow in-tree symlinks", long="follow-symlinks"),
        Option("unordered", "flag", "do not order objects before emitting them", long="unordered"),
        Group("Emit object (blob or tree) with conversion or filter (stand-alone, or with batch)"),
        TEXTCONV,
        FILTERS,
        Option(
            "path",
            "value",
            "use a <path> for (--textconv | --filters); Not with 'batch'",
            long="path",
            argument="blob|tree",
        ),
        Option("filter", "value", "object filtering", long="filter", argument="<args>"),
        # Ours, so that git's usage stays git's.
        Option("threads", "value", "build objects on so many threads", long="threads", argument="<n>", hidden=True),
    ),
)


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    if list(words) == ["-h"]:
        parse_options(SPEC, words)
    with session.open_repository() as repository:
        check_config(repository)
        return dispatch(repository, parse_options(SPEC, words))


def dispatch(repository: Repository, parsed: Parsed) -> int:
    """Check that the options go together, in git's order, and do what they say."""
    given = parsed.options
    chosen = given.mode("mode")
    batch_option = next((name for name in BATCH_OPTIONS if name in given), None)
    objects_filter = chosen_filter(given, batch_option)
    if given.texts("path") and chosen not in (TEXTCONV, FILTERS):
        raise refuse(SPEC, "'--path=<path|tree-ish>' needs '--filters' or '--textconv'")
    if batch_option is None:
        refuse_without_batch(given, chosen)
    if batch_option is not None and chosen not in (None, BATCH_ALL, TEXTCONV, FILTERS):
        raise refuse(SPEC, f"'{chosen.spelled}' is incompatible with batch mode")
    if batch_option is not None and chosen not in (TEXTCONV, FILTERS) and parsed.arguments:
        raise refuse(SPEC, "batch modes take no arguments")
    repository.watches_ids = batch_option is None
    if batch_option is None:
        name, kind = object_argument(parsed.arguments, chosen)
        if chosen is not None and chosen in (TEXTCONV, FILTERS):
            return cat_converted(repository, name, given.text("path"), given.flag("mailmap"), chosen.long or "")
        return cat_one(repository, chosen.short if chosen is not None else "", kind, name, given.flag("mailmap"))
    set_threads(repository, given.text("threads"))
    from pygitobj.cli import cat_file_batch

    return cat_file_batch.run(
        repository,
        batch_option,
        given,
        objects_filter,
        all_objects=chosen is BATCH_ALL,
        convert=None if chosen is None else conversion_for(chosen),
    )


def conversion_for(chosen: Option) -> Callable[[Repository], Conversion] | None:
    """What makes that which blobs of a batch are converted by; None where they stay as they are."""
    if chosen not in (TEXTCONV, FILTERS):
        return None
    from pygitobj.cli.batch.conversion import Filtering, Texts

    return Texts if chosen is TEXTCONV else Filtering


def check_config(repository: Repository) -> None:
    """Raises RepositoryError for values, of diff drivers too, that cannot be, whatever is asked for, as git does."""
    check_default_config(repository.config)
    if any(name.startswith("diff.") and name.count(".") > 1 for name in repository.config.by_name):
        from pygitobj.repository.diff_drivers import load_diff_drivers

        load_diff_drivers(repository.config)


def chosen_filter(given: Options, batch_option: str | None) -> ObjectsFilter | None:
    """The objects filter, which only batch modes have."""
    if "filter" not in given:
        return None
    from pygitobj.cli.objects_filter import parse_filters  # here and elsewhere: a one-shot command does without it

    objects_filter = parse_filters(given.texts("filter"))
    if objects_filter is not None and batch_option is None:
        raise UsageError("usage: objects filter only supported in batch mode\n")
    return objects_filter


def refuse_without_batch(given: Options, chosen: Option | None) -> None:
    """Raises for options that only batch modes have."""
    only_batch = {
        "follow": "--follow-symlinks",
        "buffer": "--buffer",
        "all": "--batch-all-objects",
        "z": "-z",
        "Z": "-Z",
    }
    for key, shown in only_batch.items():
        if key in given if key == "buffer" else chosen is BATCH_ALL if key == "all" else given.flag(key):
            raise refuse(SPEC, f"'{shown}' requires a batch mode")


def set_threads(repository: Repository, given: str | None) -> None:
    """Build objects on as many threads as the option says."""
    if given is None:
        return
    threads = decimal(given)
    if not threads:
        raise refuse(SPEC, "'--threads' expects a number of threads")
    repository.objects.threads = min(threads, MOST_THREADS)


def object_argument(arguments: list[str], chosen: Option | None) -> tuple[str, str | None]:
    """The object's name, and the type where it is given instead of an option. One argument alone is printed."""
    if chosen is not None:
        if not arguments:
            wanted = "<rev>" if chosen in (TEXTCONV, FILTERS) else "<object>"
            raise refuse(SPEC, f"{wanted} required with '{chosen.spelled}'")
        if len(arguments) > 1:
            raise refuse(SPEC, "too many arguments")
        return arguments[0], None
    if not arguments:
        raise UsageError(usage_text(SPEC))
    if len(arguments) == 1:
        return arguments[0], None
    if len(arguments) > 2:
        raise refuse(SPEC, f"only two arguments allowed in <type> <object> mode, not {len(arguments)}")
    return arguments[1], arguments[0]
