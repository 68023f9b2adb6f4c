"""A forge's page: each entry of a directory with the commit that last changed it."""

from pygitobj import Repository

with Repository.open("/srv/repos/one.git", search=False) as repo:
    for name, commit in repo.last_modified("src", "main"):
        print(f"{name.decode('utf-8', 'replace'):30} {commit.author.when:%Y-%m-%d}  {commit.subject}")
