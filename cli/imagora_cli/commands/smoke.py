"""Is a deployment well? What a person does there, done once, and taken back."""

from __future__ import annotations

import click

from imagora_cli.asking import password
from imagora_cli.command import Imagora, command
from imagora_cli.environment import told
from imagora_cli.smoking import Account, smoke_test


@command("smoke")
@click.option(
    "--email",
    help="An account to use (IMAGORA_SMOKE_EMAIL); without one a passing one is made.",
)
@click.option("--invite", metavar="CODE", help="An invitation, for the passing account of an instance that needs one.")
@click.option("--password-stdin", is_flag=True, help="Read the account's password from the input stream.")
def smoke(imagora: Imagora, *, email: str | None, invite: str | None, password_stdin: bool) -> None:
    """Try a deployment: sign up or in, generate, post, read it back, delete.

    Without an account a passing one is made, and deleted at the end. With --email the password is taken from
    IMAGORA_SMOKE_PASSWORD, the input stream, or asked for. Ends with 0 when every step went well, and says at which
    one it didn't. With `--json` a line a step: `{"step", "ok", "seconds", "detail"?}`.
    """
    account = Account.passing(invite)
    email = email or told("IMAGORA_SMOKE_EMAIL")
    if email:
        given = told("IMAGORA_SMOKE_PASSWORD")
        account = Account(email, given or password(imagora.screen, from_stdin=password_stdin))
    smoke_test(imagora, account)
