"""The built-in provider begins from another picture: more or less of it, or a part."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from imagora.generation.providers.port import ImageRequest, Reference
from imagora.generation.providers.procedural import Procedural

_SIDE = 256


def picture(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (_SIDE, _SIDE), colour).save(out, "PNG")
    return out.getvalue()


def drawn(reference: Reference | None) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    made = Procedural().generate(ImageRequest("a lake", None, _SIDE, _SIDE, 7, reference=reference))
    with Image.open(BytesIO(made.data)) as image:
        assert image.size == (_SIDE, _SIDE)
        return np.asarray(image.convert("RGB"), dtype=np.int16)


def below(**about: object) -> Reference:
    return Reference(picture("crimson"), "image/png", **about)  # type: ignore[arg-type]


def test_strength_says_how_much_is_drawn_anew() -> None:
    original = np.asarray(Image.new("RGB", (_SIDE, _SIDE), "crimson"), dtype=np.int16)
    distances = [float(np.abs(drawn(below(strength=s)) - original).mean()) for s in (0.0, 0.3, 0.7, 1.0)]
    assert distances[0] == 0
    assert distances == sorted(distances)
    scene = drawn(None)
    assert np.abs(drawn(below(strength=1.0)) - scene).max() <= 4  # but for the rounding of colours


def test_a_mask_leaves_the_rest_as_it_is() -> None:
    mask = Image.new("L", (_SIDE, _SIDE), "black")
    mask.paste("white", (0, 0, _SIDE // 2, _SIDE))
    out = BytesIO()
    mask.save(out, "PNG")
    made = drawn(below(mask=out.getvalue(), strength=1.0))
    assert (made[:, _SIDE // 2 :] == np.array([220, 20, 60])).all()
    assert np.abs(made[:, : _SIDE // 2] - np.array([220, 20, 60])).mean() > 10


def test_a_transparent_mask_says_it_by_its_holes() -> None:
    mask = Image.new("RGBA", (_SIDE, _SIDE), "white")
    mask.paste((0, 0, 0, 0), (0, 0, _SIDE // 2, _SIDE))
    out = BytesIO()
    mask.save(out, "PNG")
    made = drawn(below(mask=out.getvalue(), strength=1.0))
    assert (made[:, _SIDE // 2 :] == np.array([220, 20, 60])).all()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_request_gives_the_same_picture(seed: int) -> None:
    request = ImageRequest("a lake", None, _SIDE, _SIDE, seed, reference=below())
    assert Procedural().generate(request).data == Procedural().generate(request).data
