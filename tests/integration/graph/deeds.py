"""What people do to one another, and what is seen of it."""

from __future__ import annotations

from typing import Any

from tests.integration.accounts.town import Person, Reply, Town


def follow(town: Town, follower: Person, target: Person, method: str = "PUT") -> Reply:
    return town.ask(method, f"/v1/accounts/{target.handle}/follow", by=follower)


def unfollow(town: Town, follower: Person, target: Person) -> Reply:
    return follow(town, follower, target, "DELETE")


def counts(town: Town, person: Person) -> tuple[int, int]:
    """(followers, following)."""
    account = town.account(person)
    return account["followers_count"], account["following_count"]


def relation(town: Town, viewer: Person, other: Person) -> Any:
    return town.ask("GET", f"/v1/accounts/{other.handle}", by=viewer).body["viewer"]


def handles(reply: Reply) -> list[str]:
    assert reply.status == 200, reply.text
    return [account["handle"] for account in reply.body["items"]]


def listed(town: Town, path: str, by: Person | None = None) -> list[str]:
    return handles(town.ask("GET", path, by=by))


def go_private(town: Town, person: Person, *, private: bool = True) -> Reply:
    return town.ask("PATCH", "/v1/me", {"private": private}, by=person)


def block(town: Town, blocker: Person, blocked: Person, method: str = "PUT") -> Reply:
    return town.ask(method, f"/v1/accounts/{blocked.handle}/block", by=blocker)


def mute(town: Town, muter: Person, muted: Person, method: str = "PUT", **body: Any) -> Reply:
    return town.ask(method, f"/v1/accounts/{muted.handle}/mute", body or None, by=muter)
