"""Whether everything that the templates and the app promise is there, with its settings. Read through AWS's API only.

A promise is a resource of the expanded template.yaml, a route of openapi.json, a statement of .chalice/policy.json, a
gateway response, or a part of infra/edge.yaml. The answers are held against these files, not against what the
deployment says it did.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from chalicelib.paths import RESOURCE_OF
from infra.deploy import gateway, packages
from infra.deploy.artefacts import zipped
from infra.deploy.settings import filled
from infra.rehearsal.formation import expanded
from infra.rehearsal.making_edge import request
from infra.rehearsal.seeing import SEEN, UNSEEN, Clients, Seen
from infra.rehearsal.values import Values

_ATTRIBUTES: dict[tuple[str, str], Callable[[Clients, str], str]] = {
    ("AWS::DynamoDB::Table", "Arn"): lambda c, name: c("dynamodb").describe_table(TableName=name)["Table"]["TableArn"],
    ("AWS::DynamoDB::Table", "StreamArn"): lambda c, name: c("dynamodb").describe_table(TableName=name)["Table"][
        "LatestStreamArn"
    ],
    ("AWS::SQS::Queue", "Arn"): lambda c, url: c("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])[
        "Attributes"
    ]["QueueArn"],
    ("AWS::SQS::Queue", "QueueName"): lambda _c, url: url.rpartition("/")[2],
    ("AWS::S3::Bucket", "Arn"): lambda _c, name: f"arn:aws:s3:::{name}",
    ("AWS::S3::Bucket", "RegionalDomainName"): lambda _c, name: f"{name}.s3.us-east-1.amazonaws.com",
    ("AWS::Cognito::UserPool", "Arn"): lambda c, pool: c("cognito-idp").describe_user_pool(UserPoolId=pool)["UserPool"][
        "Arn"
    ],
    ("AWS::KMS::Key", "Arn"): lambda c, key_id: c("kms").describe_key(KeyId=key_id)["KeyMetadata"]["Arn"],
    ("AWS::IAM::Role", "Arn"): lambda c, name: c("iam").get_role(RoleName=name)["Role"]["Arn"],
    ("AWS::Lambda::Function", "Arn"): lambda c, name: c("lambda").get_function(FunctionName=name)["Configuration"][
        "FunctionArn"
    ],
    ("AWS::Logs::LogGroup", "Arn"): lambda c, name: next(
        g["arn"]
        for g in c("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        if g["logGroupName"] == name
    ),
    ("AWS::Events::Rule", "Arn"): lambda c, name: c("events").describe_rule(Name=name)["Arn"],
    ("AWS::CloudFront::OriginAccessControl", "Id"): lambda _c, name: name,
    ("AWS::CloudFront::Function", "FunctionARN"): lambda _c, arn: arn,
}


@dataclass(frozen=True)
class Promises:
    """What this checkout promises of a stage in an account. `runtime`: the Python that Chalice was run with."""

    root: Path
    stage: str
    clients: Clients
    runtime: str

    def broken(self) -> list[str]:
        """What is missing or otherwise than promised; nothing when all is well."""
        return [*self._stack(), *self._code(), *self._keys(), *self._api(), *self._edge()]

    def counted(self) -> dict[str, int]:
        """How many promises there are of each kind."""
        counts: dict[str, int] = {}
        for stack in (f"imagora-{self.stage}", f"imagora-{self.stage}-edge"):
            for _, kind, _, _ in self._promised(stack):
                counts[kind] = counts.get(kind, 0) + 1
        counts["routes"] = sum(1 for _ in self._routes())
        counts["gateway responses"] = len(gateway.ANSWERS)
        return counts

    def _stack(self) -> Iterator[str]:
        for name, kind, properties, physical_id in self._promised(f"imagora-{self.stage}"):
            yield from self._one(name, kind, properties, physical_id)

    def _promised(self, stack: str) -> Iterator[tuple[str, str, dict[str, Any] | str, str | None]]:
        """(logical id, type, properties, physical id) of all that a stack's template promises.

        Properties that refer to something missing are told as text.
        """
        template = self._template(stack)
        told = self.clients("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
        parameters = {p["ParameterKey"]: p["ParameterValue"] for p in told["Parameters"]}
        resources = self.clients("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
        known = {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in resources}
        template = expanded(template, parameters)

        def reference(name: str, attribute: str | None) -> str:
            pseudo = {"AWS::AccountId": "123456789012", "AWS::Region": "us-east-1", "AWS::Partition": "aws"}
            if name in pseudo:
                return pseudo[name]
            if attribute is None:
                return str(known[name])
            return str(_ATTRIBUTES[template["Resources"][name]["Type"], attribute](self.clients, known[name]))

        values = Values(template, parameters, reference)
        for name, resource in template["Resources"].items():
            if not values.holds(resource):
                continue
            try:
                properties = values.of(resource.get("Properties", {}))
            except Exception as error:
                properties = f"refers to something that is missing ({error})"
            yield name, resource["Type"], properties, known.get(name)

    def _template(self, stack: str) -> dict[str, Any]:
        if stack.endswith("-edge"):
            return packages.parsed(self.root / "infra/edge.yaml")
        source = packages.parsed(self.root / "template.yaml")
        deployed = self._deployed_code()
        for name, resource in source["Resources"].items():
            key = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}.get(
                resource["Type"]
            )
            if key:  # a layer's logical id comes from its address, and is needed to find it
                resource["Properties"][key] = deployed[name]
                resource.pop("Metadata", None)
        return source

    def _deployed_code(self) -> dict[str, str]:
        """Logical id → where its code lies, as the release says; the code itself is compared by `_code`."""
        s3, bucket = self.clients("s3"), f"imagora-{self.stage}-artefacts-123456789012"
        current = s3.get_object(Bucket=bucket, Key="releases/current")["Body"].read().decode()
        release = json.loads(s3.get_object(Bucket=bucket, Key=f"releases/{current}.json")["Body"].read())["release"]
        template = json.loads(s3.get_object(Bucket=bucket, Key=release["template"])["Body"].read())
        found = {}
        for name, resource in template["Resources"].items():
            properties = resource.get("Properties", {})
            if resource["Type"] in {"AWS::Serverless::Function", "AWS::Serverless::LayerVersion"}:
                found[name] = properties.get("CodeUri") or properties["ContentUri"]
        return found

    def _one(self, name: str, kind: str, properties: dict[str, Any] | str, physical_id: str | None) -> Iterator[str]:
        if isinstance(properties, str):
            yield f"{name} ({kind}) {properties}"
        elif kind not in SEEN:
            yield f"{name} ({kind}): nobody checks this type"
        elif physical_id is None:
            yield f"{name} ({kind}) was not made"
        else:
            try:
                seen = SEEN[kind](self.clients, physical_id)
            except Exception as error:
                yield f"{name} ({kind}) is not there: {error}"
                return
            wanted = {key: value for key, value in properties.items() if key not in UNSEEN.get(kind, set())}
            yield from (f"{name} ({kind}): {difference}" for difference in differences(wanted, seen))
            if kind == "AWS::IAM::Role":
                yield from _more_than_promised(name, properties, seen)

    def _code(self) -> Iterator[str]:
        """Every function runs this checkout's handler."""
        source = packages.parsed(self.root / "template.yaml")
        for name, resource in source["Resources"].items():
            if resource["Type"] != "AWS::Serverless::Function":
                continue
            folder = self.root / resource["Properties"]["CodeUri"]
            data = zipped(
                (p.relative_to(folder).as_posix(), p)
                for p in folder.rglob("*")
                if p.is_file() and "__pycache__" not in p.parts
            )
            function = str(resource["Properties"]["FunctionName"]["Fn::Sub"]).replace("${Stage}", self.stage)
            seen = _function_or_none(self.clients("lambda"), function)
            if seen is not None and seen["CodeSha256"] != b64encode(sha256(data).digest()).decode():
                yield f"{name} runs other code than this checkout's"

    def _keys(self) -> Iterator[str]:
        ssm = self.clients("ssm")
        try:
            found = ssm.get_parameter(Name=f"/imagora/{self.stage}/keys", WithDecryption=True)["Parameter"]
        except ssm.exceptions.ParameterNotFound:
            yield "the keys' parameter is missing"
            return
        keys = json.loads(found["Value"])
        if (
            found["Type"] != "SecureString"
            or not (keys.get("identity") and keys.get("edge"))
            or len(keys["cursor"]) != 2
        ):
            yield "the keys' parameter is not as promised"

    def _api(self) -> Iterator[str]:
        from infra.rehearsal.check_api import broken

        values = self._stack_values()
        config = json.loads(filled("config.json", (self.root / ".chalice/config.json").read_text(), values))
        policy = json.loads(filled("policy.json", (self.root / ".chalice/policy.json").read_text(), values))
        yield from broken(self.clients, self.stage, self.runtime, config, policy, list(self._routes()), values)

    def _stack_values(self) -> dict[str, str]:
        told = self.clients("cloudformation").describe_stacks(StackName=f"imagora-{self.stage}")["Stacks"][0]
        parameters = {p["ParameterKey"]: p["ParameterValue"] for p in told["Parameters"]}
        return parameters | {o["OutputKey"]: o["OutputValue"] for o in told["Outputs"]}

    def _routes(self) -> Iterator[tuple[str, str, bool]]:
        """(method, path, whether it needs a token) of every operation in openapi.json, and of shared links' pages."""
        document = json.loads((self.root / "openapi.json").read_text())
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                if method in {"get", "post", "put", "patch", "delete"}:
                    yield method.upper(), path, {} not in operation.get("security", document.get("security", [{}]))
        yield from (("GET", path, False) for path, resource in RESOURCE_OF.items() if resource == "links")

    def _edge(self) -> Iterator[str]:
        """The edge's stack: buckets as others; CloudFront's own by asking CloudFront."""
        cloudfront = self.clients("cloudfront")
        for name, kind, properties, physical_id in self._promised(f"imagora-{self.stage}-edge"):
            if not kind.startswith("AWS::CloudFront::") or isinstance(properties, str) or physical_id is None:
                yield from self._one(name, kind, properties, physical_id)
                continue
            noun = kind.rpartition(":")[2]
            try:
                wanted, seen = _cloudfront(cloudfront, noun, properties, physical_id)
            except Exception as error:
                yield f"{name} ({kind}) is not there: {error}"
                continue
            yield from (f"{name} ({kind}): {d}" for d in differences(wanted, seen) if "CallerReference" not in d)


