"""Beginning from another picture: what providers are asked then, and what becomes of a job that does."""

from __future__ import annotations

import json
from base64 import b64decode
from email import message_from_bytes
from io import BytesIO
from typing import Any

import PIL.Image
import pytest

from imagora import wiring
from imagora.generation.models import Size
from imagora.generation.providers.bedrock import BedrockImages
from imagora.generation.providers.openai import OpenAiImages
from imagora.generation.providers.port import ImageRequest, ProviderError, Reference
from imagora.generation.service import Wish
from imagora.kernel.errors import InvalidInput
from imagora.kernel.ids import JobId, MediaId
from imagora.kernel.signing import Credentials
from tests.integration.checkers.provider import Provider, Question, js
from tests.integration.image_providers.conftest import adapter
from tests.integration.image_providers.rows import openai_images, png, stability
from tests.integration.image_providers.test_jobs import Studio, studio
from tests.integration.stack import Person, Stack

__all__ = ["studio"]


def picture(width: int = 640, height: int = 640, colour: str = "orange") -> bytes:
    out = BytesIO()
    PIL.Image.new("RGB", (width, height), colour).save(out, "WEBP", lossless=True)
    return out.getvalue()


def left_half(width: int = 640, height: int = 640) -> bytes:
    """A mask: white on the left."""
    mask = PIL.Image.new("L", (width, height), "black")
    mask.paste("white", (0, 0, width // 2, height))
    out = BytesIO()
    mask.save(out, "PNG")
    return out.getvalue()


def request(mask: bytes = b"", strength: float | None = None, side: int = 1024, **about: Any) -> ImageRequest:
    reference = Reference(picture(), "image/webp", mask, strength)
    return ImageRequest("a lighthouse", "ink", side, side, 7, reference=reference, **about)


def opened(data: bytes) -> PIL.Image.Image:
    with PIL.Image.open(BytesIO(data)) as one:
        one.load()
        return one


def parts(question: Question) -> dict[str, bytes]:
    """The fields of a form, by name."""
    kind = question.headers["content-type"]
    form = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + question.body)
    assert form.is_multipart()
    found: dict[str, bytes] = {}
    for part in form.get_payload():
        name = part.get_param("name", header="content-disposition")  # type: ignore[union-attr]
        found[str(name)] = part.get_payload(decode=True)  # type: ignore[union-attr, assignment]
    return found


def test_openai_gets_the_picture_and_where_to_draw_anew(double: Provider) -> None:
    double.answers(js(200, openai_images(png())))
    made = adapter("openai", double).generate(request(left_half(), person="f" * 64))
    [asked] = double.questions
    form = parts(asked)
    assert asked.path == "/v1/images/edits"
    assert asked.headers["authorization"] == "Bearer sk-test"
    assert {name: value.decode() for name, value in form.items() if name not in ("image", "mask")} == {
        "model": "gpt-image-2.5-flare",
        "prompt": "a lighthouse\n\nStyle: ink",
        "n": "1",
        "size": "1024x1024",
        "quality": "medium",
        "output_format": "png",
        "safety_identifier": "f" * 64,
    }
    image, mask = opened(form["image"]), opened(form["mask"])
    assert (image.format, image.size, mask.format, mask.size) == ("PNG", (1024, 1024), "PNG", (1024, 1024))
    assert mask.getchannel("A").getpixel((10, 10)) == 0  # drawn anew
    assert mask.getchannel("A").getpixel((1000, 10)) == 255
    assert (made.width, made.height) == (1024, 1024)


def test_openais_sdk_asks_for_an_edit_as_we_do(double: Provider) -> None:
    openai = pytest.importorskip("openai")
    double.answers(js(200, openai_images(png())))
    ours = adapter("openai", double)
    ours.generate(request(left_half(), person="f"))
    form = parts(double.questions[0])
    plain = {name: value.decode() for name, value in form.items() if name not in ("image", "mask")}
    with openai.OpenAI(api_key="sk-test", base_url=f"{double.url}/v1", max_retries=0) as client:
        said = client.images.edit(image=("image.png", form["image"]), mask=("mask.png", form["mask"]), **plain)
    theirs = double.questions[1]
    assert theirs.path == double.questions[0].path
    assert parts(theirs) == form
    assert said.data[0].b64_json


def test_bedrock_begins_from_a_picture_with_the_model_that_can(double: Provider) -> None:
    double.answers(js(200, stability(png())))
    made = adapter("bedrock", double).generate(request(strength=0.35))
    [asked] = double.questions
    assert asked.path == "/model/stability.sd3-5-large-v1%3A0/invoke"
    body = asked.json
    assert opened(b64decode(body.pop("image"))).size == (1024, 1024)
    assert body == {
        "prompt": "a lighthouse\n\nStyle: ink", "mode": "image-to-image", "strength": 0.35, "seed": 8,
        "output_format": "png",
    }  # fmt: skip
    assert (made.model, made.microdollars) == ("stability.sd3-5-large-v1:0", 80_000)


def test_bedrocks_ultra_does_it_itself(double: Provider) -> None:
    double.answers(js(200, stability(png())))
    ultra = BedrockImages(double.url, lambda: Credentials("A", "s", None), model="stability.stable-image-ultra-v1:1")
    made = ultra.generate(request())
    assert double.questions[0].path == "/model/stability.stable-image-ultra-v1%3A1/invoke"
    assert (double.questions[0].json["strength"], "mode" in double.questions[0].json) == (0.7, False)
    assert (made.model, made.microdollars) == ("", 140_000)


def test_bedrock_inpaints_where_the_mask_is_white(double: Provider) -> None:
    double.answers(js(200, stability(png())))
    made = adapter("bedrock", double).generate(request(left_half()))
    assert double.questions[0].path == "/model/us.stability.stable-image-inpaint-v1%3A0/invoke"
    body = json.loads(double.questions[0].body)
    mask = opened(b64decode(body["mask"]))
    assert (mask.mode, mask.getpixel((10, 10)), mask.getpixel((1000, 10))) == ("L", 255, 0)
    assert set(body) == {"prompt", "image", "mask", "seed", "output_format"}
    assert made.model == "us.stability.stable-image-inpaint-v1:0"


@pytest.mark.parametrize("provider", ["openai", "bedrock"])
def test_what_is_no_picture_goes_to_nobody(provider: str, double: Provider) -> None:
    broken = ImageRequest("x", None, 1024, 1024, 7, reference=Reference(b"no picture", "image/webp"))
    with pytest.raises(ProviderError) as refused:
        adapter(provider, double).generate(broken)
    assert (refused.value.code, refused.value.retryable, double.questions) == ("reference_gone", False, [])


def test_server_of_ones_own_is_not_asked_for_edits() -> None:
    can = OpenAiImages(lambda: "", "http://127.0.0.1:1", "flux-schnell").capabilities
    assert (can.edits, can.masks) == (False, False)


# Jobs


def _asked(person: Person, **about: Any) -> str:
    owner = wiring.accounts().acting(person.id)
    wish = Wish("a lighthouse at dusk", None, Size(256, 256), 1, None, **about)
    return str(wiring.generations().ask(owner, wish, once=None).job.id)


def _original(stack: Stack, person: Person) -> MediaId:
    return MediaId(stack.generate(person)["media"][0]["id"])


def test_a_job_begins_from_a_picture(studio: Studio, stack: Stack, ann: Person) -> None:
    original = _original(stack, ann)
    studio.offers("openai")
    studio.double.answers(js(200, openai_images(png(256, 256))))
    job = _asked(ann, reference=original)
    studio.run(job, times=1)
    stack.drain()
    assert ann.generation(job)["status"] == "succeeded"
    [asked] = studio.double.questions
    assert opened(parts(asked)["image"]).size == (816, 816)
    item = stack.item(f"JOB#{job}", "JOB")
    assert item is not None
    assert (item["reference"], item["expected"]) == (original, 70_000)


def test_a_job_whose_original_is_gone_fails_and_costs_nothing(studio: Studio, stack: Stack, ann: Person) -> None:
    original = _original(stack, ann)
    before = stack.taken(ann)
    studio.offers("openai")
    job = _asked(ann, reference=original)
    media = wiring.media_store().get(original)
    assert media is not None
    wiring.bucket().delete([f"media/{media.key}/full.webp"])
    wiring.worker().run(JobId(job))
    done = ann.generation(job)
    assert (done["status"], done["error"]["code"], done["error"]["retryable"]) == ("failed", "reference_gone", False)
    assert (done["cost"], stack.taken(ann), studio.double.questions) == ({"credits": 0}, before, [])


def test_what_a_provider_cannot_edit_is_refused(studio: Studio, stack: Stack, ann: Person) -> None:
    original = _original(stack, ann)
    studio.offers(OpenAiImages(lambda: "", "http://127.0.0.1:1", "flux-schnell"))
    with pytest.raises(InvalidInput) as refused:
        _asked(ann, reference=original)
    assert [error.field for error in refused.value.errors] == ["remix_of"]
    studio.offers("openai")
    with pytest.raises(InvalidInput) as refused:
        _asked(ann, reference=original, strength=0.5)
    assert [error.field for error in refused.value.errors] == ["strength"]


def test_a_part_of_a_picture_is_drawn_anew(studio: Studio, stack: Stack, ann: Person) -> None:
    original, mask = _original(stack, ann), stack.upload(ann, left_half())
    stack.drain()
    studio.offers("openai")
    studio.double.answers(js(200, openai_images(png(256, 256))))
    job = studio.ask(ann, remix_of=original, mask=mask)["id"]
    studio.run(job, times=1)
    stack.drain()
    assert ann.generation(job)["status"] == "succeeded"
    drawn = opened(parts(studio.double.questions[0])["mask"]).getchannel("A")
    assert (drawn.getpixel((10, 10)), drawn.getpixel((800, 10))) == (0, 255)


def test_a_mask_needs_a_picture_and_a_provider_that_knows_masks(studio: Studio, stack: Stack, ann: Person) -> None:
    original = _original(stack, ann)
    studio.offers(stack.painter)
    for field, draft in {"mask": {"mask": original, "remix_of": original}, "without": {"mask": original}}.items():
        refused = ann("POST", "/v1/generations", {"prompt": "a lake", "size": "256x256", **draft})
        assert (refused.status, refused["errors"][0]["field"]) == (422, "mask"), field
    assert [one["masks"] for one in stack.api("GET", "/v1/generations/options")["providers"]] == [False]
