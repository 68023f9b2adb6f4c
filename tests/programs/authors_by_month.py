"""Commits of each author by month, one person under one name."""

from collections import Counter

from pygitobj import ALL, Repository

with Repository.open() as repo:
    person = repo.mailmap()
    months: Counter[tuple[str, bytes]] = Counter()
    for commit in repo.walk(ALL, merges=False):
        who = person(commit.author)
        months[f"{who.when:%Y-%m}", who.email] += 1
for (month, email), count in sorted(months.items()):
    print(month, email.decode("utf-8", "replace"), count)
