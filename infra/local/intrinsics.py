"""CloudFormation's intrinsic functions, worked out against deterministic local names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from infra.local import references
from infra.local.references import TemplateError
from infra.local.state import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Resolver", "TemplateError"]

_PLACEHOLDER = re.compile(r"\$\{(!?)([^}]+)\}")

PSEUDO_PARAMETERS = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": "imagora-local",
    "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/imagora-local/local",
}


class _NoValue:
    """`AWS::NoValue`: takes the property or list entry away that it is the value of."""


_NO_VALUE = _NoValue()


class Resolver:
    """Resolves one template (after the SAM transform) with these parameter values."""

    def __init__(self, template: Mapping[str, Any], parameters: Mapping[str, str]) -> None:
        self._template = template
        self._parameters = parameters
        self._conditions: dict[str, bool] = {}
        self._properties: dict[str, dict[str, Any]] = {}
        self._resolving: list[str] = []
        self._functions: dict[str, Callable[[Any], Any]] = {
            "Ref": self._ref,
            "Condition": self._condition,
            "Fn::GetAtt": self._get_att,
            "Fn::Sub": self._sub,
            "Fn::Join": self._join,
            "Fn::If": self._if,
            "Fn::Select": lambda given: self.value(given[1])[int(self.value(given[0]))],
            "Fn::Split": lambda given: self.value(given[1]).split(self.value(given[0])),
            "Fn::FindInMap": self._find_in_map,
            "Fn::Equals": lambda given: str(self.value(given[0])) == str(self.value(given[1])),
            "Fn::Not": lambda given: not self.value(given[0]),
            "Fn::And": lambda given: all(self.value(part) for part in given),
            "Fn::Or": lambda given: any(self.value(part) for part in given),
        }

    def resolve(self) -> dict[str, Any]:
        """`{"Resources", "Outputs"}`: what exists under these parameters, outputs as name → value."""
        resources = {}
        for logical_id, resource in self._template["Resources"].items():
            if self._exists(resource):
                resources[logical_id] = {"Type": resource["Type"], "Properties": self.properties(logical_id)}
        outputs = {
            name: str(self.value(output["Value"]))
            for name, output in self._template.get("Outputs", {}).items()
            if self._exists(output)
        }
        return {"Resources": resources, "Outputs": outputs}

    def _exists(self, part: Mapping[str, Any]) -> bool:
        return "Condition" not in part or self._condition(part["Condition"])

    def properties(self, logical_id: str) -> dict[str, Any]:
        """A resource's resolved properties. Raises `TemplateError` where resources refer to each other in a ring."""
        if logical_id not in self._properties:
            if logical_id in self._resolving:
                raise TemplateError(f"{' -> '.join([*self._resolving, logical_id])} is a circle")
            self._resolving.append(logical_id)
            found = self._template["Resources"][logical_id].get("Properties", {})
            self._properties[logical_id] = self.value(found)
            self._resolving.pop()
        return self._properties[logical_id]

    def value(self, node: Any) -> Any:
        """A part of the template with everything in it resolved."""
        if isinstance(node, dict):
            if len(node) == 1:
                name, given = next(iter(node.items()))
                if name in self._functions and not (name == "Condition" and not isinstance(given, str)):
                    return self._functions[name](given)
                if name.startswith("Fn::"):
                    raise TemplateError(f"the laptop stack does not know {name}")
            resolved = {key: self.value(value) for key, value in node.items()}
            return {key: value for key, value in resolved.items() if value is not _NO_VALUE}
        if isinstance(node, list):
            return [value for value in map(self.value, node) if value is not _NO_VALUE]
        return node

    def _ref(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return _NO_VALUE
        if name in self._parameters:
            return self._parameters[name]
        if name in PSEUDO_PARAMETERS:
            return PSEUDO_PARAMETERS[name]
        return references.reference(name, self._type(name), self._naming(name))

    def _get_att(self, given: Any) -> str:
        name, attribute = given.split(".", 1) if isinstance(given, str) else (given[0], ".".join(given[1:]))
        return references.attribute(name, self._type(name), attribute, self._naming(name))

    def _type(self, name: str) -> str:
        resource = self._template["Resources"].get(name)
        if resource is None:
            raise TemplateError(f"the template refers to {name}, which is neither parameter nor resource")
        return str(resource["Type"])

    def _naming(self, name: str) -> dict[str, Any]:
        """Only the properties that name the resource, so that two may mention each other elsewhere."""
        found = self._template["Resources"][name].get("Properties", {})
        return {key: self.value(found[key]) for key in references.NAMING_PROPERTIES if key in found}

    def _condition(self, name: str) -> bool:
        if name not in self._conditions:
            declared = self._template.get("Conditions", {})
            if name not in declared:
                raise TemplateError(f"the template has no condition {name}")
            self._conditions[name] = bool(self.value(declared[name]))
        return self._conditions[name]

    def _if(self, given: list[Any]) -> Any:
        condition, chosen, otherwise = given
        return self.value(chosen if self._condition(condition) else otherwise)

    def _join(self, given: list[Any]) -> str:
        separator, parts = given
        return str(separator).join(str(part) for part in self.value(parts))

    def _find_in_map(self, given: list[Any]) -> Any:
        name, first, second = (self.value(part) for part in given)
        return self._template["Mappings"][name][first][second]

    def _sub(self, given: Any) -> str:
        text, own = (given, {}) if isinstance(given, str) else (given[0], self.value(given[1]))

        def replaced(match: re.Match[str]) -> str:
            literal, name = match.groups()
            if literal:
                return f"${{{name}}}"
            if name in own:
                return str(own[name])
            return str(self._get_att(name) if "." in name else self._ref(name))

        return _PLACEHOLDER.sub(replaced, text)
