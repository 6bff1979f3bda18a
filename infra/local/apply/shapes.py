"""CloudFormation properties as the parameters of an API call: the same words, stricter types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.local.references import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping


def parameters(client: Any, operation: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """`properties` with strings made numbers and booleans where the operation's input wants them.

    Raises `TemplateError` for a property that the operation does not know, so that nothing is dropped unseen.
    """
    shape = client.meta.service_model.operation_model(operation).input_shape
    shaped: dict[str, Any] = _shaped(dict(properties), shape, operation)
    return shaped


def _shaped(value: Any, shape: Any, path: str) -> Any:
    kind = shape.type_name
    if kind == "structure":
        return {name: _shaped(inner, _member(shape, name, path), f"{path}.{name}") for name, inner in value.items()}
    if kind == "list":
        return [_shaped(inner, shape.member, path) for inner in value]
    if kind == "map":
        return {str(name): _shaped(inner, shape.value, path) for name, inner in value.items()}
    if kind in {"integer", "long"}:
        return int(value)
    if kind == "boolean":
        return value if isinstance(value, bool) else str(value).lower() == "true"
    return str(value)


def _member(shape: Any, name: str, path: str) -> Any:
    if name not in shape.members:
        raise TemplateError(f"{path} has no {name}")
    return shape.members[name]
