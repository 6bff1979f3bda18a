"""Where `make smoke` finds an instance."""

from __future__ import annotations

from typing import Any

import pytest

from infra import smoke
from infra.deploy.stacks import Stack
from infra.deploy.target import Target
from infra.instance import NoInstance


@pytest.fixture
def target(monkeypatch: pytest.MonkeyPatch) -> None:
    class Session:
        def client(self, _: str) -> Any:
            return None

    monkeypatch.setattr(Target, "of", classmethod(lambda cls, stage: cls(stage, "eu-central-1", Session())))


def test_the_local_stage_is_on_this_machine() -> None:
    assert smoke.address("local", "8123") == "http://127.0.0.1:8123"


@pytest.mark.usefixtures("target")
def test_a_deployed_stage_is_where_its_edge_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stack, "outputs", lambda stack: {"Origin": f"https://{stack.name}.test"})
    assert smoke.address("prod", "8000") == "https://imagora-prod-edge.test"


@pytest.mark.usefixtures("target")
def test_a_stage_without_an_edge_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stack, "outputs", lambda _: {})
    with pytest.raises(NoInstance, match="make deploy STAGE=prod"):
        smoke.address("prod", "8000")
