"""Request bodies: JSON objects into structs, with an error for each field that is not as it must be."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from chalicelib.problems import MalformedJson, TooLarge, UnsupportedMediaType
from imagora.kernel.errors import FieldError, InvalidInput

MAX_BYTES = 65_536

T = TypeVar("T", bound=msgspec.Struct)

_AT = re.compile(r" - at `\$?(?P<path>[^`]*)`$")


def decode(raw: bytes, content_type: str, shape: type[T]) -> T:
    """Make the struct of this body; an absent body is an empty object. Members that the shape doesn't know are ignored.

    Raises TooLarge, UnsupportedMediaType, MalformedJson, or InvalidInput with every field that was refused.
    """
    if len(raw) > MAX_BYTES:
        raise TooLarge
    if raw and content_type.split(";", maxsplit=1)[0].strip().lower() != "application/json":
        raise UnsupportedMediaType
    try:
        members = msgspec.json.decode(raw or b"{}", type=dict[str, msgspec.Raw])
    except msgspec.ValidationError as error:
        _expect_json(raw)
        raise InvalidInput.of("", "not_an_object", "The body has to be a JSON object.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedJson from error
    return _fill(members, shape)


def _expect_json(raw: bytes) -> None:
    """A body that begins as no object may still be no JSON at all: the type is refused at its first character."""
    try:
        msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedJson from error


def _fill(members: dict[str, msgspec.Raw], shape: type[T]) -> T:
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for field in msgspec.structs.fields(shape):
        if field.encode_name not in members:
            if field.required:
                errors.append(FieldError(field.encode_name, "required", "This field is required."))
            continue
        try:
            values[field.name] = msgspec.json.decode(members[field.encode_name], type=field.type)
        except msgspec.ValidationError as error:
            errors.append(_refusal(field.encode_name, str(error)))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise MalformedJson from error
    if errors:
        raise InvalidInput(*errors)
    return shape(**values)


def _refusal(name: str, message: str) -> FieldError:
    """msgspec's sentence, with its path turned into ours: ``Expected `str`, got `int` - at `$[0]` ``."""
    at = _AT.search(message)
    path = name + (at["path"] if at else "")
    sentence = _AT.sub("", message)
    code = "wrong_type" if sentence.startswith("Expected") and ", got " in sentence else "invalid"
    return FieldError(path, code, sentence + ".")
