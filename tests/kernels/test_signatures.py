"""Both implementations of the kernels offer the same, as the stubs of the compiled ones say: names, parameters, types.

What is above the kernels is checked against the stubs (mypy), so it uses nothing that only one of the two has.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pygitobj import kernels as seam
from pygitobj.kernels import inflate

KERNELS = Path(seam.__file__).parent
STUBS = sorted(path.stem for path in (KERNELS / "native").glob("*.pyi") if path.stem != "__init__")
# Parts of the compiled kernels that nothing above asks for, and what of others is theirs alone.
PARTS = {
    "describe",
    "forest",
    "growing",
    "inflate",
    "kept_lines",
    "line_anchors",
    "line_groups",
    "line_histogram",
    "line_numbers",
    "line_texts",
    "line_ways",
    "marked_rows",
    "marked_walk",
    "met_objects",
    "threads",
    "tree_nodes",
    "tree_places",
    "trees",
    "worker",
}
OWN = {("changed_columns", "Columns"), ("digest", "Digests"), ("topo_order", "Sorting")}
CHOSEN = {"IMPLEMENTATION", "INFLATER"}

Function = ast.FunctionDef
# A parameter's name and its default.
Parameter = tuple[str, str]


def parameters(function: Function) -> list[Parameter]:
    """The parameters of a function in source."""
    given = function.args
    assert [given.vararg, given.kwarg, *given.kwonlyargs] == [None, None], function.name
    names = [*given.posonlyargs, *given.args]
    defaults = [""] * (len(names) - len(given.defaults)) + [ast.unparse(default) for default in given.defaults]
    return [(name.arg, default) for name, default in zip(names, defaults, strict=True) if name.arg != "self"]


def types_of(function: Function) -> list[str]:
    """The types of a function's parameters and of what it gives."""
    names = [*function.args.posonlyargs, *function.args.args]
    types = [name.annotation for name in names if name.arg != "self"]
    assert None not in types, function.name
    return [ast.unparse(kind) for kind in [*types, function.returns] if kind is not None]


def members(body: list[ast.stmt]) -> Iterator[tuple[str, Function]]:
    """The functions in `body`; what is overloaded only by its last."""
    found = {node.name: node for node in body if isinstance(node, Function)}
    yield from found.items()


def parsed(path: Path) -> tuple[dict[str, Function], dict[str, ast.ClassDef]]:
    """The public functions and classes of a module."""
    body = ast.parse(path.read_text()).body
    functions = {name: node for name, node in members(body) if not name.startswith("_")}
    return functions, {node.name: node for node in body if isinstance(node, ast.ClassDef)}


def inherited(classes: dict[str, ast.ClassDef], defined: str) -> list[ast.stmt]:
    """What is in the class `defined` of the Python kernels, what it has from others first."""
    found = classes[defined]
    body: list[ast.stmt] = []
    for base in found.bases:
        for path in (KERNELS / "pure").glob("*.py"):
            others = parsed(path)[1]
            if ast.unparse(base) in others:
                body += inherited(others, ast.unparse(base))
    return [*body, *found.body]


def is_attribute(function: Function) -> bool:
    """Whether a stub's method is an attribute."""
    return any(isinstance(decorator, ast.Name) and decorator.id == "property" for decorator in function.decorator_list)


def attributes(body: list[ast.stmt]) -> dict[str, str]:
    """The attributes that a class in Python gives its objects, and their types as far as they are written down."""
    found: dict[str, str] = {}
    for start in (node for node in body if isinstance(node, Function) and node.name == "__init__"):
        types = {name.arg: ast.unparse(name.annotation) for name in start.args.args if name.annotation is not None}
        for node in ast.walk(start):
            if isinstance(node, ast.Assign | ast.AnnAssign):
                target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
                if isinstance(target, ast.Attribute):
                    value = node.value
                    found[target.attr] = types.get(value.id, "") if isinstance(value, ast.Name) else ""
    return found


