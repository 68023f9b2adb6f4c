"""What blame and annotate do: words and settings in, lines out."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from pygitobj.changes.blame.joined import joined
from pygitobj.changes.blame.values import COPY_SCORE, MOVE_SCORE, BlameOptions, Found, Version
from pygitobj.changes.headings import Heading
from pygitobj.changes.line_range import FUNCTION, BadRangeError, LinesOfFile, line_ranges
from pygitobj.changes.lines import LineOptions
from pygitobj.cli.blaming.commit_info import CommitInfos
from pygitobj.cli.blaming.plain import Plain, date_width, widths_of
from pygitobj.cli.blaming.porcelain import Details, incremental, porcelain
from pygitobj.cli.blaming.settings import BY_AGE, CYAN, REPEATED, Settings, ages_of, settings_of
from pygitobj.cli.blaming.shown import Shown, Style
from pygitobj.cli.blaming.spec import usage_line
from pygitobj.cli.blaming.subject import Chosen, chosen
from pygitobj.cli.blaming.words import OFF, Words, algorithm_given, help_for, read_words
from pygitobj.cli.output import Output
from pygitobj.cli.parse_options import UsageError
from pygitobj.cli.progress import Progress
from pygitobj.cli.session import Session
from pygitobj.cli.short_ids import digits_given, short_ids
from pygitobj.cli.walking.encodings import output_encoding
from pygitobj.errors import GitObjectError
from pygitobj.formats.date_modes import parse_date_mode
from pygitobj.formats.numbers import strtoul
from pygitobj.formats.quote import quote_c
from pygitobj.jobs.inspect.blame import line_differ, line_key
from pygitobj.kernels.headings import default_heading
from pygitobj.repository.history import body_reader
from pygitobj.repository.locale import has_wide_characters
from pygitobj.repository.repository import Repository

# Seconds of work before it is shown how far it is.
PROGRESS_AFTER = 2
TITLE = "Blaming lines"


def blame(session: Session, command: str, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code. Raises GitObjectError in git's words."""
    if list(words) in (["-h"], ["--help-all"]):
        raise help_for(command, full=list(words) == ["--help-all"])
    with session.open_repository() as repository:
        show_blame(repository, command, words)
    return 0


def show_blame(repository: Repository, command: str, words: Sequence[str]) -> None:
    """Show which commit each line of a file comes from, as `words` say. Raises GitObjectError in git's words."""
    settings = settings_of(repository, on_terminal=sys.stdout.isatty())
    said = read_words(repository, command, words)
    style = style_of(said, settings, is_annotate=command == "annotate")
    options = options_of(said, settings)
    with chosen(repository, said, options, ignore_files(said, settings)) as subject:
        output = Output()
        try:
            show(repository, said, style, subject, output, command)
        finally:
            output.flush()


def style_of(said: Words, settings: Settings, *, is_annotate: bool) -> Style:
    """How lines are shown. Raises GitObjectError, UsageError."""
    given = said.options
    if wants_program_form(said) and given.flag("progress"):
        raise GitObjectError("--progress can't be used with --incremental or porcelain formats")
    digits = digits_given(given, default=None)
    mode = settings.date
    if said.given.date is not None:
        mode = parse_date_mode(said.given.date, on_terminal=settings.on_terminal)
    if is_annotate:
        mode = settings.date._replace(kind="iso")
    now = int(said_now() or time.time())
    compatible = is_annotate or given.flag("compatible")
    lines, age = given.flag("color_lines"), given.flag("color_by_age")
    if not lines and not age:
        lines, age = REPEATED in settings.coloring, BY_AGE in settings.coloring
    return Style(
        name=given.flag("name"),
        number=given.flag("number"),
        score=given.flag("score"),
        email=given.flag("email", settings.show_email),
        raw_time=given.flag("raw_time"),
        no_author=given.flag("no_author"),
        long=given.flag("long"),
        compatible=compatible,
        blank_boundary=given.flag("blank", settings.blank_boundary),
        mark_unblamable=settings.mark_unblamable,
        mark_ignored=settings.mark_ignored,
        colors_repeated=lines and not compatible,
        colors_age=age and not compatible,
        digits=digits,
        date=mode,
        date_width=date_width(mode, now),
        now=now,
        repeated_color=settings.repeated_color or CYAN,
        ages=tuple(ages_of(settings)) if age and not compatible else (),
    )


def said_now() -> int:
    """The present moment that GIT_TEST_DATE_NOW says, 0 for none."""
    return strtoul(os.environ.get("GIT_TEST_DATE_NOW", "")).value


def wants_program_form(said: Words) -> bool:
    """Whether lines are shown for a program."""
    given = said.options
    return given.flag("incremental") or given.flag("porcelain")


def options_of(said: Words, settings: Settings) -> BlameOptions:
    """How lines are followed, apart from commits that are ignored. Raises UsageError."""
    given, diff = said.options, said.diff
    lines = LineOptions(
        algorithm=algorithm_given(said.values, settings.algorithm),
        indent_heuristic=settings.indent_heuristic if diff.indent_heuristic is None else diff.indent_heuristic,
        white_space="all" if given.flag("white_space") else "",
    )
    keys = [key for key, _ in said.values]
    copies = min(keys.count("copies"), 3)
    if diff.finds_copies:
        copies = max(copies, 2)
    return BlameOptions(
        differ=line_differ(lines),
        line_key=line_key(lines),
        moves="moves" in keys or copies > 0,
        copies=copies,
        move_score=score_given(said, "moves") or MOVE_SCORE,
        copy_score=score_given(said, "copies") or COPY_SCORE,
        reverse=said.reverse,
        follows=diff.follows,
        show_root=given.flag("root", settings.show_root),
    )


