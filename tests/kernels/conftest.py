"""Every kernel test runs over both implementations."""

from __future__ import annotations

from types import ModuleType

import pytest

from pygitobj.kernels import pure


@pytest.fixture(params=["pure", "native"], scope="session")
def kernels(request: pytest.FixtureRequest) -> ModuleType:
    """The kernels, in Python and compiled. That the compiled ones are missing is a failure, unless the run says so."""
    if request.param == "pure":
        return pure
    if request.config.getoption("no_native"):
        pytest.skip("--no-native: the compiled kernels are not tested")
    try:
        from pygitobj.kernels import native
    except ImportError as error:
        pytest.fail(f"the compiled kernels are not there ({error}); --no-native runs the suite without them")
    return native
