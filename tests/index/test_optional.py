from __future__ import annotations

import doctest
import json
import sys
from pathlib import Path

import pytest

from index import optional
from index.errors import KutipError
from index.optional import MissingExtraError, require


def test_a_module_that_is_installed_is_returned() -> None:
    assert require("json", "tables") is json
    assert require("os.path", "tables") is sys.modules["os.path"]


@pytest.mark.parametrize("module", ["pyarrow", "pyarrow.parquet"])
def test_a_missing_module_names_its_package_and_the_command(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError) as caught:
        require(module, "tables")
    assert isinstance(caught.value, KutipError)
    assert caught.value.message == "pyarrow is not installed"
    assert caught.value.hint == 'install it with: pip install "kutip[tables]"'


def test_a_module_that_needs_a_missing_one_names_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "needs_another.py").write_text("import no_such_module.part\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MissingExtraError, match=r"^no_such_module is not installed"):
        require("needs_another", "server")


def test_a_module_that_does_not_load_is_to_be_reinstalled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_library.py").write_text("raise ImportError('libbroken.so: cannot open')\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MissingExtraError) as caught:
        require("broken_library", "gpu")
    assert caught.value.message == "broken_library cannot be loaded (libbroken.so: cannot open)"
    assert caught.value.hint == 'install it with: pip install --force-reinstall "kutip[gpu]"'


def test_the_example_holds() -> None:
    assert doctest.testmod(optional).failed == 0
