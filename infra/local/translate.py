"""template.yaml as plain CloudFormation: the SAM transform, then every intrinsic resolved to local names.

Parameters, conditions, `Ref`, `Fn::GetAtt`, `Fn::Sub`, `Fn::Join` and the like are worked out here, so that the
parts that apply the template and pump its events read nothing but strings, numbers, lists and mappings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.local.intrinsics import Resolver, TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["TemplateError", "translate"]

_CODE = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}


def translate(template: Path, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The template as `{"Resources": …, "Outputs": …}` without any intrinsic left; takes about a second.

    Resources and outputs whose condition does not hold are gone. Queue URLs, ARNs and ids are the same on every
    start. Raises `TemplateError` for a parameter that the template does not know or allow, and for a reference
    or attribute that cannot be resolved.
    """
    from samtranslator.yaml_helper import yaml_parse

    source = yaml_parse(template.read_text())
    values = _parameter_values(source.get("Parameters", {}), parameters)
    plain = _transform(_with_local_code(source), values)
    return Resolver(plain, values).resolve()


def _parameter_values(declared: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    unknown = sorted(set(given) - set(declared))
    if unknown:
        raise TemplateError(f"the template has no parameter {', '.join(unknown)}")
    values = {}
    for name, declaration in declared.items():
        value = given.get(name, declaration.get("Default"))
        if value is None:
            raise TemplateError(f"the template's parameter {name} needs a value")
        allowed = declaration.get("AllowedValues")
        if allowed is not None and str(value) not in {str(option) for option in allowed}:
            raise TemplateError(f"{name} is {value!r}, but may be {', '.join(map(str, allowed))} only")
        values[name] = str(value)
    return values


def _with_local_code(source: dict[str, Any]) -> dict[str, Any]:
    """The translator wants code in a bucket; nobody fetches it here."""
    for logical_id, resource in source["Resources"].items():
        attribute = _CODE.get(resource.get("Type"))
        if attribute:
            resource["Properties"][attribute] = f"s3://local/{logical_id}"
    return source


def _transform(source: dict[str, Any], values: dict[str, str]) -> dict[str, Any]:
    """Run the SAM translator, offline."""
    from types import SimpleNamespace

    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.arn_generator import ArnGenerator
    from samtranslator.translator.translator import Translator

    from infra.local.state import REGION

    ArnGenerator.BOTO_SESSION_REGION_NAME = REGION
    translator = Translator(None, Parser(), boto_session=SimpleNamespace(region_name=REGION))
    try:
        return dict(translator.translate(source, parameter_values=dict(values), get_managed_policy_map=dict))
    except InvalidDocumentException as error:
        causes = "; ".join(cause.message for cause in error.causes)
        raise TemplateError(f"SAM refuses the template: {causes}") from error
