"""Modules of the optional extras, imported when they are first needed."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from index.errors import KutipError


class MissingExtraError(KutipError):
    """A module of an optional extra is missing; the hint is the install command."""


def require(module: str, extra: str) -> ModuleType:
    """Return the module of this dotted name, which Kutip's extra `extra` installs.

    Raises MissingExtraError if it is not installed or cannot be loaded.

    >>> require("no_such_module.part", "tables")
    Traceback (most recent call last):
    index.optional.MissingExtraError: no_such_module is not installed; install it with: pip install "kutip[tables]"
    """
    package = module.partition(".")[0]
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        missing = (error.name or package).partition(".")[0]
        raise MissingExtraError(f"{missing} is not installed", _command("install", extra)) from error
    except ImportError as error:
        raise MissingExtraError(
            f"{package} cannot be loaded ({error})", _command("install --force-reinstall", extra)
        ) from error


def _command(what: str, extra: str) -> str:
    return f'install it with: pip {what} "kutip[{extra}]"'
