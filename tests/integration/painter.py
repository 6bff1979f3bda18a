"""A stand-in at the image providers' port: draws small pictures fast, and fails as a test says."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

from PIL import Image

from imagora.generation.providers.port import Capabilities, GeneratedImage, ImageRequest


class Painter:
    """`plan` holds what the next calls do: an exception is raised, a callable is called first; else it draws."""

    name = "painter"
    model = "painter-1"
    source_type = "algorithmicMedia"
    capabilities = Capabilities(sizes=((1024, 1024), (256, 256)), multiple=1, seeds=True, edits=True, strengths=True)

    def __init__(self) -> None:
        self.plan: deque[BaseException | Callable[[], None] | bytes] = deque()
        self.requests: list[ImageRequest] = []
        self.owed = self.charges = 0

    def charge(self, said: int, charges: int) -> None:
        """From now on, until `forget`, a picture is said to cost so much, and does cost so much."""
        self.capabilities = replace(type(self).capabilities, microdollars=said)
        self.charges = charges

    def generate(self, request: ImageRequest) -> GeneratedImage:
        self.requests.append(request)
        step = self.plan.popleft() if self.plan else None
        if isinstance(step, BaseException):
            raise step
        if callable(step):
            step()
        data = step if isinstance(step, bytes) else draw(request)
        self.owed += self.charges
        return GeneratedImage(data, "image/png", request.width, request.height, "A slope of colours", self.charges)

    def forget(self) -> None:
        self.plan.clear()
        self.requests.clear()
        self.owed = 0
        self.charge(0, 0)


def draw(request: ImageRequest) -> bytes:
    """A gradient in a colour of the seed, 64 pixels wide whatever was asked for."""
    slope = Image.linear_gradient("L").resize((64, 64))
    picture = Image.merge("RGB", (slope, slope.rotate(90), Image.new("L", (64, 64), request.seed % 256)))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
