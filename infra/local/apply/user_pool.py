"""AWS::Cognito::UserPool, UserPoolClient and UserPoolGroup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from infra.local import names
from infra.local.apply.shapes import parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def apply_pool(clients: Callable[[str], Any], logical_id: str, properties: Mapping[str, Any]) -> None:
    """The pool, under the id that `names.user_pool_id` gives for its name."""
    client = clients("cognito-idp")
    name = str(properties.get("UserPoolName", logical_id))
    pool_id = names.user_pool_id(name)
    settings = {key: value for key, value in properties.items() if key not in {"UserPoolName", "UserPoolTags"}}
    existing = _found(client.describe_user_pool, UserPoolId=pool_id)
    if existing is None:
        client.create_user_pool(**parameters(client, "CreateUserPool", {**settings, "PoolName": name}))
        return
    fixed_at_creation = {"Schema", "UsernameConfiguration", "AliasAttributes", "UsernameAttributes"}
    changeable = {key: value for key, value in settings.items() if key not in fixed_at_creation}
    wanted = parameters(client, "UpdateUserPool", {**changeable, "UserPoolId": pool_id})
    if _differs(existing["UserPool"], wanted):
        client.update_user_pool(**wanted)


def apply_client(clients: Callable[[str], Any], logical_id: str, properties: Mapping[str, Any]) -> None:
    client = clients("cognito-idp")
    settings = {"ClientName": logical_id, **properties}
    pool_id = str(settings["UserPoolId"])
    client_id = names.user_pool_client_id(pool_id, str(settings["ClientName"]))
    existing = _found(client.describe_user_pool_client, UserPoolId=pool_id, ClientId=client_id)
    if existing is None:
        client.create_user_pool_client(**parameters(client, "CreateUserPoolClient", settings))
        return
    changeable = {key: value for key, value in settings.items() if key != "GenerateSecret"}
    wanted = parameters(client, "UpdateUserPoolClient", {**changeable, "ClientId": client_id})
    if _differs(existing["UserPoolClient"], wanted):
        client.update_user_pool_client(**wanted)


def apply_group(clients: Callable[[str], Any], logical_id: str, properties: Mapping[str, Any]) -> None:
    client = clients("cognito-idp")
    settings = parameters(client, "CreateGroup", {"GroupName": logical_id, **properties})
    if _found(client.get_group, UserPoolId=settings["UserPoolId"], GroupName=settings["GroupName"]) is None:
        client.create_group(**settings)


def _found(describe: Callable[..., dict[str, Any]], **which: str) -> dict[str, Any] | None:
    try:
        return describe(**which)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return None


def _differs(existing: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether anything wanted is not so. Both describe and update use the same words, but for the pool's id."""
    return any(existing.get(name) != value for name, value in wanted.items() if name != "UserPoolId")
