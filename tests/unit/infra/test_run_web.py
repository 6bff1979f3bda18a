"""When the page is built, and with which Node; npm itself is not run."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from infra import web


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small web/ folder with packages installed."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.ts").write_text("", encoding="utf-8")
    (tmp_path / "package-lock.json").write_text("{}", encoding="utf-8")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / ".package-lock.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(web, "WEB", tmp_path)
    monkeypatch.setattr(web, "DIST", tmp_path / "dist")
    return tmp_path


def _npm(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str, version: str = "v22.1.0") -> Path:
    """Programs that stand in for Node and npm; the log of npm's calls."""
    programs = folder / "programs"
    programs.mkdir()
    log = folder / "calls"
    (programs / "node").write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
    (programs / "npm").write_text(f'#!/bin/sh\necho "$@" >> {log}\n{script}\n', encoding="utf-8")
    for program in programs.iterdir():
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}/bin{os.pathsep}/usr/bin")
    return log


_BUILDS = "mkdir -p dist && touch dist/index.html"


def test_a_build_is_made_once_until_a_source_changes(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = _npm(source, monkeypatch, _BUILDS)
    said: list[str] = []
    web.build(said.append)
    web.build(said.append)
    assert calls.read_text(encoding="utf-8") == "run build\n"
    assert said[-1] == "page: built"
    later = (source / "dist" / ".built").stat().st_mtime + 10
    os.utime(source / "src" / "main.ts", (later, later))
    assert not web.is_built()
    web.build(said.append)
    assert calls.read_text(encoding="utf-8") == "run build\nrun build\n"


def test_packages_are_installed_when_they_are_missing(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (source / "node_modules" / ".package-lock.json").unlink()
    calls = _npm(source, monkeypatch, _BUILDS)
    web.build(lambda _line: None)
    assert calls.read_text(encoding="utf-8").splitlines() == ["ci --no-audit --no-fund", "run build"]


def test_what_the_browser_tests_need_is_installed_apart(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (source / "browser").mkdir()
    (source / "browser" / "package-lock.json").write_text("{}", encoding="utf-8")
    calls = _npm(source, monkeypatch, "mkdir -p browser/node_modules && touch browser/node_modules/.package-lock.json")
    for _ in range(2):
        web.install_for_browser(lambda _line: None)
    assert calls.read_text(encoding="utf-8").splitlines() == ["--prefix browser ci --no-audit --no-fund"]


def test_a_build_that_was_cut_off_does_not_pass_for_one(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _npm(source, monkeypatch, f"{_BUILDS}; echo out of memory; exit 1")
    with pytest.raises(web.CannotBuild, match="out of memory"):
        web.build(lambda _line: None)
    assert not web.is_built()


def test_a_stop_ends_a_build_that_is_under_way(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _npm(source, monkeypatch, "sleep 60")
    stopping = threading.Event()
    stopping.set()
    with pytest.raises(web.CannotBuild):
        web.build(lambda _line: None, stopping)


@pytest.mark.parametrize("version", ["v18.20.0", "v20.18.3", "nonsense"])
def test_an_old_node_is_not_used(source: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    calls = _npm(source, monkeypatch, _BUILDS, version)
    wheel = source / "wheel"
    log = source / "wheel_calls"
    monkeypatch.setattr(web, "find_spec", lambda _name: type("Spec", (), {"submodule_search_locations": [str(wheel)]}))
    (wheel / "bin").mkdir(parents=True)
    (wheel / "bin" / "node").write_text(f'#!/bin/sh\necho "$@" >> {log}\n{_BUILDS}\n', encoding="utf-8")
    (wheel / "bin" / "node").chmod(0o755)
    web.build(lambda _line: None)
    assert not calls.exists()
    assert log.read_text(encoding="utf-8") == f"{wheel}/lib/node_modules/npm/bin/npm-cli.js run build\n"
