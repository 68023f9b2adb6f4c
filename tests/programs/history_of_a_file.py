"""One file through renames, deletion and coming back, with its content each time."""

from pygitobj import Repository

with Repository.open() as repo:
    for commit, [change, *_] in repo.history("src/main.c", follow=True):
        size = len(change.new_data()) if change.new else 0
        print(commit.author.when.date(), change.kind.name.lower(), change.path, size, commit.subject)
