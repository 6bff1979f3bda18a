"""A chain of three pictures by three people: who is credited, told, counted; what its manifests say; what changes."""

from __future__ import annotations

from imagora import wiring
from imagora.kernel.ids import MediaId
from imagora.media.models import rendition_keys
from imagora.provenance.reading import CredentialReader
from infra.local.pump import Faults
from tests.integration.remixes.making import allow, ask, count, credits_of, named, original, remixed, told, tree
from tests.integration.stack import Person, Stack


def served(media_id: str) -> bytes:
    """The file as everybody gets it."""
    media = wiring.media_store().get(MediaId(media_id))
    assert media is not None
    data = wiring.bucket().read(rendition_keys(media)["full"][1], version=None, at_most=10**7)
    assert data is not None
    return data


def test_a_chain_of_three_across_three_people(
    stack: Stack, ann: Person, bob: Person, cyd: Person, signed: CredentialReader
) -> None:
    first, first_post = original(stack, ann)
    second, second_post = remixed(stack, bob, first, strength=0.4)
    third, third_post = remixed(stack, cyd, second)

    # Credit goes all the way up, for everybody.
    assert credits_of(stack.api, third_post) == [
        {"media_id": second, "author": bob("GET", f"/v1/posts/{second_post}")["author"], "post_id": second_post},
        {"media_id": first, "author": ann("GET", f"/v1/posts/{first_post}")["author"], "post_id": first_post},
    ]
    shown = cyd("GET", f"/v1/posts/{third_post}/thread")["post"]["media"][0]
    assert (shown["remix_of"], [one["media_id"] for one in shown["credits"]]) == (second, [second, first])
    assert [one["media_id"] for one in cyd.media(third)["credits"]] == [second, first]

    # The tree has both below the first; each is counted where it was made.
    reply = stack.api("GET", f"/v1/media/{first}/remixes")
    assert [(one["id"], one["depth"], one["remix_of"]) for one in reply["items"]] == [
        (third, 2, second),
        (second, 1, first),
    ]
    assert [one["post"]["id"] for one in reply["items"]] == [third_post, second_post]
    assert [count(stack.api, post) for post in (first_post, second_post, third_post)] == [1, 1, 0]

    # Whose picture it was made from is told.
    assert told(ann) == [("remix", [bob.handle], first_post)]
    assert told(bob) == [("remix", [cyd.handle], second_post)]
    assert told(cyd) == []

    # c2pa's own reader trusts the file, and finds the whole chain in it.
    manifest = signed.read(served(third), "image/webp")
    assert manifest is not None
    assert (manifest.trusted, manifest.media_id) == (True, third)
    assert [action.name for action in manifest.actions] == ["c2pa.opened", "c2pa.edited"]
    assert [(one.media_id, one.depth, one.relationship, one.valid) for one in manifest.ancestors] == [
        (second, 1, "parentOf", True),
        (first, 2, "parentOf", True),
    ]
    lineage = stack.api("GET", f"/v1/media/{third}/provenance")["lineage"]
    assert [one.get("media_id") for one in lineage] == [second, first]

    # Saying no binds the future alone.
    allow(ann, first, "nobody")
    assert ask(cyd, first).code == "remix_not_allowed"
    assert ask(ann, first).status == 202
    assert tree(stack.api, first) == [third, second]
    assert stack.api("GET", f"/v1/posts/{first_post}")["media"][0]["remix_policy"] == "nobody"

    # What is deleted leaves a tombstone, in the table and in what is signed from now on.
    assert ann("DELETE", f"/v1/posts/{first_post}").status == 204
    stack.drain()
    assert named(stack.api, third_post) == [bob.handle, "deleted"]
    assert stack.api("GET", f"/v1/media/{first}/remixes").code == "media_not_found"
    assert tree(stack.api, second) == [third]
    assert stack.api("GET", f"/v1/media/{third}/provenance")["lineage"][1].get("media_id") is None
    assert bob("DELETE", f"/v1/posts/{second_post}").status == 204
    stack.drain()
    assert named(stack.api, third_post) == ["deleted", "deleted"]
    assert told(bob) == []


def test_nothing_is_told_or_counted_twice(stack: Stack, ann: Person, bob: Person) -> None:
    first, post = original(stack, ann)
    with stack.pump.with_faults(Faults(deliver_twice=True)):
        remixed(stack, bob, first)
        again, _ = remixed(stack, bob, first)
        own, own_post = remixed(stack, ann, first)
    assert told(ann) == [("remix", [bob.handle], post)]
    assert (count(ann, post), len(tree(ann, first))) == (3, 3)
    with stack.pump.with_faults(Faults(deliver_twice=True)):
        assert ann("DELETE", f"/v1/posts/{own_post}").status == 204
        stack.drain()
    assert (count(ann, post), own in tree(ann, first), again in tree(ann, first)) == (2, False, True)


def test_counters_are_what_a_recount_finds(stack: Stack, ann: Person, bob: Person) -> None:
    from imagora.pipeline.recounting import Recounting, Subject

    first, post = original(stack, ann)
    remixed(stack, bob, first)
    found = Recounting(wiring.reader(), wiring.tallies()).look(Subject("post", post))
    assert found is not None
    assert (found.stands["remixes"], found.counted["remixes"], found.drifted) == (1, 1, {})
