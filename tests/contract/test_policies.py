"""Who may do what, and which settings reach whom: the template's roles, and the API's settings in .chalice/."""

from __future__ import annotations

import json
import re

import pytest

from tests.contract.expanded_template import (
    FUNCTIONS,
    ROLES,
    ROOT,
    SOURCE,
    STACK,
    listed,
    of_type,
    role_statements,
    statements,
    text_of,
)

CONFIG = (ROOT / "layers/core/imagora/kernel/config.py").read_text()
CHALICE = (ROOT / ".chalice/config.json").read_text()
POLICY = (ROOT / ".chalice/policy.json").read_text()


ANYWHERE = {"comprehend:DetectToxicContent", "rekognition:DetectModerationLabels"}
"""Actions for which AWS knows no resources (Service Authorization Reference)."""


class TestPolicies:
    def test_no_function_carries_a_managed_policy(self) -> None:
        assert set(ROLES) == {f"{name}Role" for name in FUNCTIONS}
        assert not [name for name, role in ROLES.items() if role.get("ManagedPolicyArns")]

    @pytest.mark.parametrize("name", [*ROLES, "api"])
    def test_each_names_its_actions_and_resources(self, name: str) -> None:
        documents = [p["PolicyDocument"] for p in ROLES[name]["Policies"]] if name != "api" else [json.loads(POLICY)]
        allowed = [s for d in documents for s in statements(d)]
        assert {s["Effect"] for s in allowed} == {"Allow"}
        loose_actions = [
            a for s in allowed for a in listed(s["Action"]) if not re.fullmatch(r"[a-z0-9-]+:[A-Za-z]+", a)
        ]
        resources = [text_of(r) for s in allowed for r in listed(s["Resource"]) if set(listed(s["Action"])) - ANYWHERE]
        # A wildcard may end a path below something that is named: a bucket's prefix, a table's streams.
        wild = [r for r in resources if "*" in r and not re.fullmatch(r"\$\{\w+(\.Arn)?\}(/[a-z]+)+/\*", r)]
        assert (loose_actions, wild) == ([], [])

    def test_resource_policies_let_in_named_services_only(self) -> None:
        documents = [
            p["PolicyDocument"]
            for kind in ("AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy")
            for p in of_type(kind).values()
        ]
        let_in = [s for d in documents for s in statements(d) if s["Effect"] == "Allow"]
        assert {s["Principal"]["Service"] for s in let_in} == {"s3.amazonaws.com", "cloudfront.amazonaws.com"}
        assert all("aws:SourceArn" in json.dumps(s["Condition"]) for s in let_in)

    def test_only_the_api_reads_the_signing_keys(self) -> None:
        readers = [text_of(r) for name in FUNCTIONS for s in role_statements(name) for r in listed(s["Resource"])]
        assert [r for r in readers if "parameter/" in r and not r.endswith(("/providers", "/webhooks"))] == []
        assert "ssm:GetParameter" in POLICY

    def test_only_who_delivers_webhooks_reads_their_keys_beside_the_api(self) -> None:
        readers = {
            name
            for name in FUNCTIONS
            for s in role_statements(name)
            for r in listed(s["Resource"])
            if text_of(r).endswith("/webhooks")
        }
        assert readers == {"DeliverWebhook"}


class TestEnvironment:
    """IMAGORA_* names: those that are set against those that the code reads."""

    api = next(iter(json.loads(CHALICE)["stages"].values()))["environment_variables"]

    @pytest.mark.parametrize("name", [*FUNCTIONS, "api"])
    def test_what_is_set_is_known_to_the_code(self, name: str) -> None:
        given = self.api if name == "api" else FUNCTIONS[name]["Environment"]["Variables"]
        ours = {variable for variable in given if variable.startswith("IMAGORA_")}
        assert {variable for variable in ours if f'"{variable}"' not in CONFIG} == set()

    @pytest.mark.parametrize("name", [*FUNCTIONS, "api"])
    def test_what_is_required_is_set_everywhere(self, name: str) -> None:
        declared = re.search(r"^REQUIRED = \(([^)]*)\)", CONFIG, re.MULTILINE)
        assert declared is not None
        given = self.api if name == "api" else FUNCTIONS[name]["Environment"]["Variables"]
        assert set(re.findall(r"IMAGORA_\w+", declared[1])) - set(given) == set()

    def test_what_the_code_reads_is_set_somewhere(self) -> None:
        given = set(self.api).union(*(f["Environment"]["Variables"] for f in FUNCTIONS.values()))
        assert set(re.findall(r'"(IMAGORA_\w+)"', CONFIG)) - given == {"IMAGORA_WEBHOOK_RECEIVERS"}  # a laptop's alone


class TestApiSettings:
    def test_placeholders_are_outputs_or_parameters_of_the_stack(self) -> None:
        named = set(re.findall(r"\$\{(\w+)\}", CHALICE + POLICY))
        assert named <= set(STACK["Outputs"]) | set(STACK["Parameters"])

    def test_the_api_is_deployed_with_its_own_policy_and_the_core_layer(self) -> None:
        settings = json.loads(CHALICE)
        assert (settings["autogen_policy"], settings["iam_policy_file"]) == (False, "policy.json")
        assert settings["layers"] == ["${CoreLayerArn}"]
        assert settings["lambda_architecture"] == SOURCE["Globals"]["Function"]["Architectures"][0]
