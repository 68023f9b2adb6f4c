"""Making a repository, or completing one that is there: directories, the configuration, and last its HEAD.

    objects/info, objects/pack
    refs/heads, refs/tags       with references in files
    refs/heads, reftable/       with reftable, where refs/heads is a file that says so
    config                      what kind of repository it is
    HEAD                        the branch that is to be; with it, the last, the directory is a repository

What is there is never written over: a configuration only gets what it lacks, and a HEAD stays. Follows git's
Documentation/git-init and Documentation/gitrepository-layout.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from pygitobj.errors import RefLockedError, RepositoryError, UnsupportedError
from pygitobj.files.atomic import NO_LINKS, NewFile, WritePolicy, make_directory, widened_directory
from pygitobj.files.directory import is_directory, is_file, is_link, is_there, sync_directory, unreadable
from pygitobj.files.small_file import content_of
from pygitobj.formats.config import parse_config
from pygitobj.formats.numbers import lower
from pygitobj.formats.refname import is_valid_refname
from pygitobj.oid import FORMATS, SHA1, ObjectFormat
from pygitobj.record import Record
from pygitobj.refs.backends import FILES, REFTABLE, SEPARATOR, STORAGES
from pygitobj.repository.config import Config, load_config
from pygitobj.repository.layout import SUBMODULE_PATHS, Layout, read_layout, ref_storage_of, wants_submodule_paths
from pygitobj.repository.log_policy import logs_said
from pygitobj.repository.write_policy import EVERYBODY_BITS, GROUP_BITS, bits_said, shared_bits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pygitobj.repository.config_command import Override

BRANCHES = "refs/heads/"
MASTER = "master"
# What stands in HEAD and refs/heads where references are no files, for whoever knows of files alone.
NO_BRANCH = "refs/heads/.invalid"
NO_FILES = b"this repository uses the reftable format\n"
SHARED_WORDS = {GROUP_BITS: "1", EVERYBODY_BITS: "2"}
READING_VERSION = 1
LOCK = ".lock"
# What a file is called by which the file system is tried out.
PROBE, SAME_PROBE = "try_", "TRY_"


class Wanted(Record):
    """What is to be made at `git_dir`, with or without a work tree; None is for what the configuration says.

    `shared` is a value of core.sharedRepository. The formats are names: "sha1", "sha256"; "files", "reftable".
    """

    git_dir: str
    work_tree: str | None
    object_format: str | None = None
    ref_format: str | None = None
    initial_branch: str | None = None
    shared: str | None = None


class Made(Record):
    """What came of it: whether the repository `is_new`, and is shared; its HEAD where nobody had said what it is."""

    git_dir: str
    is_new: bool
    is_shared: bool
    unsaid_branch: str | None


class Plan(Record):
    """What is made, with all that was asked of the environment, the configuration and what is there."""

    wanted: Wanted
    is_new: bool
    object_format: ObjectFormat
    ref_format: str
    branch: str
    policy: WritePolicy
    version: int
    submodule_paths: bool
    says_logs: bool
    top: str | None


def init_repository(
    wanted: Wanted, overrides: Sequence[Override], environ: Mapping[str, str], warn: Callable[[str], None]
) -> Made:
    """Make what is `wanted`. Raises RepositoryError, in git's words, before anything is made where that is possible."""
    try:
        plan, unsaid = planned(wanted, overrides, environ, warn)
        make_all(plan, environ)
    except OSError as error:
        where = wanted.git_dir if error.filename is None else os.fsdecode(error.filename)
        raise unreadable(f"unable to create '{where}'", error) from error
    return Made(wanted.git_dir, plan.is_new, bool(plan.policy.shared), unsaid)


