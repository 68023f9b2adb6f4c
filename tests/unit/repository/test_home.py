"""Paths from somebody's home: whose it is, and what is left as it stands."""

from __future__ import annotations

import os
from pwd import getpwuid

from pygitobj.repository.home import expanded


def test_a_path_from_home() -> None:
    environ = {"HOME": "/home/a"}
    for path, whole in (
        ("~", "/home/a"),
        ("~/", "/home/a/"),
        ("~/x/~", "/home/a/x/~"),
        ("x/~/y", "x/~/y"),
        ("", ""),
        (" ~/x", " ~/x"),
    ):
        assert expanded(path, environ) == whole
    assert expanded("~/x", {"HOME": ""}) == "/x"


def test_a_home_that_nobody_has() -> None:
    assert expanded("~/x", {}) is None
    assert expanded("~nobody of that name/x", {"HOME": "/home/a"}) is None


def test_the_home_of_a_user_is_the_one_of_the_system() -> None:
    user = getpwuid(os.getuid())
    assert expanded(f"~{user.pw_name}/x", {}) == f"{user.pw_dir}/x"
