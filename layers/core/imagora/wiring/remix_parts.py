"""Parts of remixes: who may, what came of it, credit."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imagora import wiring

if TYPE_CHECKING:
    from imagora.remixes.consent import Consent
    from imagora.remixes.credits import Credits
    from imagora.remixes.recording import Recording
    from imagora.remixes.sight import Sight
    from imagora.remixes.terms import Terms
    from imagora.remixes.tree import Tree


@cache
def sight() -> Sight:
    from imagora.remixes.sight import Sight

    return Sight(wiring.reader(), wiring.showcase(), wiring.viewpoints())


@cache
def terms() -> Terms:
    from imagora.remixes.terms import Terms

    return Terms(wiring.post_store(), wiring.media_store())


@cache
def remix_credits() -> Credits:
    from imagora.remixes.credits import Credits

    return Credits(wiring.reader(), wiring.showcase())


@cache
def remix_tree() -> Tree:
    from imagora.remixes.listing import RemixLists
    from imagora.remixes.tree import Tree

    return Tree(RemixLists(wiring.reader()), wiring.hydration())


@cache
def consent() -> Consent:
    from imagora.remixes.consent import Consent

    return Consent(wiring.sight())


@cache
def remix_recording() -> Recording:
    from imagora.remixes.recording import Recording
    from imagora.remixes.store import RemixStore

    wiring.connected()
    return Recording(RemixStore(wiring.reader()), wiring.post_store(), wiring.media_store(), wiring.now)
