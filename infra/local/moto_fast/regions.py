"""One region. Stock moto reads botocore's whole endpoint list to learn the names of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.base_backend import AccountSpecificBackend

from infra.local.state import REGION

if TYPE_CHECKING:
    from infra.local.moto_fast.patching import Patches


def _regions(self: AccountSpecificBackend, service_name: str) -> list[str]:  # type: ignore[type-arg]
    del self, service_name
    return [REGION]


def patch(patches: Patches) -> None:
    patches.set(AccountSpecificBackend, "_generate_regions", _regions)