def ignore_files(said: Words, settings: Settings) -> list[str]:
    """The files that name commits to be ignored; an option that takes them back takes back the configuration's too."""
    found = list(settings.ignore_files)
    for key, value in said.values:
        if key == "ignore_file":
            found = [] if value == OFF else [*found, value]
    return found


def score_given(said: Words, key: str) -> int:
    """The score that was given last with the option `key`; 0 for none, and for what is no number."""
    texts = [text for name, text in said.values if name == key and text]
    if not texts:
        return 0
    found = strtoul(texts[-1])
    return found.value & 0xFFFFFFFF if found.end == len(texts[-1]) else 0


def show(repository: Repository, said: Words, style: Style, subject: Chosen, output: Output, command: str) -> None:
    """Show all lines that are asked for."""
    given, job = said.options, subject.job
    try:
        ranges = ranges_given(repository, said, subject)
    except BadRangeError:
        raise UsageError(f"usage: {usage_line(command)}\n") from None
    shown = shown_of(repository, said, subject)
    found = job.run(ranges)
    if given.flag("incremental"):
        details = Details(shown)
        for one in found:
            output.write(incremental(one, details))
            output.flush()
        return
    total = sum(end - start for start, end in ranges) or len(job.text)
    is_told = given.flag("progress") if "progress" in given else sys.stderr.isatty()
    groups = joined(told(found, total, is_told=is_told and not wants_program_form(said)))
    for part in form_of(repository, said, style, shown, groups):
        output.write(part)
    if given.flag("stats"):
        work = job.board.work
        output.write(
            b"num read blob: %d\nnum get patch: %d\nnum commits: %d\n" % (work.blobs, work.comparisons, work.commits)
        )


def ranges_given(repository: Repository, said: Words, subject: Chosen) -> list[tuple[int, int]]:
    """The lines that are asked for, or all. Raises BadRangeError, GitObjectError in git's words."""
    path, lines = subject.subject.path, subject.job.text.lines
    words = said.options.texts("ranges") or (["1"] if lines else [])
    heading: Heading = default_heading
    if any(word.startswith(FUNCTION) for word in words):
        from pygitobj.jobs.inspect.function_headings import heading_at  # few ask for functions

        heading = heading_at(repository, path)
    return line_ranges(words, LinesOfFile(said_path(path), lines, heading, has_wide_characters(repository.environ)))


def form_of(repository: Repository, said: Words, style: Style, shown: Shown, groups: list[Found]) -> Iterator[bytes]:
    """What is shown of `groups`."""
    given = said.options
    if given.flag("porcelain"):
        return porcelain(groups, shown, style, by_line=given.flag("line_porcelain"))
    if style.digits is not None:
        size = repository.format.hex_size
        # One more is for the mark of a border.
        style = style._replace(digits=style.digits + 1 if 0 < style.digits < size else style.digits or size)
    ids = short_ids(repository)
    widths = widths_of(groups, shown, style, lambda oid: ids.short(oid, None))
    return Plain(shown, style, widths, uses_of(groups)).lines(groups)


def uses_of(groups: Iterable[Found]) -> Callable[[Version], int]:
    """How often a version is used: by a group, or by another one that was first compared with it."""
    uses: dict[tuple[int, bytes], int] = {}
    met: set[tuple[int, bytes]] = set()
    for group in groups:
        version: Version | None = group.version
        uses[group.version.number, group.version.path] = uses.get((group.version.number, group.version.path), 0) + 1
        while version is not None and (version.number, version.path) not in met:
            met.add((version.number, version.path))
            version = version.previous
            if version is not None:
                uses[version.number, version.path] = uses.get((version.number, version.path), 0) + 1
    return lambda version: uses.get((version.number, version.path), 0)


def said_path(path: bytes) -> str:
    """`path` as messages name it."""
    return path.decode("utf-8", "surrogateescape")


def shown_of(repository: Repository, said: Words, subject: Chosen) -> Shown:
    """What is needed to show lines."""
    job, planned = subject.job, subject.subject.next
    read_commit = body_reader(repository)
    null = bytes(repository.format.null_id)

    def read(oid: bytes) -> bytes:
        return planned.body if planned is not None and oid == null else read_commit(oid)

    fully = repository.config.get_bool("core.quotePath", True)
    return Shown(
        job.text,
        subject.subject.path,
        job.history.table.oid,
        job.blame.borders.__contains__,
        CommitInfos(read, repository.mailmap(), output_encoding(repository, said.given)),
        lambda path: quote_c(path, fully=fully),
    )


def told(found: Iterator[Found], total: int, *, is_told: bool) -> Iterator[Found]:
    """What is `found`, and how far it is, once it takes long."""
    if not is_told:
        yield from found
        return
    progress, begun, done = Progress(), time.monotonic(), 0
    delay = progress_delay()
    for one in found:
        yield one
        done += one.size
        if progress.title or time.monotonic() - begun >= delay:
            progress(TITLE, done, total, None)


def progress_delay() -> int:
    """Seconds of work before it is shown how far it is: two, or as many as GIT_PROGRESS_DELAY says."""
    text = os.environ.get("GIT_PROGRESS_DELAY", "")
    found = strtoul(text)
    return found.value if text and found.end == len(text) else PROGRESS_AFTER