def planned(
    wanted: Wanted, overrides: Sequence[Override], environ: Mapping[str, str], warn: Callable[[str], None]
) -> tuple[Plan, str | None]:
    """What is to be made, and the branch where nobody said what it is called. Raises RepositoryError, OSError."""
    git_dir = wanted.git_dir
    is_new = not (is_link(f"{git_dir}/HEAD") or is_there(f"{git_dir}/HEAD"))
    there = read_layout(git_dir, git_dir, git_dir) if is_file(f"{git_dir}/config") else None
    general = load_config(None, None, overrides=overrides, environ=environ)
    config = load_config(None if there is None else git_dir, None if there is None else git_dir, overrides=overrides,
                         environ=environ)  # fmt: skip
    known = there if there is not None and (there.version or not is_new or has_version(git_dir)) else None
    object_format = object_format_of(wanted, known, general, environ, warn)
    ref_format = ref_format_of(wanted, known, general, environ, warn)
    top = None
    if SEPARATOR in ref_format and is_new:
        from pygitobj.jobs.create.elsewhere import free_place

        top = free_place(ref_format, git_dir)
    if kind_of(ref_format) != FILES and is_new:
        from pygitobj.jobs.create.reftable import require_writable

        require_writable(git_dir, object_format)
    branch, unsaid = branch_of(wanted, config, environ) if is_new else (MASTER, None)
    if not is_new and wanted.initial_branch is not None:
        warn(f"warning: re-init: ignored --initial-branch={wanted.initial_branch}")
    last = config.last("core.sharedRepository")
    shared, exact = shared_bits(last) if wanted.shared is None else bits_said(wanted.shared, "arg")
    submodule_paths = wants_submodule_paths(config)
    newer = object_format is not SHA1 or ref_format != FILES or submodule_paths or (known is not None and known.version)
    says_logs = wanted.work_tree is not None and logs_said(config) is None
    plan = Plan(
        wanted, is_new, object_format, ref_format, branch, WritePolicy(shared=shared, exact=exact),
        READING_VERSION if newer else 0, submodule_paths, says_logs, top,
    )  # fmt: skip
    return plan, unsaid


def has_version(git_dir: str) -> bool:
    """Whether the configuration at `git_dir` says a version, without which it says nothing of formats."""
    return any(entry.name == "core.repositoryformatversion" for entry in parse_config(content_of(f"{git_dir}/config")))


def object_format_of(
    wanted: Wanted, known: Layout | None, general: Config, environ: Mapping[str, str], warn: Callable[[str], None]
) -> ObjectFormat:
    """The format of the ids: as it is, as was asked for, or as is configured outside repositories."""
    said = wanted.object_format
    if said is not None:
        if said not in FORMATS:
            raise RepositoryError(f"unknown hash algorithm '{said}'")
        if known is not None and known.object_format is not FORMATS[said]:
            raise RepositoryError("attempt to reinitialize repository with different hash")
    default = environ.get("GIT_DEFAULT_HASH")
    if said is None and default is not None and default not in FORMATS:
        raise RepositoryError(f"unknown hash algorithm '{default}'")
    configured = general.get("init.defaultObjectFormat")
    if configured is not None and configured not in FORMATS:
        warn(f"warning: unknown hash algorithm '{configured}'")
        configured = None
    if known is not None:
        return known.object_format
    return FORMATS[said or default or configured or SHA1.name]


def ref_format_of(
    wanted: Wanted, known: Layout | None, general: Config, environ: Mapping[str, str], warn: Callable[[str], None]
) -> str:
    """How references are stored: as they are, as was asked for, or as is configured outside repositories."""
    said = wanted.ref_format
    if said is not None:
        if said not in STORAGES:
            raise RepositoryError(f"unknown ref storage format '{said}'")
        if known is not None and kind_of(known.ref_storage) != said:
            raise RepositoryError("attempt to reinitialize repository with different reference storage format")
    default = environ.get("GIT_DEFAULT_REF_FORMAT")
    if said is None and default is not None and default not in STORAGES:
        raise RepositoryError(f"unknown ref storage format '{default}'")
    configured = general.get("init.defaultRefFormat")
    if configured is not None and configured not in STORAGES:
        warn(f"warning: unknown ref storage format '{configured}'")
        configured = None
    if configured is None and general.get_bool("feature.experimental"):
        configured = REFTABLE
    place = environ.get("GIT_REFERENCE_BACKEND")
    if place is not None:
        ref_storage_of(place, RepositoryError(f"unknown ref storage format: '{kind_of(place)}'"))
        if known is not None and known.ref_storage != place:
            raise UnsupportedError("the references of a repository that is there cannot be put elsewhere")
        return place
    if known is not None:
        return known.ref_storage
    return said or default or configured or FILES


