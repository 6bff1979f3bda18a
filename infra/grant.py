"""`make grant HANDLE=… ROLE=moderator|admin` or `PLAN=plus`: give an account a role, a plan, or both.

A role holds from the account's next sign-in on, a plan at once.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from infra.instance import LOCAL, NoInstance, enter

if TYPE_CHECKING:
    from imagora.kernel.ids import AccountId

ROLES = ("moderator", "admin")


class CannotGrant(RuntimeError):
    """The role or plan was not given; the message says why, in one line."""


def grant(handle: str, role: str) -> None:
    """Put the account into the user pool's group of that name. Idempotent; `enter` an instance first.

    Raises `CannotGrant` for an unknown handle.
    """
    from imagora.kernel import aws, config

    aws.client("cognito-idp").admin_add_user_to_group(
        UserPoolId=config.current().user_pool_id, Username=_account(handle), GroupName=role
    )


def grant_plan(handle: str, plan: str) -> None:
    """Give the account this plan. Idempotent; `enter` an instance first.

    Raises `CannotGrant` for an unknown handle and for a plan that the instance doesn't have.
    """
    from imagora import wiring

    credits_ = wiring.credits()
    if plan not in credits_.plans.by_name:
        raise CannotGrant(f"PLAN is {plan!r}, but may be {' or '.join(credits_.plans.by_name)}")
    credits_.give(_account(handle), plan)


def _account(handle: str) -> AccountId:
    from imagora import wiring
    from imagora.accounts.errors import AccountNotFound

    try:
        return wiring.accounts().id_of(handle.removeprefix("@"))
    except AccountNotFound:
        raise CannotGrant(f"there is no account with the handle {handle!r}") from None


def _check(handle: str, role: str, plan: str) -> None:
    if not handle or not (role or plan):
        raise CannotGrant(f"say who and what: make grant HANDLE=<handle> ROLE={'|'.join(ROLES)} or PLAN=<plan>")
    if role and role not in ROLES:
        raise CannotGrant(f"ROLE is {role!r}, but may be {' or '.join(ROLES)}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make grant", description=__doc__)
    parser.add_argument("--handle", default="")
    parser.add_argument("--role", default="")
    parser.add_argument("--plan", default="")
    parser.add_argument("--stage", default=LOCAL)
    parser.add_argument("--data-dir", type=Path, default=Path(".imagora"))
    its = parser.parse_args()
    try:
        _check(its.handle, its.role, its.plan)
        enter(its.stage, its.data_dir)
        if its.plan:
            grant_plan(its.handle, its.plan)
            print(f"{its.handle} has the plan {its.plan} of the stage {its.stage}.")
        if its.role:
            grant(its.handle, its.role)
            print(f"{its.handle} is {its.role} of the stage {its.stage} from the next sign-in on.")
    except (CannotGrant, NoInstance) as error:
        sys.exit(f"Imagora: {error}")


if __name__ == "__main__":
    main()
