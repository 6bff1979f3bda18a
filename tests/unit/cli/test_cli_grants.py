"""Where sessions and profiles are kept between two commands."""

from __future__ import annotations

import stat
import time
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError, PasswordSetError

from imagora_cli.grants import FileVault, Grant, KeyringVault
from imagora_cli.outcomes import Misused
from imagora_cli.settings import LOCAL, Profile, ProfileBook, Settings, folder, origin

GRANT = Grant("access", "refresh", time.time() + 3600)


class Memory(KeyringBackend):
    """A keyring that takes secrets up to a length, as Windows' does."""

    priority = 5  # type: ignore[assignment]

    def __init__(self, longest: int = 10_000) -> None:
        super().__init__()
        self.longest, self.kept = longest, dict[tuple[str, str], str]()

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password) > self.longest:
            raise PasswordSetError("too long")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("none")


@pytest.fixture
def file(tmp_path: Path) -> FileVault:
    return FileVault(tmp_path / "sessions")


def _keyring(monkeypatch: pytest.MonkeyPatch, one: Memory) -> None:
    monkeypatch.setattr(keyring, "get_password", one.get_password)
    monkeypatch.setattr(keyring, "set_password", one.set_password)
    monkeypatch.setattr(keyring, "delete_password", one.delete_password)


def test_a_file_of_tokens_is_its_owners_alone(file: FileVault) -> None:
    told = file.keep("default https://imagora.test", GRANT)
    (path,) = file.folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.folder.stat().st_mode) == 0o700
    assert "unencrypted" in told
    assert str(path) in told
    assert file.load("default https://imagora.test") == GRANT
    assert file.load("default https://other.test") is None


def test_what_is_forgotten_is_gone_and_may_be_forgotten_again(file: FileVault) -> None:
    file.keep("key", GRANT)
    file.forget("key")
    file.forget("key")
    assert list(file.folder.iterdir()) == []


def test_a_file_that_somebody_broke_is_no_session(file: FileVault) -> None:
    file.keep("key", GRANT)
    next(file.folder.iterdir()).write_text('{"access_token": ')
    assert file.load("key") is None


def test_a_keyring_leaves_no_file(file: FileVault, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Memory()
    _keyring(monkeypatch, one)
    file.keep("key", GRANT)
    vault = KeyringVault(file)
    assert vault.keep("key", GRANT) == "in the system's keyring"
    assert list(file.folder.iterdir()) == []
    assert vault.load("key") == GRANT
    vault.forget("key")
    assert (vault.load("key"), one.kept) == (None, {})


def test_what_a_keyring_refuses_goes_to_the_file(file: FileVault, monkeypatch: pytest.MonkeyPatch) -> None:
    _keyring(monkeypatch, Memory(longest=10))
    vault = KeyringVault(file)
    assert "unencrypted" in vault.keep("key", GRANT)
    assert vault.load("key") == GRANT


def test_the_server_is_the_options_then_the_environments_then_the_profiles(monkeypatch: pytest.MonkeyPatch) -> None:
    ProfileBook({}).with_profile("work", Profile("https://work.test", "ann")).save()
    assert Settings.chosen(server="https://given.test", profile=None).server == "https://given.test"
    assert Settings.chosen(server=None, profile=None).server == "https://imagora.test"
    monkeypatch.delenv("IMAGORA_SERVER")
    assert Settings.chosen(server=None, profile=None).key == "work https://work.test"
    monkeypatch.setenv("IMAGORA_PROFILE", "another")
    assert Settings.chosen(server=None, profile=None) == Settings(LOCAL, "another")
    assert Settings.chosen(server=None, profile="work").server == "https://work.test"
    assert stat.S_IMODE((folder() / "profiles.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("https://Imagora.Example/", "https://imagora.example"),
        ("imagora.example", "https://imagora.example"),
        ("http://127.0.0.1:8000/v1", "http://127.0.0.1:8000"),
        ("http://localhost:1", "http://localhost:1"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_is_its_origin(given: str, meant: str) -> None:
    assert origin(given) == meant


@pytest.mark.parametrize(
    "given", ["http://imagora.example", "ftp://imagora.example", "https://ann:secret@imagora.example", "https://", ""]
)
def test_an_address_that_is_not_safe_or_none_is_refused(given: str) -> None:
    with pytest.raises(Misused):
        origin(given)


def test_http_is_allowed_where_somebody_trusts_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGORA_ALLOW_HTTP", "1")
    assert origin("http://imagora.lan:8000") == "http://imagora.lan:8000"
