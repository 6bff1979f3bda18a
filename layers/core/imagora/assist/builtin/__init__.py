"""The assistant that every instance has: no model, no key, no network."""

from imagora.assist.builtin.assistant import Builtin

__all__ = ["Builtin"]
