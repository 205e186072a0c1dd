"""Where it is installed, the package has the name of its distribution too."""

from __future__ import annotations

import importlib.util
import sys
import tomllib

import pytest

import qa
from tests.support import ROOT


def test_kutip_is_another_name_of_qa(monkeypatch: pytest.MonkeyPatch) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    ((place, name),) = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"].items()
    assert name == "kutip.py"
    spec = importlib.util.spec_from_file_location("kutip", ROOT / place)
    assert spec is not None
    assert spec.loader is not None
    monkeypatch.setitem(sys.modules, "kutip", importlib.util.module_from_spec(spec))
    spec.loader.exec_module(sys.modules["kutip"])
    assert sys.modules["kutip"] is qa
