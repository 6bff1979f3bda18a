"""The built-in image provider: words to pictures by an algorithm, offline, the same ones every time.

It is not a trained model: a lexicon (English and German) picks what to draw, and code draws it. Its pictures are
therefore marked `algorithmicMedia` (IPTC digital source type) and never `trainedAlgorithmicMedia`.
"""

from __future__ import annotations

from imagora.generation.providers.port import Capabilities, GeneratedImage, ImageRequest, ProviderError, SourceType

SMALLEST = 64
LARGEST = 1536
WIDEST_RATIO = 3.0

STYLES = (
    "watercolour", "oil", "pixel", "ink", "noir", "pencil", "neon", "stained_glass", "poster", "pastel", "vintage",
    "mosaic", "pointillist",
)  # fmt: skip
"""Finishes that `ImageRequest.style` may name, also by the lexicon's other words for them, in both languages."""


class Procedural:
    """Draws what its lexicon knows, and a plain abstract pattern where it knows nothing of the prompt.

    The same prompt (but for case and punctuation), style, size and seed give the same bytes for the same `model`.
    Cheap to construct: NumPy and Pillow are imported at the first picture. Safe to retry, and to use from threads.
    """

    name = "procedural"
    model = "procedural-1"
    source_type: SourceType = "algorithmicMedia"
    capabilities = Capabilities(
        sizes=((1024, 1024), (1536, 1024), (1024, 1536), (512, 512)),
        multiple=1,
        edits=True,
        strengths=True,
        seeds=True,
        styles=STYLES,
    )

    def generate(self, request: ImageRequest) -> GeneratedImage:
        """Draw one picture of 64 to 1536 pixels a side, at most three times as long as short; PNG.

        With a reference it is a variation of that: see `variation`.
        Raises ProviderError `unsupported_size`, not retryable, for any other size.
        """
        from imagora.generation.providers.procedural.describe import describe, describe_variation
        from imagora.generation.providers.procedural.dice import Dice
        from imagora.generation.providers.procedural.painter import paint_png
        from imagora.generation.providers.procedural.scene import normalise, read_scene

        _check_size(request.width, request.height)
        scene = read_scene(request.prompt, request.style)
        dice = Dice.of(normalise(request.prompt), request.seed)
        data = paint_png(scene, request.width, request.height, dice, request.reference)
        shown = describe(scene) if request.reference is None else describe_variation(scene, request.reference.strength)
        return GeneratedImage(data, "image/png", request.width, request.height, shown)


def _check_size(width: int, height: int) -> None:
    short, long = sorted((width, height))
    if short < SMALLEST or long > LARGEST or long > short * WIDEST_RATIO:
        raise ProviderError(
            "unsupported_size",
            f"The built-in generator draws {SMALLEST} to {LARGEST} pixels a side, up to 3:1; not {width} by {height}.",
            retryable=False,
        )
