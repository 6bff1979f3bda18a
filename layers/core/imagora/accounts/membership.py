"""Becoming a member and leaving: sign-up, confirmation, deletion, and the sweep of what was given up.

A sign-up writes, in this order: a note (`USER#<uid>` / `SIGNUP`, due in 24 h), the Cognito user, and one transaction
with profile, contact, both claims, the use of its invitation and the idempotency key. So no claim exists without its
user; what fails is undone at once, and what even that left (a process that died) is an unnamed Cognito user, found by
the note.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from imagora.accounts import invite_store, rows, rules, store
from imagora.accounts.directory import NOBODY, Directory
from imagora.accounts.emails import Emails
from imagora.accounts.errors import AccountNotFound, EmailTaken, HandleTaken, InvalidCode, SignupClosed
from imagora.accounts.invites import REFUSED, Invites, fold_code
from imagora.accounts.models import Contact, Profile
from imagora.accounts.service import Accounts
from imagora.kernel.clock import Clock
from imagora.kernel.errors import FieldError, InvalidInput, Unauthenticated
from imagora.kernel.ids import AccountId, new_id
from imagora.kernel.text import clean
from imagora.table.once import InFlight, Once
from imagora.table.transaction import Transaction

GIVEN_UP_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Candidate:
    """Who wants to become a member, as they typed it."""

    email: str
    password: str
    handle: str
    name: str
    invite: str | None = None

    def __repr__(self) -> str:
        return f"Candidate(handle={self.handle!r})"


@dataclass(frozen=True)
class Membership:
    """`signup` is who may come; `confirms_at_once` is true where no mail is sent (the laptop stack)."""

    accounts: Accounts
    directory: Directory
    emails: Emails
    invites: Invites
    signup: Literal["open", "invite", "closed"]
    confirms_at_once: bool
    now: Clock

    def sign_up(self, candidate: Candidate, once: Once | None) -> Profile:
        """Make an account, unconfirmed unless this stage confirms at once. A failure leaves nothing behind.

        Raises SignupClosed; InvalidInput with every field that was refused; `text_blocked` for a name that breaks a
        rule of the house; HandleTaken, EmailTaken; InFlight.
        """
        if self.signup == "closed":
            raise SignupClosed
        candidate = self._checked(candidate, once)
        profile = self._new_profile(candidate)
        self.accounts.require_text(candidate.name, profile.id, newcomer=True)
        self._look_for_claims(candidate, once)
        invite = fold_code(candidate.invite) if candidate.invite else None
        store.begin_signup(profile.id, invite=invite, due_at=self.now() + GIVEN_UP_AFTER)
        try:
            self._register(profile, candidate, once)
        except Exception:
            if not self._exists(profile.id):  # a lost answer may have hidden a transaction that was written
                self._undo(profile.id)
                raise
        return profile

    def _checked(self, candidate: Candidate, once: Once | None) -> Candidate:
        tidy = Candidate(
            email=candidate.email.strip(),
            password=candidate.password,
            handle=rules.fold_handle(candidate.handle),
            name=clean(candidate.name, multiline=False),
            invite=(candidate.invite or "").strip() or None,
        )
        errors = [
            *rules.check_email(tidy.email),
            *rules.check_password(tidy.password),
            *rules.check_handle(tidy.handle),
            *rules.check_name(tidy.name),
            *self._check_invite(tidy.invite),
        ]
        if errors:
            self._expect_no_twin(once)  # which may have taken the invitation's last use
            raise InvalidInput(*errors)
        return tidy

    def _check_invite(self, invite: str | None) -> list[FieldError]:
        """One has to be given where sign-up is by invitation; one that is given has to be good everywhere."""
        if invite is None:
            missing = FieldError("invite", "required", "This instance takes new accounts by invitation.")
            return [missing] if self.signup == "invite" else []
        return [] if self.invites.admits(invite) else [REFUSED]

    def _expect_no_twin(self, once: Once | None) -> None:
        """Raise InFlight where another request with this key was faster and made the account."""
        if once is not None and once.look_up(self.now()) is not None:
            raise InFlight

    def _look_for_claims(self, candidate: Candidate, once: Once | None) -> None:
        """Refuse early what the transaction would refuse, before Cognito mails anybody."""
        handle, email = rows.handle_key(candidate.handle), rows.email_key(self.emails.pseudonym(candidate.email))
        taken = self.accounts.reader.batch([handle, email])
        if taken:
            self._expect_no_twin(once)
        if handle in taken:
            raise HandleTaken
        if email in taken:
            raise EmailTaken

    def _new_profile(self, candidate: Candidate) -> Profile:
        now = self.now()
        return Profile(
            id=AccountId(new_id(now)),
            handle=candidate.handle,
            name=candidate.name,
            bio="",
            avatar=None,
            kind="human",
            private=False,
            status="active" if self.confirms_at_once else "unconfirmed",
            created_at=now,
        )

    def _register(self, profile: Profile, candidate: Candidate, once: Once | None) -> None:
        self.directory.register(profile.id, candidate.email, candidate.password)
        if self.confirms_at_once:
            self.directory.confirm_at_once(profile.id)
        transaction = Transaction()
        contact = Contact(candidate.email, self.emails.pseudonym(candidate.email))
        if once is not None:  # first, so that a repeat which was overtaken finds its twin and not its own claims
            once.join(transaction, profile.id, self.now())
        store.create(transaction, profile, contact)
        if candidate.invite:
            self.invites.redeem(transaction, candidate.invite)
        transaction.commit()

    def _exists(self, account_id: AccountId) -> bool:
        return self.accounts.reader.get(rows.profile_key(account_id), consistent=True) is not None

    def _undo(self, account_id: AccountId) -> None:
        self.directory.delete(account_id)
        store.end_signup(account_id)

    def confirm(self, email: str, code: str) -> None:
        """Confirm an email by the code that was mailed to it. Idempotent.

        Raises InvalidCode for a wrong code, an unknown email and a sign-up that was given up.
        """
        account_id = self.emails.owner(email)
        if not rules.is_code(code):
            raise InvalidCode
        self.directory.confirm(account_id or NOBODY, code)
        if account_id is None:
            raise InvalidCode
        try:
            store.activate(account_id, now=self.now())
        except AccountNotFound:
            self._expect_confirmed(account_id)

    def _expect_confirmed(self, account_id: AccountId) -> None:
        try:
            self.accounts.own(account_id)
        except Unauthenticated as error:
            raise InvalidCode from error

    def resend(self, email: str) -> None:
        """Mail the code again, if the email awaits one."""
        account_id = self.emails.owner(email)
        if account_id and self.accounts.profile(account_id).status == "unconfirmed":
            self.directory.resend_code(account_id)

    def leave(self, account_id: AccountId, password: str) -> None:
        """Delete one's account: at once for everybody else, signed out everywhere; its erasure is due from here on.

        Handle and email are free again. Raises InvalidCredentials for a wrong password, Unauthenticated when it is
        gone already.
        """
        profile = self.accounts.own(account_id)
        self.directory.sign_in(account_id, password)
        store.delete(profile, self.accounts.contact(account_id), now=self.now())
        self.directory.sign_out(account_id)

    def erase(self, account_id: AccountId) -> bool:
        """Remove what accounts keep of a deleted one: the Cognito user, invitations, contact, notes, the profile last.

        Returns whether more may be left: call again then. To be called when all other rooms are done, since the profile
        is what keeps the erasure due. Retry-safe. Raises AccountNotFound, touching nothing, for an account that is
        alive.
        """
        row = self.accounts.reader.get(rows.profile_key(account_id), consistent=True)
        if row is not None and rows.profile_of(row).status != "deleted":
            raise AccountNotFound
        self.directory.delete(account_id)
        if self.invites.erase(account_id):
            return True
        store.erase(account_id)
        return False

    def sweep_unconfirmed(self, account_id: AccountId) -> None:
        """Clear away a sign-up whose note (`USER#<uid>` / `SIGNUP`) fell due, and give its invitation back.

        Retry-safe; the note goes last.
        """
        row = self.accounts.reader.get(rows.profile_key(account_id), consistent=True)
        profile = rows.profile_of(row) if row else None
        if profile is not None and profile.status in ("active", "suspended"):
            store.end_signup(account_id)
            return
        if profile is not None and profile.status == "unconfirmed":
            store.delete(profile, self.accounts.contact(account_id), now=self.now())
        if profile is not None:
            self._give_back(account_id)
        self.erase(account_id)

    def _give_back(self, account_id: AccountId) -> None:
        """The use of an invitation by a sign-up that was written and never confirmed."""
        note = self.accounts.reader.get(rows.signup_key(account_id), consistent=True)
        if note is not None and note.get("invite"):
            invite_store.give_back(account_id, note["invite"])