def _cloudfront(client: Any, noun: str, properties: Mapping[str, Any], physical_id: str) -> tuple[Any, Any]:
    if noun == "Function":
        client.describe_function(Name=properties["Name"], Stage="LIVE")
        code = client.get_function(Name=properties["Name"])["FunctionCode"].read().decode()
        return {"code": properties["FunctionCode"]}, {"code": code}
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", noun).lower()
    config = f"{noun}Config"
    seen = getattr(client, f"get_{snake}")(Id=physical_id)[noun][config]
    wanted = request(client, f"Create{noun}", {config: properties[config]})[config]
    for origin in wanted.get("Origins", {}).get("Items", []):
        for header in origin.get("CustomHeaders", {}).get("Items", []):
            header.pop("HeaderValue")  # the stack's parameter is stars; compared with the keys in `check_api`
    return wanted, seen


def _function_or_none(client: Any, name: str) -> Mapping[str, Any] | None:
    try:
        return dict(client.get_function(FunctionName=name)["Configuration"])
    except client.exceptions.ResourceNotFoundException:
        return None


def _more_than_promised(name: str, properties: Mapping[str, Any], seen: Seen) -> Iterator[str]:
    """A role may do what its template says and nothing besides."""
    promised = {policy["PolicyName"] for policy in properties["Policies"]}
    extra = [p["PolicyName"] for p in seen["Policies"] if p["PolicyName"] not in promised] + seen["ManagedPolicyArns"]
    if extra:
        yield f"{name} may more than promised: {', '.join(extra)}"


