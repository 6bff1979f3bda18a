"""The deployment's parts that need no account: packages, settings, refusals, the gateway's own answers."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import botocore.session
import pytest

from chalicelib import problems, shell
from chalicelib.application import CORS
from infra.deploy import gateway, interpreter, packages
from infra.deploy.__main__ import _expect_confirmed, _parameters
from infra.deploy.artefacts import files_of, zipped
from infra.deploy.settings import Unfilled, filled
from infra.deploy.steps import _shared_out
from infra.deploy.target import Refused, Target
from infra.redrive import QUEUES
from infra.rehearsal.making import knows
from infra.rehearsal.seeing import SEEN
from tests.contract.expanded_template import ALARMS, STACK

ROOT = Path(__file__).parents[2]


class TestZips:
    def test_equal_files_give_equal_bytes(self, tmp_path: Path) -> None:
        for folder, dated in (("a", 1_000_000_000), ("b", 1_700_000_000)):
            (tmp_path / folder / "python/bin").mkdir(parents=True)
            for name in ("handler.py", "python/x.py", "python/bin/jp.py", "python/RECORD"):
                path = tmp_path / folder / name
                path.write_text("same" if "RECORD" not in name and "bin" not in name else folder)
                __import__("os").utime(path, (dated, dated))
        first, second = (zipped(files_of(tmp_path / folder)) for folder in ("a", "b"))
        assert first == second
        assert zipfile.ZipFile(BytesIO(first)).namelist() == ["handler.py", "python/x.py"]

    def test_other_contents_or_names_give_other_bytes(self) -> None:
        given = [zipped([("a.py", b"1")]), zipped([("a.py", b"2")]), zipped([("b.py", b"1")])]
        assert len(set(given)) == 3

    def test_the_apis_project_has_what_chalice_and_the_app_need(self) -> None:
        page = packages.ROOT / "web/index.html"
        names = set(zipfile.ZipFile(BytesIO(packages.api(page))).namelist())
        assert shell.DEPLOYED.relative_to(packages.ROOT).as_posix() in names
        assert {"app.py", "requirements.txt", ".chalice/config.json", ".chalice/policy.json"} <= names
        assert {"chalicelib/resource.py", "layers/core/imagora/wiring/__init__.py"} <= names
        assert [name for name in names if "__pycache__" in name or "deployed" in name] == []


class TestRefusals:
    def test_another_python_is_refused_with_the_reason_and_the_way(self) -> None:
        with pytest.raises(Refused, match=r"Deploying needs python3\.99.*binary wheels") as refused:
            interpreter.expect_runtime("python3.99", loopback=False)
        assert "PYTHON=python3.99 VENV=.venv-3.99" in str(refused.value)

    def test_lambdas_own_python_may_deploy(self) -> None:
        interpreter.expect_runtime(interpreter.running(), loopback=False)
        interpreter.expect_runtime("python3.99", loopback=True)

    @pytest.mark.parametrize("stage", ["", "local", "Prod", "1st", "a", "x" * 17, "a/b"])
    def test_a_stage_without_a_good_name_is_refused(self, stage: str) -> None:
        with pytest.raises(Refused):
            Target.of(stage)

    @pytest.mark.parametrize("given", [{"Stage": "x"}, {"EdgeSecret": "x"}, {"WebOrigin": "x"}, {"Sgnup": "open"}])
    def test_parameters_of_others_and_of_nobody_are_refused(self, given: dict[str, str]) -> None:
        with pytest.raises(Refused):
            _shared_out(given, {"Signup": {}, "Stage": {}, "WebOrigin": {}}, {"Domain": {}, "EdgeSecret": {}})

    def test_parameters_go_to_whom_they_belong(self) -> None:
        given = _parameters('Signup=open Domain=imagora.example MailFrom="Imagora <hello@example.org>"')
        stack, edge = _shared_out(given, {"Signup": {}, "MailFrom": {}}, {"Domain": {}})
        assert stack == {"Signup": "open", "MailFrom": "Imagora <hello@example.org>"}
        assert edge == {"Domain": "imagora.example"}

    def test_a_removal_needs_the_stages_name(self) -> None:
        for confirmed in ("", "prod"):
            with pytest.raises(Refused, match="nothing was removed"):
                _expect_confirmed("dev", confirmed)
        _expect_confirmed("dev", "dev")


class TestSettings:
    def test_names_are_filled_in(self) -> None:
        assert filled("x", '{"a": "${Name}", "b": "${Name}/c"}', {"Name": "n"}) == '{"a": "n", "b": "n/c"}'

    @pytest.mark.parametrize("values", [{}, {"Name": 'a"b'}])
    def test_what_the_stack_lacks_or_json_breaks_stops_the_deployment(self, values: dict[str, str]) -> None:
        with pytest.raises(Unfilled, match="Name"):
            filled("x", '"${Name}"', values)


class TestGatewayAnswers:
    ENUM = botocore.session.get_session().get_service_model("apigateway").shape_for("GatewayResponseType").enum

    @pytest.mark.parametrize("kind", gateway.ANSWERS)
    def test_they_are_problems_of_ours(self, kind: str) -> None:
        told = gateway.ANSWERS[kind]
        given = gateway.response(told)
        text = given["responseTemplates"]["application/json"]
        document = json.loads(text.replace("$context.error.status", "400"))
        assert set(document) == {"type", "title", "status", "detail", "code", "request_id"}
        assert document["type"] == f"/problems/{told.code}"
        assert kind in self.ENUM
        if told.status is not None:
            assert problems.STATUS[told.code] == told.status == document["status"] == int(given["statusCode"])

    def test_the_kinds_that_have_no_answer_of_their_own_have_the_defaults(self) -> None:
        assert {"DEFAULT_4XX", "DEFAULT_5XX", "UNAUTHORIZED", "MISSING_AUTHENTICATION_TOKEN"} <= set(gateway.ANSWERS)

    def test_they_have_the_apps_cors_headers(self) -> None:
        headers = gateway.response(gateway.ANSWERS["UNAUTHORIZED"])["responseParameters"]
        cors = CORS.get_access_control_headers()
        assert (
            headers["gatewayresponse.header.Access-Control-Allow-Origin"] == f"'{cors['Access-Control-Allow-Origin']}'"
        )
        exposed = headers["gatewayresponse.header.Access-Control-Expose-Headers"].strip("'")
        assert set(exposed.split(",")) == set(
            CORS.get_access_control_headers()["Access-Control-Expose-Headers"].split(",")
        )

    def test_the_access_log_names_no_address_token_or_query(self) -> None:
        assert re.findall(r"(?i)authoriz|sourceip|querystring|\.path\b", json.dumps(gateway._LOGGED)) == []


def test_the_operations_page_explains_every_alarm_and_every_queue() -> None:
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    alarms = [alarm["AlarmName"]["Fn::Sub"].removeprefix("imagora-${Stage}-") for alarm in ALARMS.values()]
    assert [name for name in (*alarms, *QUEUES) if f"`{name}`" not in page] == []


def test_the_rehearsal_makes_and_checks_every_type_of_the_templates() -> None:
    types = {resource["Type"] for resource in STACK["Resources"].values()}
    edge = {resource["Type"] for resource in packages.parsed(ROOT / "infra/edge.yaml")["Resources"].values()}
    assert [kind for kind in types | edge if not knows(kind)] == []
    assert [kind for kind in types | edge if kind not in SEEN and "CloudFront" not in kind] == []
