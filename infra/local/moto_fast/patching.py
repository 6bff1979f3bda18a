"""Replacing attributes of moto's classes in a way that can be taken back."""

from __future__ import annotations

from typing import Any

_ABSENT = object()


class Patches:
    """The replaced attributes, with what they were."""

    def __init__(self) -> None:
        self._originals: list[tuple[Any, str, Any]] = []

    @property
    def active(self) -> bool:
        return bool(self._originals)

    def set(self, owner: Any, name: str, value: Any) -> Any:
        """Replace `owner.name` and return what it was (None where it did not exist)."""
        original = vars(owner).get(name, _ABSENT)
        self._originals.append((owner, name, original))
        setattr(owner, name, value)
        return None if original is _ABSENT else original

    def undo(self) -> None:
        while self._originals:
            owner, name, original = self._originals.pop()
            if original is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, original)
