"""The instance's keys: made once, never overwritten."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from imagora.kernel.keys import KeyRing
from infra.local.parameters import ParameterError, Parameters
from infra.secret_keys import ensure_keys, keys_parameter


class Ssm:
    """A client over the laptop's own parameters."""

    def __init__(self) -> None:
        self.parameters = Parameters()

    def put_parameter(self, **given: Any) -> dict[str, Any]:
        try:
            return self.parameters.call("PutParameter", given)
        except ParameterError as error:
            raise ClientError({"Error": {"Code": error.code, "Message": ""}}, "PutParameter") from error

    def value(self, name: str) -> dict[str, Any]:
        return self.parameters.call("GetParameter", {"Name": name})["Parameter"]


def test_keys_are_made_when_there_are_none() -> None:
    ssm = Ssm()
    ensure_keys(ssm, "beta")
    made = ssm.value("/imagora/beta/keys")

    assert keys_parameter("beta") == made["Name"]
    assert made["Type"] == "SecureString"
    keys = json.loads(made["Value"])
    assert len({*keys["cursor"], keys["identity"]}) == 3
    assert KeyRing(lambda: made["Value"]).current().identity == keys["identity"]


def test_keys_stay_when_they_are_asked_for_again() -> None:
    ssm = Ssm()
    ensure_keys(ssm, "beta")
    before = ssm.value("/imagora/beta/keys")
    ensure_keys(ssm, "beta")

    assert ssm.value("/imagora/beta/keys") == before


def test_any_other_refusal_is_not_swallowed() -> None:
    class Refusing:
        def put_parameter(self, **_: Any) -> None:
            raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": ""}}, "PutParameter")

    with pytest.raises(ClientError, match="AccessDenied"):
        ensure_keys(Refusing(), "beta")


def test_parameters_have_versions_and_unknown_ones_are_named() -> None:
    parameters = Parameters()
    parameters.call("PutParameter", {"Name": "/a", "Value": "1", "Type": "String"})
    overwritten = parameters.call("PutParameter", {"Name": "/a", "Value": "2", "Overwrite": True})

    assert overwritten["Version"] == 2
    found = parameters.call("GetParameters", {"Names": ["/a", "/b"]})
    assert ([p["Value"] for p in found["Parameters"]], found["InvalidParameters"]) == (["2"], ["/b"])
    restored = Parameters()
    restored.restore(parameters.dump())
    assert restored.call("GetParameter", {"Name": "/a"})["Parameter"]["Version"] == 2
    parameters.call("DeleteParameter", {"Name": "/a"})
    with pytest.raises(ParameterError) as missing:
        parameters.call("GetParameter", {"Name": "/a"})
    assert missing.value.code == "ParameterNotFound"
