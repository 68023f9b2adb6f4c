"""The repository that docs/cookbook.md asks about: three people, two releases, a merge, a rename, a large blob."""

from __future__ import annotations

from pathlib import Path

from tests.support.command import git

ADA, HOME = "Ada <ada@example.org>", "ada <ada@home.example>"
BEN, CY = "Ben <ben@example.org>", "Cy <cy@example.org>"
DAY = 86400
START = 1704880800  # 10 January 2024, 10:00 UTC

MAIN = """\
#include "weather.h"

int main(int argc, char **argv)
{
    struct station *all = read_stations(argv[1]);
    for (struct station *one = all; one; one = one->next)
        show(one);
    return 0;
}
"""
READ = """\
#include "weather.h"

struct station *read_stations(const char *path)
{
    struct station *first = NULL;
    FILE *file = fopen(path, "r");
    char line[256];
    while (fgets(line, sizeof line, file))
        first = station_of(line, first);
    fclose(file);
    return first;
}
"""
SHOW = """\
#include "weather.h"

void show(const struct station *one)
{
    printf("%s %d degrees\\n", one->name, -one->degrees);
}
"""


def data(content: str | bytes) -> bytes:
    """Content as `git fast-import` takes it."""
    raw = content.encode() if isinstance(content, str) else content
    return b"data %d\n%s\n" % (len(raw), raw)


def commit(branch: str, mark: int, day: int, who: str, message: str, *lines: bytes) -> bytes:
    """A commit `day` days after the first."""
    heading = f"commit refs/heads/{branch}\nmark :{mark}\ncommitter {who} {START + day * DAY} +0000\n"
    return heading.encode() + data(message + "\n") + b"".join(lines) + b"\n"


def file(path: str, content: str | bytes) -> bytes:
    """A file that a commit has anew."""
    return f"M 100644 inline {path}\n".encode() + data(content)


def tag(name: str, mark: int, day: int) -> bytes:
    """An annotated tag."""
    heading = f"tag {name}\nfrom :{mark}\ntagger {ADA} {START + day * DAY} +0000\n"
    return heading.encode() + data(f"Release {name[1:]}\n")


def stream() -> bytes:
    """The whole history."""
    return b"".join([
        commit("main", 1, 0, ADA, "Begin", file("README.md", "# Weather\n"), file("LICENSE", "MIT License\n"),
               file("src/main.c", MAIN.replace("show(one)", "puts(one->name)")),
               file(".mailmap", "Ada <ada@example.org> <ada@home.example>\n")),
        commit("main", 2, 10, BEN, "Read the stations of a file", file("src/read.c", READ)),
        commit("main", 3, 24, HOME, "Add a map", file("art/map.png", b"\x89PNG" + bytes(1_500_000))),
        tag("v1.0", 3, 25),
        commit("units", 4, 31, BEN, "Show degrees", b"from :3\n", file("src/show.c", SHOW), file("src/main.c", MAIN)),
        commit("main", 5, 33, ADA, "Leave the map to the website", b"from :3\n", b"D art/map.png\n"),
        commit("main", 6, 41, ADA, "Merge branch 'units'", b"merge :4\n", file("src/show.c", SHOW),
               file("src/main.c", MAIN)),
        commit("main", 7, 51, CY, "Name the reader after what it reads", b"D src/read.c\n",
               file("src/stations.c", READ.replace("    fclose(file);\n", "    (void)fclose(file);\n"))),
        commit("idea", 8, 53, CY, "Try a graph", b"from :7\n", file("src/graph.c", "/* a graph of the week */\n")),
        commit("main", 9, 55, BEN, "Show degrees with their sign", file("src/show.c", SHOW.replace("-one", "one"))),
        commit("main", 10, 70, ADA, "License under Apache 2.0", file("LICENSE", "Apache License 2.0\n")),
        tag("v2.0", 10, 71),
    ])  # fmt: skip


def make_sample(path: Path) -> Path:
    """The repository, in `path`."""
    git(path, "init", "-q", "--bare", "-b", "main", ".")
    git(path, "fast-import", "--quiet", stdin=stream())
    return path
