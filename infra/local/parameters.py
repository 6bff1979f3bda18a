"""SSM's parameters, as far as the keys need them. moto's SSM would load all of EC2: 1.5 s of every start."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Any

from infra.local import names


class ParameterError(Exception):
    """An SSM error: `code` as in botocore's `Error.Code`."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code


@dataclass(frozen=True)
class Parameter:
    """One parameter, in its newest version only."""

    name: str
    type: str
    value: str
    version: int
    modified: float

    def described(self) -> dict[str, Any]:
        return {
            "Name": self.name,
            "Type": self.type,
            "Value": self.value,
            "Version": self.version,
            "LastModifiedDate": self.modified,
            "ARN": names.arn("ssm", f"parameter{self.name}"),
            "DataType": "text",
        }


class Parameters:
    """The stored parameters and the four actions on them. Callers hold the state's lock."""

    def __init__(self) -> None:
        self._stored: dict[str, Parameter] = {}

    def clear(self) -> None:
        self._stored.clear()

    def dump(self) -> list[dict[str, Any]]:
        return [asdict(parameter) for parameter in self._stored.values()]

    def restore(self, dumped: list[dict[str, Any]]) -> None:
        self._stored = {entry["name"]: Parameter(**entry) for entry in dumped}

    def call(self, action: str, request: dict[str, Any]) -> dict[str, Any]:
        """Answer one API call. Raises `ParameterError`."""
        actions = {
            "PutParameter": self._put,
            "GetParameter": self._get,
            "GetParameters": self._get_many,
            "DeleteParameter": self._delete,
        }
        if action not in actions:
            raise ParameterError("UnknownOperationException", f"The laptop stack has no SSM {action}.")
        return actions[action](request)

    def _put(self, request: dict[str, Any]) -> dict[str, Any]:
        name = request["Name"]
        existing = self._stored.get(name)
        if existing is not None and not request.get("Overwrite"):
            raise ParameterError("ParameterAlreadyExists", "The parameter already exists.")
        version = existing.version + 1 if existing else 1
        kind = request.get("Type") or (existing.type if existing else "String")
        self._stored[name] = Parameter(name, kind, request["Value"], version, time.time())
        return {"Version": version, "Tier": "Standard"}

    def _find(self, name: str) -> Parameter:
        if name not in self._stored:
            raise ParameterError("ParameterNotFound")
        return self._stored[name]

    def _get(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"Parameter": self._find(request["Name"]).described()}

    def _get_many(self, request: dict[str, Any]) -> dict[str, Any]:
        wanted = request["Names"]
        return {
            "Parameters": [self._stored[name].described() for name in wanted if name in self._stored],
            "InvalidParameters": [name for name in wanted if name not in self._stored],
        }

    def _delete(self, request: dict[str, Any]) -> dict[str, Any]:
        del self._stored[self._find(request["Name"]).name]
        return {}


parameters = Parameters()
"""The process's parameters, as moto's state is the process's."""
