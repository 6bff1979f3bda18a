"""The API's promises: its function, its routes with their authorizer, the gateway's own answers, who may call it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from infra.deploy import gateway
from infra.rehearsal.seeing import Clients

SCOPE = "aws.cognito.signin.user.admin"

Routes = list[tuple[str, str, bool]]


def broken(
    clients: Clients,
    stage: str,
    runtime: str,
    config: Mapping[str, Any],
    policy: Mapping[str, Any],
    routes: Routes,
    values: Mapping[str, str],
) -> Iterator[str]:
    """What of the API isn't as promised. config and policy: the filled-in files of .chalice/."""
    gateway_client = clients("apigateway")
    found = [api for api in gateway_client.get_rest_apis()["items"] if _is_ours(gateway_client, api["id"], stage)]
    if len(found) != 1:
        yield f"there are {len(found)} REST APIs of this stage, not one"
        return
    api = found[0]
    if api["endpointConfiguration"]["types"] != [config["api_gateway_endpoint_type"]]:
        yield f"the API's endpoint is {api['endpointConfiguration']['types']}"
    if str(api.get("minimumCompressionSize")) != str(config["minimum_compression_size"]):
        yield f"the gateway compresses from {api.get('minimumCompressionSize')} bytes on"
    yield from _function(clients, stage, runtime, config, policy)
    yield from _routes(gateway_client, api["id"], stage, routes, values["UserPoolArn"])
    yield from _responses(gateway_client, api["id"])
    yield from _callers(clients, stage, api["id"])
    yield from _secret_at_the_edge(clients, stage, api["id"])


def _is_ours(client: Any, api_id: str, stage: str) -> bool:
    resources = client.get_resources(restApiId=api_id, embed=["methods"], limit=500)["items"]
    return f"function:imagora-{stage}/" in json.dumps(resources)


def _function(
    clients: Clients, stage: str, runtime: str, config: Mapping[str, Any], policy: Mapping[str, Any]
) -> Iterator[str]:
    from infra.rehearsal.check import differences

    client = clients("lambda")
    try:
        seen = client.get_function(FunctionName=f"imagora-{stage}")["Configuration"]
    except client.exceptions.ResourceNotFoundException:
        yield "the API's function is missing"
        return
    wanted = {
        "Runtime": runtime,
        "Handler": "app.app",
        "MemorySize": config["lambda_memory_size"],
        "Timeout": config["lambda_timeout"],
        "Architectures": [config["lambda_architecture"]],
        "Environment": {"Variables": config["stages"][stage]["environment_variables"]},
        "Layers": [{"Arn": arn} for arn in config["layers"]],
    }
    yield from (f"the API's function: {difference}" for difference in differences(wanted, seen))
    iam, role = clients("iam"), seen["Role"].rpartition("/")[2]
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    documents = [iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names]
    if documents != [policy]:
        yield "the API's role may other things than .chalice/policy.json says"


def _routes(client: Any, api_id: str, stage: str, routes: Routes, pool: str) -> Iterator[str]:
    resources = {r["path"]: r for r in client.get_resources(restApiId=api_id, embed=["methods"], limit=500)["items"]}
    authorizers = {a["id"]: a for a in client.get_authorizers(restApiId=api_id)["items"]}
    for method, path, needs_token in routes:
        seen = resources.get(path, {}).get("resourceMethods", {}).get(method)
        if seen is None:
            yield f"no route {method} {path}"
            continue
        integration = seen.get("methodIntegration", {})
        if integration.get("type") != "AWS_PROXY" or f"function:imagora-{stage}/" not in integration.get("uri", ""):
            yield f"{method} {path} doesn't lead to the API's function"
        if needs_token:
            authorizer = authorizers.get(seen.get("authorizerId"), {})
            good = authorizer.get("type") == "COGNITO_USER_POOLS" and authorizer.get("providerARNs") == [pool]
            if not good or seen.get("authorizationScopes") != [SCOPE]:
                yield f"{method} {path} is not guarded by the pool's access tokens"
        elif seen.get("authorizationType") != "NONE":
            yield f"{method} {path} is public, but guarded"
    served = {(m, p) for p, r in resources.items() for m in r.get("resourceMethods", {}) if m != "OPTIONS"}
    unknown = served - {(method, path) for method, path, _ in routes}
    yield from (f"{method} {path} is served, but nobody promised it" for method, path in sorted(unknown))


def _responses(client: Any, api_id: str) -> Iterator[str]:
    seen = {r["responseType"]: r for r in client.get_gateway_responses(restApiId=api_id)["items"]}
    for kind, told in gateway.ANSWERS.items():
        wanted = gateway.response(told)
        found = {key: value for key, value in seen.get(kind, {}).items() if key in wanted}
        if found != wanted:
            yield f"the gateway's answer {kind} is not in our shape"
    stages = {s["stageName"]: s for s in client.get_stages(restApiId=api_id)["item"]}
    if gateway.STAGE not in stages:
        yield f"the gateway has no stage {gateway.STAGE}"
        return
    deployment = client.get_deployment(restApiId=api_id, deploymentId=stages[gateway.STAGE]["deploymentId"])
    if deployment.get("description") != gateway.DEPLOYMENT:
        yield "the gateway's own answers are set, but not deployed"


def _callers(clients: Clients, stage: str, api_id: str) -> Iterator[str]:
    client = clients("lambda")
    try:
        statements = json.loads(client.get_policy(FunctionName=f"imagora-{stage}")["Policy"])["Statement"]
    except client.exceptions.ResourceNotFoundException:
        statements = []
    callers = [s for s in statements if s["Principal"].get("Service") == "apigateway.amazonaws.com"]
    if not any(api_id in json.dumps(s.get("Condition", {})) for s in callers):
        yield "the gateway may not call the API's function"
    yield from (f"{s['Principal']} may call the API's function" for s in statements if s not in callers)


def _secret_at_the_edge(clients: Clients, stage: str, api_id: str) -> Iterator[str]:
    """The edge sends the secret that the keys hold, to this API."""
    value = clients("ssm").get_parameter(Name=f"/imagora/{stage}/keys", WithDecryption=True)["Parameter"]["Value"]
    told = clients("cloudformation").describe_stacks(StackName=f"imagora-{stage}-edge")["Stacks"][0]
    outputs = {o["OutputKey"]: o["OutputValue"] for o in told["Outputs"]}
    config = clients("cloudfront").get_distribution(Id=outputs["DistributionId"])["Distribution"]["DistributionConfig"]
    origin = next(o for o in config["Origins"]["Items"] if o["Id"] == "api")
    sent = {h["HeaderName"]: h["HeaderValue"] for h in origin["CustomHeaders"]["Items"]}
    if sent != {"x-imagora-edge": json.loads(value).get("edge")}:
        yield "the edge doesn't send the secret that the API asks for"
    if origin["DomainName"] != f"{api_id}.execute-api.us-east-1.amazonaws.com":
        yield "the edge asks another API"
