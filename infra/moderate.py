"""`make moderate`: look at the pictures that are held, decide about one of them, or take a decided case back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from infra.instance import LOCAL, NoInstance, enter

if TYPE_CHECKING:
    from imagora.kernel.ids import AccountId, MediaId
    from imagora.media.models import Media

Decision = Literal["approve", "reject"]
DECISIONS: tuple[Decision, ...] = ("approve", "reject")
DEFAULT_RULE = "sexual_explicit"
_LINK_SECONDS = 60


class CannotModerate(RuntimeError):
    """Nothing was decided; the message says why, in one line."""


@dataclass(frozen=True)
class Held:
    """A picture that waits. `link` shows it for a minute to whoever has it."""

    id: str
    owner: str
    created_at: str
    link: str


def decide(media_id: str, decision: Decision, rule_code: str = DEFAULT_RULE) -> None:
    """Let a held picture out, or refuse it under a rule. `enter` an instance first.

    It is a decision of its case as the moderators' own: its owner sees it and can appeal.

    Raises `CannotModerate` for an unknown picture, and for one that is not held.
    """
    from imagora import wiring
    from imagora.kernel.ids import MediaId, is_id
    from imagora.moderation.bench import Ruling
    from imagora.moderation.events import Subject

    if not is_id(media_id):
        raise CannotModerate(f"{media_id!r} is no id of a picture")
    media = wiring.media_store().get(MediaId(media_id))
    if media is None:
        raise CannotModerate(f"there is no picture {media_id}")
    if media.status != "held":
        raise CannotModerate(f"the picture {media_id} is not held (any more)")
    wiring.reporting().hold(Subject("media", media_id), media.owner)  # where no message did so yet
    case = wiring.case_store().about(Subject("media", media_id))
    if case is None or not case.waits:
        raise CannotModerate(f"the picture {media_id} is decided already")
    rule = None if decision == "approve" else rule_code
    wiring.bench().decide_at_the_console(case, Ruling(decision, rule))
    wiring.consequences().apply(case.id)


def decide_case(case_id: str, decision: Decision, rule_code: str = DEFAULT_RULE) -> None:
    """Decide a case that waits; or take back (`approve`) what was decided against somebody, who needn't have appealed.

    What is taken back is as if an appeal had been right: all of it stands again as before. `enter` an instance first.

    Raises `CannotModerate` for an unknown case, one whose owner is gone, and one in which there is nothing to decide.
    """
    from imagora import wiring
    from imagora.moderation.bench import Ruling
    from imagora.moderation.errors import CaseDecided, CaseNotFound

    try:
        case = wiring.case_store().get(case_id)
    except CaseNotFound as error:
        raise CannotModerate(f"there is no case {case_id}") from error
    if _gone(case.owner):
        raise CannotModerate(f"the account that the case {case_id} is about is gone")
    if not case.waits and decision != "approve":
        raise CannotModerate(f"the case {case_id} is decided; DECISION=approve takes that back")
    try:
        if case.waits:
            wiring.bench().decide_at_the_console(case, Ruling(decision, None if decision == "approve" else rule_code))
        else:
            wiring.bench().overturn_at_the_console(case)
    except CaseDecided as error:
        raise CannotModerate(f"nothing of the case {case_id} is to be taken back (any more)") from error
    wiring.consequences().apply(case.id)


def _gone(owner: AccountId) -> bool:
    from imagora import wiring
    from imagora.accounts.errors import AccountNotFound

    try:
        return wiring.accounts().profile(owner, consistent=True).status == "deleted"
    except AccountNotFound:
        return True


def held() -> Iterator[Held]:
    """All that are held, oldest first: their objects lie under `quarantine/` until somebody decides."""
    from imagora import wiring
    from imagora.kernel.clock import rfc3339

    listed = sorted(set(_quarantined()))
    for start in range(0, len(listed), 100):
        found = wiring.media_store().batch(listed[start : start + 100])
        for media in sorted(found.values(), key=lambda medium: medium.id):
            if media.status == "held":
                yield Held(media.id, media.owner, rfc3339(media.created_at), _link(media))


def _quarantined() -> Iterator[MediaId]:
    from imagora.kernel import aws, config
    from imagora.kernel.ids import MediaId

    pages = aws.client("s3").get_paginator("list_objects_v2")
    for page in pages.paginate(Bucket=config.current().bucket, Prefix="quarantine/"):
        for found in page.get("Contents", []):
            yield MediaId(found["Key"].split("/")[1])


def _link(media: Media) -> str:
    from imagora.kernel import aws, config
    from imagora.media.models import rendition_keys

    key, _ = rendition_keys(media)["full"]
    return str(
        aws.client("s3").generate_presigned_url(
            "get_object", Params={"Bucket": config.current().bucket, "Key": key}, ExpiresIn=_LINK_SECONDS
        )
    )


def _check(what: str, named: str, decision: str) -> None:
    if named and decision not in DECISIONS:
        raise CannotModerate(f"say what: make moderate {what}={named} DECISION={'|'.join(DECISIONS)}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make moderate", description=__doc__)
    parser.add_argument("--media", default="")
    parser.add_argument("--case", default="")
    parser.add_argument("--decision", default="")
    parser.add_argument("--rule", default="")
    parser.add_argument("--stage", default=LOCAL)
    parser.add_argument("--data-dir", type=Path, default=Path(".imagora"))
    arguments = parser.parse_args()
    try:
        _check("MEDIA", arguments.media, arguments.decision)
        _check("CASE", arguments.case, arguments.decision)
        enter(arguments.stage, arguments.data_dir)
        if arguments.case:
            decide_case(arguments.case, arguments.decision, arguments.rule or DEFAULT_RULE)
            print(f"{arguments.case}: {arguments.decision}.")
        else:
            _act(arguments.media, arguments.decision, arguments.rule or DEFAULT_RULE)
    except (CannotModerate, NoInstance) as error:
        sys.exit(f"Imagora: {error}")


def _act(media_id: str, decision: str, rule: str) -> None:
    if media_id:
        decide(media_id, cast("Decision", decision), rule)
        print(f"{media_id}: {'out' if decision == 'approve' else 'refused'}.")
        return
    waiting = list(held())
    for picture in waiting:
        print(f"{picture.id}  from {picture.created_at}\n    {picture.link}")
    if waiting:
        print(f"Decide with: make moderate MEDIA=<id> DECISION={'|'.join(DECISIONS)} (links open for a minute)")
    else:
        print("Nothing is held.")


if __name__ == "__main__":
    main()
