"""One file of settings: where it is, and what of the writer is taken from it, the environment and the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import platformdirs
import pytest

from index.errors import BadInputError
from qa.config import WriterSettings, config_path, read_config, writer_settings

URL = "http://localhost:8080/v1"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KUTIP_CONFIG", str(tmp_path / "config.toml"))
    return tmp_path / "config.toml"


def test_an_old_file_of_the_chat_is_read_where_no_other_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KUTIP_CONFIG", raising=False)
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda _: str(tmp_path))
    assert config_path() == tmp_path / "config.toml"
    (tmp_path / "chat.toml").write_text('theme = "kutip-light"', encoding="utf-8")
    assert read_config(config_path()) == {"theme": "kutip-light"}
    (tmp_path / "config.toml").write_text("", encoding="utf-8")
    assert read_config(config_path()) == {}


def test_without_settings_there_is_no_writer(config: Path) -> None:
    assert writer_settings() is None
    config.write_text('theme = "kutip-light"', encoding="utf-8")
    assert writer_settings() is None


def test_the_command_line_comes_before_the_environment_before_the_file(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write_text(f'[writer]\nurl = "{URL}/"\nmodel = "small"\ntimeout = 5\nmost_tokens = 90', encoding="utf-8")
    assert writer_settings() == WriterSettings(URL, "small", None, 5.0, 90)
    monkeypatch.setenv("KUTIP_WRITER_MODEL", "middling")
    monkeypatch.setenv("KUTIP_WRITER_TIMEOUT", "7.5")
    assert writer_settings() == WriterSettings(URL, "middling", None, 7.5, 90)
    assert writer_settings("large") == WriterSettings(URL, "large", None, 7.5, 90)
    assert writer_settings("https://models.example/v1") == WriterSettings(
        "https://models.example/v1", "middling", None, 7.5, 90
    )
    there = writer_settings("org/large@2@http://127.0.0.1:9/v1")
    assert there == WriterSettings("http://127.0.0.1:9/v1", "org/large@2", None, 7.5, 90)
    assert there.host == "127.0.0.1:9"


def test_the_key_is_in_the_environment_or_printed_by_a_command(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "from-my-variable")
    begins = f'[writer]\nurl = "{URL}"\nmodel = "small"\n'
    command = f"'{sys.executable}' -c 'print(\"printed\")'"
    for line, key in (
        ("", None),
        ('key_env = "MY_KEY"', "from-my-variable"),
        (f"key_command = {json.dumps(command)}", "printed"),
    ):
        config.write_text(begins + line, encoding="utf-8")
        settings = writer_settings()
        assert settings is not None
        assert settings.key == key
        assert str(key) not in repr(settings) or key is None
    monkeypatch.setenv("KUTIP_WRITER_KEY", "first")
    assert writer_settings() == WriterSettings(URL, "small", "first")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('[writter]\nurl = "x"', "'writter' in .* is no setting; write 'writer'"),
        ('[writer]\nurll = "x"', "'urll' in .writer. of .* is no setting; write 'url'"),
        ('[writer]\nkey = "secret"', "'key' in .* is no setting; write 'key_env'"),
        ('writer = "x"', "is no table"),
        ('[writer]\nmodel = "small"', "has no url"),
        (f'[writer]\nurl = "{URL}"', "has no model"),
        ('[writer]\nurl = "localhost:8080"\nmodel = "m"', "is no address"),
        ('[writer]\nurl = "http://[::1/v1"\nmodel = "m"', "is no address"),
        ('[writer]\nurl = "file:///etc/passwd"\nmodel = "m"', "is no address"),
        ('[writer]\nurl = "http://me:secret@host/v1"\nmodel = "m"', "has a password"),
        (f'[writer]\nurl = "{URL}"\nmodel = 3', "model of the writer is no text"),
        (f'[writer]\nurl = "{URL}"\nmodel = "m"\ntimeout = "soon"', "timeout of the writer is no number"),
        (f'[writer]\nurl = "{URL}"\nmodel = "m"\ntimeout = nan', "timeout of the writer is no number"),
        (f'[writer]\nurl = "{URL}"\nmodel = "m"\ntimeout = 0', "timeout of the writer is 0"),
        (f'[writer]\nurl = "{URL}"\nmodel = "m"\nmost_tokens = -1', "most_tokens of the writer is -1"),
        (f'[writer]\nurl = "{URL}"\nmodel = "m"\nkey_env = "NOT_SET"', "NOT_SET, which is not set"),
        (f'[writer]\nurl = "{URL}"\nmodel = "m"\nkey_command = "no-such-command"', "key_command of the writer failed"),
        ("[writer", "cannot be read"),
    ],
)
def test_wrong_settings_are_named(config: Path, written: str, said: str) -> None:
    config.write_text(written, encoding="utf-8")
    with pytest.raises(BadInputError, match=said) as raised:
        writer_settings()
    assert "secret" not in str(raised.value)