def kind_of(storage: str) -> str:
    """How references are stored, "files" or "reftable", without where."""
    return storage.partition(SEPARATOR)[0]


def branch_of(wanted: Wanted, config: Config, environ: Mapping[str, str]) -> tuple[str, str | None]:
    """The name of the first branch, and again if that is only git's default. Raises RepositoryError."""
    said = wanted.initial_branch
    if said is not None:
        if not is_valid_refname(BRANCHES + said):
            raise RepositoryError(f"invalid initial branch name: '{said}'")
        return said, None
    said = configured_branch(config, environ)
    return said or MASTER, None if said else MASTER


def configured_branch(config: Config, environ: Mapping[str, str]) -> str | None:
    """The name of the first branch, None where nobody says it. Raises RepositoryError."""
    said = environ.get("GIT_TEST_DEFAULT_INITIAL_BRANCH_NAME") or config.get("init.defaultBranch")
    if said is not None and not is_valid_refname(BRANCHES + said):
        raise RepositoryError(f"invalid branch name: init.defaultBranch = {said}")
    return said


def default_branch(config: Config, environ: Mapping[str, str]) -> str:
    """The name of the first branch. Raises RepositoryError."""
    return configured_branch(config, environ) or MASTER


def make_all(plan: Plan, environ: Mapping[str, str]) -> None:
    """Make what is not there yet. Raises OSError, RepositoryError."""
    git_dir, policy = plan.wanted.git_dir, plan.policy
    require_directory(git_dir, policy)
    if policy.shared:
        before = os.stat(git_dir).st_mode & 0o7777
        os.chmod(git_dir, widened_directory(before, policy))
    objects = environ.get("GIT_OBJECT_DIRECTORY")
    objects = f"{git_dir}/objects" if objects is None else os.path.abspath(objects)
    for directory in (objects, f"{objects}/pack", f"{objects}/info", f"{git_dir}/refs"):
        require_directory(directory, policy)
    set_config(f"{git_dir}/config", settings_of(plan), policy)
    head = make_references(plan)
    sync_directory(git_dir)
    if plan.is_new:
        write_new(f"{git_dir}/HEAD", head, policy)
        sync_directory(git_dir)


def make_references(plan: Plan) -> bytes:
    """Make the place of references, and those there are; gives what the repository's HEAD is to say.

    Raises OSError, RepositoryError.
    """
    git_dir, policy = plan.wanted.git_dir, plan.policy
    top = plan.top or git_dir
    head, stub = os.fsencode(f"ref: {BRANCHES}{plan.branch}\n"), f"ref: {NO_BRANCH}\n".encode()
    if SEPARATOR in plan.ref_format and not plan.is_new:
        return stub  # all is where it was
    if kind_of(plan.ref_format) == FILES:
        for directory in (f"{top}/refs", f"{top}/refs/heads", f"{top}/refs/tags"):
            require_directory(directory, policy)
        if plan.top is None:
            return head
        write_new(f"{top}/HEAD", head, policy)
    else:
        from pygitobj.jobs.create.reftable import make_reftable  # most repositories have files

        objects = f"{git_dir}/objects"
        make_reftable(top, objects, plan.object_format, BRANCHES + plan.branch, policy, is_new=plan.is_new)
    if plan.top is None:
        write_new(f"{git_dir}/refs/heads", NO_FILES, policy)
        return stub
    from pygitobj.jobs.create import elsewhere

    sync_directory(top)
    write_new(f"{git_dir}/refs/heads", elsewhere.NO_FILES, policy)
    return stub


