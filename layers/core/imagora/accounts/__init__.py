"""People: profiles, the claims on handles and emails, sign-up, sessions, tokens."""
