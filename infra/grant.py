"""`make grant HANDLE=… ROLE=moderator|admin`: give an account a role. It holds from the account's next sign-in on."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from infra.instance import LOCAL, NoInstance, enter

ROLES = ("moderator", "admin")


class CannotGrant(RuntimeError):
    """The role was not given; the message says why, in one line."""


def grant(handle: str, role: str) -> None:
    """Put the account into the user pool's group of that name. Idempotent; `enter` an instance first.

    Raises `CannotGrant` for an unknown handle.
    """
    from imagora import wiring
    from imagora.accounts.errors import AccountNotFound
    from imagora.kernel import aws, config

    try:
        account_id = wiring.accounts().id_of(handle.removeprefix("@"))
    except AccountNotFound:
        raise CannotGrant(f"there is no account with the handle {handle!r}") from None
    aws.client("cognito-idp").admin_add_user_to_group(
        UserPoolId=config.current().user_pool_id, Username=account_id, GroupName=role
    )


def _check(handle: str, role: str) -> None:
    if not handle:
        raise CannotGrant(f"say who and what: make grant HANDLE=<handle> ROLE={'|'.join(ROLES)}")
    if role not in ROLES:
        raise CannotGrant(f"ROLE is {role!r}, but may be {' or '.join(ROLES)}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make grant", description=__doc__)
    parser.add_argument("--handle", default="")
    parser.add_argument("--role", default="")
    parser.add_argument("--stage", default=LOCAL)
    parser.add_argument("--data-dir", type=Path, default=Path(".imagora"))
    arguments = parser.parse_args()
    try:
        _check(arguments.handle, arguments.role)
        enter(arguments.stage, arguments.data_dir)
        grant(arguments.handle, arguments.role)
    except (CannotGrant, NoInstance) as error:
        sys.exit(f"Imagora: {error}")
    print(f"{arguments.handle} is {arguments.role} of the stage {arguments.stage} from the next sign-in on.")


if __name__ == "__main__":
    main()
