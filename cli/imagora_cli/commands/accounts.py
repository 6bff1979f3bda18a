"""Signing up, in and out; who one is."""

from __future__ import annotations

import click

from imagora_cli.asking import ask, password
from imagora_cli.command import Imagora, command
from imagora_cli.ids import HANDLE
from imagora_cli.outcomes import Refused
from imagora_cli.settings import Profile, ProfileBook
from imagora_cli.views import people

_PASSWORD_STDIN = click.option(
    "--password-stdin", is_flag=True, help="Read the password from the input stream instead of asking."
)


@command("sign-up")
@click.option("--email", help="Asked for if left out.")
@click.option("--handle", type=HANDLE, help="What others find you by: 3 to 30 of a-z, 0-9 and _.")
@click.option("--name", help="What others see; the handle if left out.")
@click.option("--invite", metavar="CODE", help="An invitation, where one is needed.")
@_PASSWORD_STDIN
def sign_up(
    imagora: Imagora,
    *,
    email: str | None,
    handle: str | None,
    name: str | None,
    invite: str | None,
    password_stdin: bool,
) -> None:
    """Make an account and sign in."""
    email = email or ask(imagora.screen, "Email", option="--email")
    handle = handle or ask(imagora.screen, "Handle", option="--handle")
    secret = password(imagora.screen, from_stdin=password_stdin, twice=True)
    draft = {"email": email, "password": secret, "handle": handle, "name": name or handle}
    imagora.api.create("/v1/accounts", draft | ({"invite": invite} if invite else {}))
    _enter(imagora, email, secret)


@command("sign-in")
@click.option("--email", help="Asked for if left out.")
@_PASSWORD_STDIN
def sign_in(imagora: Imagora, *, email: str | None, password_stdin: bool) -> None:
    """Sign in; the session stays until `imagora sign-out`.

    The password is asked for, never given as an argument, where other people's processes and the shell's history see
    it. The session is kept in the system's keyring, or where there is none in a file that only you may read. The
    server and the account become the profile that other commands speak for; `--profile` names it.
    """
    email = email or ask(imagora.screen, "Email", option="--email")
    _enter(imagora, email, password(imagora.screen, from_stdin=password_stdin))


def _enter(imagora: Imagora, email: str, secret: str) -> None:
    """Sign in, keep the session, and make server and account the current profile."""
    try:
        grant = imagora.api.sign_in(email, secret)
    except Refused as refusal:
        if refusal.code != "account_unconfirmed" or not imagora.screen.interactive:
            raise
        code = ask(imagora.screen, "The code that was mailed to you", option="a terminal")
        imagora.api.ask("/v1/accounts/confirm", {"email": email, "code": code})
        grant = imagora.api.sign_in(email, secret)
    place = imagora.api.vault.keep(imagora.api.key, grant)
    me = imagora.api.get("/v1/me")
    settings = imagora.settings
    ProfileBook.load().with_profile(settings.profile, Profile(settings.server, str(me["handle"]))).save()
    imagora.screen.say(f"The session is kept {place}.", style="dim")
    imagora.screen.done(f"Signed in as @{me['handle']} at {settings.server}.", me)


@command("sign-out")
def sign_out(imagora: Imagora) -> None:
    """Sign out: the session is revoked and forgotten."""
    if imagora.api.sign_out():
        imagora.screen.done(f"Signed out at {imagora.settings.server}.")
    else:
        imagora.screen.done(f"You were not signed in at {imagora.settings.server}.")


@command("whoami")
def whoami(imagora: Imagora) -> None:
    """Show who is signed in."""
    imagora.api.require_session()
    me = imagora.api.get("/v1/me")
    imagora.screen.answer(me, people.account(me))