def differences(wanted: Any, seen: Any, where: str = "") -> Iterator[str]:
    """Where `seen` isn't what is wanted. Mappings may have more than is wanted; lists compare as sets of things."""
    if isinstance(wanted, dict):
        if not isinstance(seen, Mapping):
            yield f"{where or 'it'} is {_short(seen)}, not {_short(wanted)}"
            return
        for key, value in wanted.items():
            yield from differences(value, seen.get(key), f"{where}.{key}".lstrip("."))
    elif isinstance(wanted, list):
        for index, entry in enumerate(wanted):
            if not any(not list(differences(entry, other)) for other in _list(seen)):
                yield f"{where}[{index}] lacks {_short(entry)}; there is {_short(seen)}"
        if len(_list(seen)) > len(wanted) and where not in _MAY_HAVE_MORE:
            yield f"{where} has {len(_list(seen))} entries, not {len(wanted)}"
    elif _plain(wanted) != _plain(seen):
        yield f"{where} is {_short(seen)}, not {_short(wanted)}"


_MAY_HAVE_MORE = {"Schema"}  # Cognito adds its standard attributes


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _plain(value: Any) -> str:
    """A value in a form in which CloudFormation's and the API's spelling are the same."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _short(value: Any) -> str:
    return json.dumps(value, default=str)[:200]
