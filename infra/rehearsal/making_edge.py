"""CloudFront's resources: CloudFormation's words turned into those of CloudFront's API, then created by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Properties = Mapping[str, Any]
Clients = Callable[[str], Any]

_API_NAMES = {
    "OriginSSLProtocols": "OriginSslProtocols",
    "OriginCustomHeaders": "CustomHeaders",
    "IPV6Enabled": "IsIPV6Enabled",
    "AcmCertificateArn": "ACMCertificateArn",
    "SslSupportMethod": "SSLSupportMethod",
}
_REQUIRED = {"CustomOriginConfig": {"HTTPPort": 80}, "DistributionConfig": {"CallerReference": "rehearsal"}}
"""What the API wants to be told and CloudFormation fills in."""


class NotInTheApi(Exception):
    """The template has a property that CloudFront's API doesn't know."""


def request(client: Any, operation: str, properties: Properties) -> dict[str, Any]:
    """`properties` as the operation's parameters. Raises NotInTheApi for a property that has no place there."""
    shape = client.meta.service_model.operation_model(operation).input_shape
    return dict(_shaped(properties, shape, ""))


def _shaped(value: Any, shape: Any, name: str) -> Any:
    if shape.type_name == "structure":
        if isinstance(value, list):
            return _counted({"Items": value}, shape)
        known = {_API_NAMES.get(key, key): inner for key, inner in value.items()}
        strange = sorted(set(known) - set(shape.members))
        if strange:
            raise NotInTheApi(f"{name or shape.name} has no {', '.join(strange)}")
        made = {key: _shaped(inner, shape.members[key], key) for key, inner in known.items()}
        return _REQUIRED.get(name, {}) | (_counted(made, shape) if set(known) == {"Items"} else made)
    if shape.type_name == "list":
        return [_shaped(inner, shape.member, name) for inner in value]
    return _SCALARS.get(shape.type_name, str)(value)


_SCALARS: dict[str, Callable[[Any], Any]] = {
    "integer": int,
    "long": int,
    "boolean": lambda value: value if isinstance(value, bool) else str(value).lower() == "true",
    "blob": lambda value: str(value).encode(),
}


def _counted(made: dict[str, Any], shape: Any) -> dict[str, Any]:
    """CloudFront's API wants to be told how many items a list has."""
    items = [_shaped(item, shape.members["Items"].member, "") for item in made["Items"]]
    return {"Quantity": len(items), "Items": items}


def _create_or_update(noun: str, response: str, config: str) -> Callable[..., Any]:
    """A maker for what is one configuration with an id and an ETag."""

    def maker(made: Callable[..., Any]) -> Callable[..., Any]:
        def make(clients: Clients, properties: Properties, old: Any) -> Any:
            client = clients("cloudfront")
            snake = _snake(noun)
            if old is None:
                given = request(client, f"Create{noun}", {config: properties[config]})
                answer = getattr(client, f"create_{snake}")(**given)[response]
            else:
                etag = getattr(client, f"get_{snake}")(Id=old.physical_id)["ETag"]
                given = request(client, f"Update{noun}", {config: properties[config]})
                answer = getattr(client, f"update_{snake}")(Id=old.physical_id, IfMatch=etag, **given)[response]
            attributes = {
                "Id": answer["Id"],
                **({"DomainName": answer["DomainName"]} if "DomainName" in answer else {}),
            }
            return made(f"AWS::CloudFront::{noun}", answer["Id"], attributes)

        return make

    return maker


def _remove(noun: str) -> Callable[[Clients, Any], None]:
    def remove(clients: Clients, made: Any) -> None:
        client = clients("cloudfront")
        etag = getattr(client, f"get_{_snake(noun)}")(Id=made.physical_id)["ETag"]
        getattr(client, f"delete_{_snake(noun)}")(Id=made.physical_id, IfMatch=etag)

    return remove


def _function(made: Callable[..., Any]) -> Callable[..., Any]:
    def make(clients: Clients, properties: Properties, old: Any) -> Any:
        client, name = clients("cloudfront"), properties["Name"]
        given = {key: properties[key] for key in ("FunctionConfig", "FunctionCode")}
        if old is None:
            client.create_function(**request(client, "CreateFunction", {"Name": name, **given}))
        else:
            etag = client.describe_function(Name=name)["ETag"]
            client.update_function(**request(client, "UpdateFunction", {"Name": name, "IfMatch": etag, **given}))
        found = client.describe_function(Name=name)
        if properties.get("AutoPublish"):
            found = client.publish_function(Name=name, IfMatch=found["ETag"])
        arn = found["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]
        return made("AWS::CloudFront::Function", arn, {"FunctionARN": arn})

    return make


def _remove_function(clients: Clients, made: Any) -> None:
    client, name = clients("cloudfront"), made.properties["Name"]
    client.delete_function(Name=name, IfMatch=client.describe_function(Name=name)["ETag"])


def _snake(noun: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in noun).lstrip("_")


TYPES: dict[str, tuple[Callable[..., Any], Callable[[Clients, Any], None]]] = {
    f"AWS::CloudFront::{noun}": (_create_or_update(noun, noun, f"{noun}Config"), _remove(noun))
    for noun in ("OriginAccessControl", "ResponseHeadersPolicy", "CachePolicy", "Distribution")
}
TYPES["AWS::CloudFront::Function"] = (_function, _remove_function)
