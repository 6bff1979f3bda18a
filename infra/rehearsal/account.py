"""An AWS account on this machine: moto with our doubles in front, on loopback, for one process's life."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote
from wsgiref.types import WSGIEnvironment
from xml.sax.saxutils import escape

import boto3
from botocore.config import Config
from werkzeug.datastructures import Headers, MultiDict
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from infra.rehearsal import gateway
from infra.rehearsal.cloudfront import CloudFront, CloudFrontError
from infra.rehearsal.engine import Engine
from infra.rehearsal.formation import CloudFormation, FormationError

REGION = "us-east-1"
ACCOUNT = "123456789012"
_PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
}


class Account:
    """moto's services, CloudFormation and CloudFront behind one loopback endpoint."""

    def __init__(self) -> None:
        from moto.core.base_backend import BackendDict
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app

        gateway.install()
        _keep_policies_without_judging()
        _invoke_nothing()
        BackendDict.reset()
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._one_at_a_time = {service: threading.Lock() for service in ("cloudformation", "cloudfront")}
        self._server = make_server("127.0.0.1", 0, self, threaded=True, request_handler=MotoRequestHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True, name="aws")
        self.engine = Engine(self.client, _PSEUDO)
        self._doubles: dict[str, Any] = {"cloudformation": CloudFormation(self.engine), "cloudfront": CloudFront()}
        self._clients: dict[str, Any] = {}
        self._thread.start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def environment(self) -> dict[str, str]:
        """The SDK's variables that send every call here, with credentials that are worth nothing elsewhere."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "rehearsal",
            "AWS_SECRET_ACCESS_KEY": "rehearsal",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def client(self, service: str) -> Any:
        """A client of this account, kept; clients may be used by several threads."""
        if service not in self._clients:
            session = boto3.Session(
                aws_access_key_id="rehearsal",
                aws_secret_access_key="rehearsal",  # noqa: S106 - worth nothing anywhere
                region_name=REGION,
            )
            once = Config(retries={"total_max_attempts": 1}, read_timeout=300)  # a double that fails, fails again
            self._clients[service] = session.client(service, endpoint_url=self.endpoint, config=once)
        return self._clients[service]

    def __call__(self, environ: WSGIEnvironment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        service = _service(environ)
        if service in self._doubles:
            return self._answer(service, environ)(environ, start_response)
        return self._moto(environ, start_response)

    def _answer(self, service: str, environ: WSGIEnvironment) -> Response:
        from moto.core.parse import PROTOCOL_PARSERS
        from moto.core.serialize import SERIALIZERS
        from moto.core.utils import get_service_model

        request = Request(environ)
        model = get_service_model(service)
        protocol = str(model.metadata["protocol"])
        operation, uri_parameters = _operation(model, request)
        parser = PROTOCOL_PARSERS[protocol](operation)
        values = request.form if protocol == "query" else MultiDict(request.args)
        given = parser.parse(
            {
                "body": request.get_data(),
                "headers": Headers(request.headers),
                "method": request.method,
                "url_params": uri_parameters,
                "url_path": request.path,
                "values": values,
            }
        )
        try:
            with self._one_at_a_time[service]:  # CloudFormation calls CloudFront
                result: Any = self._doubles[service].call(operation.name, given)
        except (CloudFrontError, FormationError) as error:
            return _refusal(error.code, error.message)
        told = SERIALIZERS[protocol](operation).serialize(result)
        return Response(told["body"], told["status_code"], headers=dict(told["headers"]))


def _keep_policies_without_judging() -> None:
    """moto doesn't know the condition that a request came over TLS, and would refuse all of ours."""
    from moto.iam.access_control import PermissionResult
    from moto.s3.models import FakeBucket

    FakeBucket.get_permission = lambda *_given, **_named: PermissionResult.NEUTRAL  # type: ignore[method-assign]


def _invoke_nothing() -> None:
    """moto would run functions in docker for each message and record; here mappings are only looked at."""
    from moto.awslambda.models import LambdaBackend
    from moto.sqs.models import Queue

    Queue.lambda_event_source_mappings = property(  # type: ignore[assignment]
        lambda _queue: {}, lambda _queue, _mappings: None
    )
    LambdaBackend.send_dynamodb_items = lambda *_given: b""  # type: ignore[method-assign]


def _service(environ: Mapping[str, Any]) -> str:
    scope = str(environ.get("HTTP_AUTHORIZATION", "")).partition("Credential=")[2].partition(",")[0].split("/")
    return scope[3] if len(scope) > 3 else ""


def _operation(model: Any, request: Request) -> tuple[Any, dict[str, str]]:
    """The operation that a request asks for, with the parameters in its path."""
    if model.metadata["protocol"] == "query":
        return model.operation_model(request.form["Action"]), {}
    for name in model.operation_names:
        operation = model.operation_model(name)
        path, _, query = operation.http["requestUri"].partition("?")
        found = re.fullmatch(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path)), request.path)
        asked = query.partition("=")[0]
        if found and operation.http["method"] == request.method and (not asked or asked in request.args):
            return operation, {key: unquote(value) for key, value in found.groupdict().items()}
    raise LookupError(f"{request.method} {request.path}")


def _refusal(code: str, message: str) -> Response:
    told = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    return Response(f"<ErrorResponse>{told}</ErrorResponse>", 400, content_type="text/xml")
