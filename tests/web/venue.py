"""A running stack with the page, and the people who use it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import httpx

from tests.e2e.running import RunningStack

PASSWORD = "correct horse battery"
_ROLES = ("author", "reader", "newcomer")
_MODERATORS = ("first", "second")
_groups = itertools.count(1)

Person = dict[str, str]


@dataclass
class Venue:
    """A running stack with the page. Who moderates there does so for all files; everybody else belongs to one."""

    stack: RunningStack
    _moderators: dict[str, Person] = field(default_factory=dict)

    def people(self, roles: tuple[str, ...] = _ROLES) -> dict[str, Person]:
        """By role {handle, email, password}: accounts that nobody has used yet, and the two moderators."""
        if not self._moderators:
            self._moderators = {role: self._join(role, role) for role in _MODERATORS}
            for person in self._moderators.values():
                granted = self.stack.command("infra.grant", "--handle", person["handle"], "--role", "moderator")
                assert granted.returncode == 0, granted.stderr
        group = next(_groups)
        return {**{role: self._join(role, f"{role}_{group}") for role in roles}, **self._moderators}

    def _join(self, role: str, name: str) -> Person:
        person = {"handle": f"{name}_x", "email": f"{name}@example.org", "password": PASSWORD}
        made = httpx.post(f"{self.stack.url}/v1/accounts", json={**person, "name": role.title()}, timeout=30)
        assert made.status_code == 201, made.text
        return person