def require_directory(path: str, policy: WritePolicy) -> None:
    """Make the directory `path` unless it is there. Raises OSError, RepositoryError where something else is."""
    make_directory(path, policy)
    if not is_directory(path):
        raise RepositoryError(f"cannot mkdir {path}: File exists")


def write_new(path: str, content: bytes, policy: WritePolicy) -> None:
    """Give the file `path` this content, unless there is one. Raises OSError."""
    if is_there(path):
        return
    with NewFile(path + LOCK) as file:
        file.write(content)
        file.finish(policy, sync=True)
        file.replace(path)


def settings_of(plan: Plan) -> dict[str, str]:
    """What the configuration says of the repository, in git's order."""
    settings: dict[str, str] = {}
    if plan.object_format is not SHA1:
        settings["extensions.objectformat"] = plan.object_format.name
    if plan.ref_format != FILES:
        settings["extensions.refstorage"] = plan.ref_format
    if plan.submodule_paths:
        settings[SUBMODULE_PATHS] = "true"
    settings["core.repositoryformatversion"] = str(plan.version)
    settings |= probed(plan.wanted.git_dir, plan.is_new)
    tree = plan.wanted.work_tree
    settings["core.bare"] = "true" if tree is None else "false"
    if plan.says_logs:
        settings["core.logallrefupdates"] = "true"
    if tree is not None and plan.wanted.git_dir != f"{tree.rstrip('/')}/.git":
        settings["core.worktree"] = tree
    if plan.policy.shared:
        word = SHARED_WORDS.get(plan.policy.shared)
        settings["core.sharedrepository"] = f"0{plan.policy.shared:o}" if plan.policy.exact or word is None else word
        settings["receive.denyNonFastforwards"] = "true"
    return settings


def probed(git_dir: str, is_new: bool) -> dict[str, str]:
    """What the file system can do: executable bits, and for a repository that `is_new` links and the case of names."""
    found = {}
    digits = os.urandom(4).hex()
    path = f"{git_dir}/{PROBE}{digits}"
    with NewFile(path):
        before = os.lstat(path).st_mode
        os.chmod(path, (before & 0o7777) ^ 0o100)
        found["core.filemode"] = "true" if os.lstat(path).st_mode != before and not before & 0o100 else "false"
        ignores_case = is_there(f"{git_dir}/{SAME_PROBE}{digits}")
    if is_new:
        try:
            os.symlink("testing", path)
            os.unlink(path)
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            found["core.symlinks"] = "false"
        if ignores_case:
            found["core.ignorecase"] = "true"
    return found


def set_config(path: str, settings: Mapping[str, str], policy: WritePolicy) -> None:
    """Let the configuration file `path` say all of `settings`: what it does not say yet is put at its end.

    Raises RefLockedError where another process writes it, OSError.
    """
    there = content_of(path)
    said = {entry.name: entry.value for entry in parse_config(there)}
    lacking = {name: value for name, value in settings.items() if said.get(lower(name)) != value}
    if not lacking:
        return
    try:
        with NewFile(path + LOCK) as file:
            file.write(there if not there or there.endswith(b"\n") else there + b"\n")
            file.write(sections(lacking))
            file.finish(policy, sync=True)
            file.replace(path)
    except FileExistsError:
        raise RefLockedError(f"could not lock config file {path}: File exists") from None


def sections(settings: Mapping[str, str]) -> bytes:
    """`settings` as a configuration file has them, each section once."""
    text = ""
    for section in dict.fromkeys(name.partition(".")[0] for name in settings):
        text += f"[{section}]\n"
        for name, value in settings.items():
            if name.partition(".")[0] == section:
                text += f"\t{name.partition('.')[2]} = {quoted(value)}\n"
    return os.fsencode(text)


def quoted(value: str) -> str:
    """`value` as it is read again: a path may have anything in it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    needs_quotes = value.startswith(" ") or value.endswith(" ") or "#" in value or ";" in value
    return f'"{escaped}"' if needs_quotes else escaped
