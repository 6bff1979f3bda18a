"""API Gateway in moto, taught what AWS takes from Chalice: Swagger 2.0 with its authorizers, compression, and settings.

Stock moto reads OpenAPI 3 only, and drops security. Overwriting an API takes its gateway responses away, and a new
deployment leaves a stage's settings alone, as on AWS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_AUTHORIZER = "x-amazon-apigateway-authorizer"
_INTEGRATION = "x-amazon-apigateway-integration"


def install() -> None:
    """Patch moto; for the life of the process, once."""
    from moto.apigateway.models import APIGatewayBackend, RestAPI
    from moto.apigateway.responses import APIGatewayResponse

    if APIGatewayBackend.put_rest_api is _put_rest_api:
        return
    APIGatewayBackend.import_rest_api = _import_rest_api  # type: ignore[method-assign]
    APIGatewayBackend.put_rest_api = _put_rest_api  # type: ignore[method-assign]
    RestAPI.create_deployment = _keeping_settings(RestAPI.create_deployment)  # type: ignore[method-assign]
    RestAPI.apply_patch_operations = _with_compression(RestAPI.apply_patch_operations)  # type: ignore[method-assign]
    APIGatewayResponse.create_rest_api = _with_endpoint(APIGatewayResponse.create_rest_api)  # type: ignore[method-assign]


def _import_rest_api(backend: Any, api_doc: dict[str, Any], fail_on_warnings: object) -> Any:
    api = backend.create_rest_api(name=api_doc["info"]["title"], description="")
    return backend.put_rest_api(api.id, api_doc, fail_on_warnings, "overwrite")


def _put_rest_api(
    backend: Any, function_id: str, api_doc: dict[str, Any], fail_on_warnings: object, mode: str = "merge"
) -> Any:
    if mode != "overwrite" or api_doc.get("swagger") != "2.0" or fail_on_warnings:
        raise ValueError("the rehearsal takes whole Swagger 2.0 documents, as Chalice sends them")
    api = backend.get_rest_api(function_id)
    api.resources, api.authorizers, api.gateway_responses = {}, {}, {}
    api.default = api.add_child("/")
    api.root_resource_id = api.default.id
    api.binaryMediaTypes = api_doc.get("x-amazon-apigateway-binary-media-types", [])
    authorizers = _authorizers(backend, api, api_doc)
    for path, methods in api_doc["paths"].items():
        resource_id = _resource(backend, api, path)
        for method, described in methods.items():
            _method(backend, api.id, resource_id, method.upper(), described, authorizers)
    return api


def _keeping_settings(create_deployment: Callable[..., Any]) -> Callable[..., Any]:
    """A deployment changes what a stage serves, not how it is set."""

    def deploy(api: Any, name: str, *rest: Any, **named: Any) -> Any:
        known = api.stages.get(name)
        made = create_deployment(api, name, *rest, **named)
        if known is not None:
            api.stages[name].access_log_settings = known.access_log_settings
            api.stages[name].method_settings = known.method_settings
        return made

    return deploy


def _with_compression(apply_patch_operations: Callable[..., Any]) -> Callable[..., Any]:
    def patch(api: Any, operations: list[dict[str, Any]]) -> None:
        apply_patch_operations(api, operations)
        for operation in operations:
            if operation["op"] == "replace" and operation["path"] == "/minimumCompressionSize":
                api.minimum_compression_size = int(operation["value"])

    return patch


def _with_endpoint(create_rest_api: Callable[..., Any]) -> Callable[..., Any]:
    def create(response: Any) -> Any:
        answer = create_rest_api(response)
        kind = response.querystring.get("endpointConfigurationTypes", [""])[0]
        if kind:
            list(response.backend.apis.values())[-1].endpoint_configuration = {"types": [kind]}
        return answer

    return create


def _authorizers(backend: Any, api: Any, document: Mapping[str, Any]) -> dict[str, str]:
    """Authorizer name → id, made as the document's security definitions say."""
    made = {}
    for name, definition in document.get("securityDefinitions", {}).items():
        authorizer = backend.create_authorizer(
            api.id, name, definition["x-amazon-apigateway-authtype"].upper(),
            provider_arns=definition[_AUTHORIZER]["providerARNs"],
            auth_type=definition["x-amazon-apigateway-authtype"],
            authorizer_uri=None, authorizer_credentials=None,
            identity_source=f"method.request.header.{definition['name']}",
            identity_validation_expression=None, authorizer_result_ttl=None,
        )  # fmt: skip
        made[name] = authorizer.id
    return made


def _resource(backend: Any, api: Any, path: str) -> str:
    """The id of the path's resource; its ancestors are made on the way."""
    current, so_far = api.default.id, ""
    for part in path.strip("/").split("/"):
        so_far += f"/{part}"
        known = api.get_resource_for_path(so_far)
        current = known.id if known else backend.create_resource(api.id, current, part).id
    return str(current)


def _method(
    backend: Any,
    api_id: str,
    resource_id: str,
    method: str,
    described: Mapping[str, Any],
    authorizers: Mapping[str, str],
) -> None:
    security = [(name, scopes) for entry in described.get("security", []) for name, scopes in entry.items()]
    name, scopes = security[0] if security else (None, None)
    backend.put_method(
        api_id, resource_id, method,
        "COGNITO_USER_POOLS" if name else "NONE",
        authorizer_id=authorizers[name] if name else None,
        authorization_scopes=scopes,
    )  # fmt: skip
    integration = described[_INTEGRATION]
    backend.put_integration(
        function_id=api_id, resource_id=resource_id, method_type=method,
        integration_type=str(integration["type"]).upper(), integration_method=integration.get("httpMethod"),
        uri=integration.get("uri"), request_templates=integration.get("requestTemplates"),
    )  # fmt: skip
