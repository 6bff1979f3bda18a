"""Parts of the co-pilot: the assistants that the instance names, and what they are asked with."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from imagora import wiring
from imagora.kernel import config

if TYPE_CHECKING:
    from imagora.assist.pictures import Pictures
    from imagora.assist.port import Assistant, Bytes
    from imagora.assist.service import CoPilot


@cache
def co_pilot() -> CoPilot:
    from imagora.assist.service import CoPilot, Watch

    return CoPilot(
        wiring.assistants(),
        wiring.assist_pictures,
        wiring.policy(),
        wiring.screening(),
        Watch(),
        lambda account: wiring.key_ring().pseudonym("text provider", account),
        _look,
    )


@cache
def assistants() -> tuple[Assistant, ...]:
    """Those that the instance names, in its order, each once. Raises Misconfigured for one that isn't known."""
    return tuple(_made(name) for name in dict.fromkeys(config.current().text_providers))


@cache
def assist_pictures() -> Pictures:
    from imagora.assist.pictures import Pictures

    return Pictures(wiring.reader(), wiring.showcase, wiring.viewpoints())


def _look(_: tuple[str, ...]) -> Bytes:
    from imagora.assist.port import no_bytes

    return no_bytes


def _made(name: str) -> Assistant:
    maker = _MAKERS.get(name)
    if maker is None:
        raise config.Misconfigured(f"IMAGORA_TEXT_PROVIDERS names {name!r}; known are: {', '.join(_MAKERS)}")
    return maker()


def _builtin() -> Assistant:
    from imagora.assist.builtin import Builtin

    return Builtin()


_MAKERS: dict[str, Callable[[], Assistant]] = {"builtin": _builtin}
