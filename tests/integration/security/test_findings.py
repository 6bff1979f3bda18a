"""What fuzzing and the table of callers found once, so that it stays mended."""

from __future__ import annotations

from tests.integration.stack import Person, Stack


def test_nobody_unfollows_or_admits_themselves(ann: Person) -> None:
    """One transaction may touch an item once; both were a 500."""
    assert ann("DELETE", f"/v1/accounts/{ann.handle}/follow").status == 204
    assert ann("PUT", f"/v1/me/follow-requests/{ann.handle}").code == "request_not_found"


def test_an_id_that_can_be_none_reaches_no_table(stack: Stack, ann: Person) -> None:
    """DynamoDB refuses keys over 2 KB, which would be a 500."""
    with stack.metered() as meter:
        assert ann("POST", "/v1/posts", {"media_ids": ["A" * 60_000]}).code == "media_not_found"
    assert not [call for call in meter.calls if any(len(partition) > 2_048 for partition in call.partitions)]


def test_pictures_of_a_deleted_account_are_gone_for_its_own_token_at_once(stack: Stack, ann: Person) -> None:
    job = stack.generate(ann)
    assert ann("DELETE", "/v1/me", {"password": ann.password}).status == 204
    for path in (f"/v1/generations/{job['id']}", "/v1/generations", f"/v1/media/{job['media'][0]['id']}"):
        assert ann("GET", path).status == 401