@pytest.mark.parametrize("name", STUBS)
def test_python_is_as_the_stub_says(name: str) -> None:
    stub_functions, stub_classes = parsed(KERNELS / "native" / f"{name}.pyi")
    functions, classes = parsed(KERNELS / "pure" / f"{name}.py")
    assert stub_functions or stub_classes
    for function, stub in stub_functions.items():
        assert parameters(functions[function]) == parameters(stub), function
        assert types_of(functions[function]) == types_of(stub), function
    for defined, stub_class in stub_classes.items():
        if (name, defined) in OWN:
            continue
        body = inherited(classes, defined)
        methods, given = dict(members(body)), attributes(body)
        for method, stub in members(stub_class.body):
            where = f"{defined}.{method}"
            if is_attribute(stub):
                assert given[method] in ("", *types_of(stub)), where
            else:
                assert parameters(methods[method]) == parameters(stub), where
                if not stub.decorator_list:
                    assert types_of(methods[method]) == types_of(stub), where


def told(function: Any) -> list[Parameter]:
    """The parameters of a compiled function, as it tells them itself."""
    given = inspect.signature(function).parameters.values()
    return [(one.name, "" if one.default is one.empty else repr(one.default)) for one in given if one.name != "self"]


def constructors(name: str) -> dict[str, list[Parameter]]:
    """How the classes of a compiled module are made, which they do not tell: names of parameters, and defaults."""
    source = (KERNELS / "native" / f"{name}.pyx").read_text()
    found = {}
    for defined, text in re.findall(r"^cdef class (\w+).*?^    def __cinit__\(\s*self,?(.*?)\):$", source, re.M | re.S):
        words = [word.replace(" not None", "").strip() for word in text.split(",")]
        pairs = [word.partition("=") for word in words if word]
        found[defined] = [(pair[0].split()[-1], pair[2]) for pair in pairs]
    return found


@pytest.mark.parametrize("kernels", ["native"], indirect=True)
@pytest.mark.parametrize("name", STUBS)
def test_the_compiled_ones_are_as_the_stub_says(kernels: ModuleType, name: str) -> None:
    module = importlib.import_module(f"{kernels.__name__}.{name}")
    functions, classes = parsed(KERNELS / "native" / f"{name}.pyi")
    public = {key: value for key, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__}
    owned = {key for key in public if not key.startswith("_") and (name, key) not in OWN}
    assert owned == {*functions, *(defined for defined in classes if (name, defined) not in OWN)}
    for function, stub in functions.items():
        assert told(getattr(module, function)) == parameters(stub), function
    for defined, stub_class in classes.items():
        made = getattr(module, defined)
        stubs = dict(members(stub_class.body))
        inherited = {key for kind in made.__mro__[:-1] for key in vars(kind)}
        assert {key for key in inherited if not key.startswith("_")} == {key for key in stubs if key[0] != "_"}, defined
        for method, stub in stubs.items():
            if is_attribute(stub):
                assert not callable(getattr(made, method)), f"{defined}.{method}"
            elif not method.startswith("_"):
                assert told(getattr(made, method)) == parameters(stub), f"{defined}.{method}"
        if "__init__" in stubs and defined in constructors(name):
            assert constructors(name)[defined] == parameters(stubs["__init__"]), defined


def test_what_is_offered_has_a_stub() -> None:
    offered = set(seam.__all__) - CHOSEN - {key for key in vars(inflate) if key.startswith("inflate_")}
    stubs = {name: parsed(KERNELS / "native" / f"{name}.pyi") for name in STUBS}
    assert offered == {key for functions, classes in stubs.values() for key in (*functions, *classes)}
    for key, module in seam.LATER.items():
        assert any(key in part for part in stubs[module]), key
    files = {path.stem for path in (KERNELS / "native").glob("*.pyx")}
    assert files == {*STUBS, *PARTS}
