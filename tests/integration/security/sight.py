"""What somebody sees of an author, by how the two stand to each other: one row a route, one column a viewer.

Every viewer follows the author's friend, who shares the author's post. In the columns:

- stranger: follows the friend alone. mentioned: a stranger whom the author's post mentions.
- requested: a stranger who asked the private author to follow.
- follower: follows the author, as the next three do, and the last two did.
- muted: the author mutes them. muter: they mute the author. word muter: they mute a word that the post has.
- blocker: they blocked the author. blocked: the author blocked them.

A cell is a status, or what an answer of 200 says: that the author is in it (`shown`), or isn't (`hidden`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Cell = int | Literal["shown", "hidden"] | None

VIEWERS = ("stranger", "mentioned", "requested", "follower", "muted", "muter", "word muter", "blocker", "blocked")
SHOWN: Literal["shown"] = "shown"
HIDDEN: Literal["hidden"] = "hidden"


INTRODUCTION = """
## Who sees whom

An author, and what each kind of viewer gets of them, by how the two stand to each other. All viewers follow the
author's friend, who quotes, likes and shares the author's post, as the author does with the friend's. A status, or what
an answer of 200 says: `shown`, or `hidden`.

- **stranger**: nothing stands between them. **mentioned**: a stranger whom the post mentions. **requested**: a stranger
  who asked the private author to be let in.
- **follower**: follows the author, as the next three do and the last two did.
- **muted**: the author mutes them. **muter**: they mute the author. **word muter**: they mute a word of the post.
- **blocker**: they blocked the author. **blocked**: the author blocked them.

"""


@dataclass(frozen=True)
class Sight:
    """A route, what is asked for, and what each viewer gets.

    `path`, `finds` and `more` name what `Company.ids` holds: `finds` has to be in the answer for `shown`; `more` is a
    member of a post besides its text.
    """

    route: str
    of: str
    path: str
    cells: tuple[Cell, ...]
    finds: str = "author"
    more: tuple[str, str] | None = None

    @property
    def private(self) -> bool:
        return self.of.startswith("private")

    @property
    def tells(self) -> bool:
        """Whether an answer of 200 is looked into."""
        return SHOWN in self.cells or HIDDEN in self.cells

    @property
    def name(self) -> str:
        return f"{self.route} ({self.of})"

    @property
    def expected(self) -> dict[str, Cell]:
        return {viewer: cell for viewer, cell in zip(VIEWERS, self.cells, strict=True) if cell is not None}


def _row(
    route: str, of: str, path: str, cells: str, finds: str = "author", more: tuple[str, str] | None = None
) -> Sight:
    return Sight(route, of, path, tuple(map(_cell, cells.split())), finds, more)


def _cell(text: str) -> Cell:
    """`+` shown, `-` hidden, `_` nothing to ask for, otherwise a status."""
    return {"+": SHOWN, "-": HIDDEN, "_": None}[text] if text in "+-_" else int(text)


_AUTHORS, _FRIENDS, _POSTS = "/v1/accounts/{author}", "/v1/accounts/{friend}", "/v1/posts"
_SAID, _SHARED = "/v1/posts/{said}", "/v1/posts/{shared}"
_ANSWER, _QUOTE = ("reply_to", "said"), ("quote_of", "said")
_CLOSE, _TOLD = ("reply_to", "close"), ("quote_of", "told")

ROWS = (
    # stranger, mentioned, requested, follower, muted, muter, word muter, blocker, blocked
    _row("GET /v1/accounts/{handle}", "public", _AUTHORS, "200 200 _ 200 200 200 200 200 404"),
    _row("GET /v1/accounts/{handle}", "private", _AUTHORS, "200 200 200 200 200 200 200 200 404"),
    _row("GET /v1/accounts/{handle}/followers", "public", f"{_AUTHORS}/followers", "+ + _ + + + + + 404", "friend"),
    _row("GET /v1/accounts/{handle}/followers", "private", f"{_AUTHORS}/followers", "- - - + + + + - 404", "friend"),
    _row("GET /v1/accounts/{handle}/followers", "the friend's", f"{_FRIENDS}/followers", "+ + _ + + + + - -"),
    _row("GET /v1/accounts/{handle}/following", "public", f"{_AUTHORS}/following", "+ + _ + + + + + 404", "friend"),
    _row("GET /v1/accounts/{handle}/following", "private", f"{_AUTHORS}/following", "- - - + + + + - 404", "friend"),
    _row("GET /v1/accounts/{handle}/following", "the friend's", f"{_FRIENDS}/following", "+ + _ + + + + - -"),
    _row("GET /v1/accounts/{handle}/posts", "public", f"{_AUTHORS}/posts", "+ + _ + + + + - 404"),
    _row("GET /v1/accounts/{handle}/posts", "private", f"{_AUTHORS}/posts", "- - - + + + + - 404"),
    _row("GET /v1/posts/{post_id}", "public", _SAID, "200 200 _ 200 200 200 200 404 404"),
    _row("GET /v1/posts/{post_id}", "private", _SAID, "404 404 404 200 200 200 200 404 404"),
    _row("GET /v1/posts/{post_id}", "the friend's, quoting it", "/v1/posts/{quoting}", "+ + _ + + + + - -"),
    _row("GET /v1/posts/{post_id}/thread", "public", f"{_SAID}/thread", "200 200 _ 200 200 200 200 404 404"),
    _row("GET /v1/posts/{post_id}/thread", "private", f"{_SAID}/thread", "404 404 404 200 200 200 200 404 404"),
    _row("GET /v1/posts/{post_id}/thread", "the friend's, answered", f"{_SHARED}/thread", "+ + _ + + - + - -"),
    _row("GET /v1/posts/{post_id}/history", "public", f"{_SAID}/history", "200 200 _ 200 200 200 200 404 404"),
    _row("GET /v1/posts/{post_id}/history", "private", f"{_SAID}/history", "404 404 404 200 200 200 200 404 404"),
    _row("GET /v1/posts/{post_id}/likes", "public", f"{_SAID}/likes", "+ + _ + + + + 404 404", "friend"),
    _row("GET /v1/posts/{post_id}/likes", "private", f"{_SAID}/likes", "404 404 404 + + + + 404 404", "friend"),
    _row("GET /v1/posts/{post_id}/likes", "the friend's", f"{_SHARED}/likes", "+ + _ + + - + - -"),
    _row("GET /v1/posts/{post_id}/reposts", "public", f"{_SAID}/reposts", "+ + _ + + + + 404 404", "friend"),
    _row("GET /v1/posts/{post_id}/reposts", "private", f"{_SAID}/reposts", "404 404 404 + + + + 404 404", "friend"),
    _row("GET /v1/posts/{post_id}/reposts", "the friend's", f"{_SHARED}/reposts", "+ + _ + + - + - -"),
    _row("GET /v1/posts/{post_id}/quotes", "public", f"{_SAID}/quotes", "+ + _ + + + + 404 404", "friend"),
    _row("GET /v1/posts/{post_id}/quotes", "private", f"{_SAID}/quotes", "404 404 404 + + + + 404 404", "friend"),
    _row("GET /v1/posts/{post_id}/quotes", "the friend's", f"{_SHARED}/quotes", "+ + _ + + - + - -"),
    _row("GET /v1/feeds/home", "public", "/v1/feeds/home", "+ + _ + + - - - -", "said"),
    _row("GET /v1/feeds/home", "private", "/v1/feeds/home", "- - - + + - - - -", "said"),
    _row("GET /v1/feeds/explore", "public", "/v1/feeds/explore", "+ + _ + + - - - -", "said"),
    _row("GET /v1/feeds/explore", "private", "/v1/feeds/explore", "- - - - - - - - -", "said"),
    _row("GET /v1/feeds/tags/{tag}", "public", "/v1/feeds/tags/pastry", "+ + _ + + - - - -", "said"),
    _row("GET /v1/feeds/tags/{tag}", "private", "/v1/feeds/tags/pastry", "- - - - - - - - -", "said"),
    _row("GET /v1/search", "public, posts", "/v1/search?q=marzipan&type=posts", "+ + _ + + - - - -", "said"),
    _row("GET /v1/search", "private, posts", "/v1/search?q=marzipan&type=posts", "- - - - - - - - -", "said"),
    _row("GET /v1/search", "public, accounts", "/v1/search?q={author}&type=accounts", "+ + _ + + - + - -"),
    _row("GET /v1/search", "private, accounts", "/v1/search?q={author}&type=accounts", "+ + + + + - + - -"),
    _row("GET /v1/suggestions", "public", "/v1/suggestions", "+ + _ - - - - - -"),
    _row("GET /v1/suggestions", "private", "/v1/suggestions", "+ + - - - - - - -"),
    _row("GET /v1/notifications", "public", "/v1/notifications", "+ + _ + + - + - -"),
    _row("GET /v1/notifications", "private", "/v1/notifications", "+ + + + + - + - -"),
    _row("GET /v1/me/likes", "public", "/v1/me/likes", "+ + _ + + + + - -", "said"),
    _row("GET /v1/me/likes", "private", "/v1/me/likes", "- - - + + + + - -", "said"),
    _row("GET /v1/me/bookmarks", "public", "/v1/me/bookmarks", "+ + _ + + + + - -", "said"),
    _row("GET /v1/me/bookmarks", "private", "/v1/me/bookmarks", "- - - + + + + - -", "said"),
    _row("PUT /v1/posts/{post_id}/like", "public", f"{_SAID}/like", "204 204 _ 204 204 204 204 404 404"),
    _row("PUT /v1/posts/{post_id}/like", "private", f"{_SAID}/like", "404 404 404 204 204 204 204 404 404"),
    _row("PUT /v1/posts/{post_id}/bookmark", "public", f"{_SAID}/bookmark", "204 204 _ 204 204 204 204 404 404"),
    _row("PUT /v1/posts/{post_id}/bookmark", "private", f"{_SAID}/bookmark", "404 404 404 204 204 204 204 404 404"),
    _row("PUT /v1/posts/{post_id}/repost", "public", f"{_SAID}/repost", "204 204 _ 204 204 204 204 404 404"),
    _row("PUT /v1/posts/{post_id}/repost", "private", f"{_SAID}/repost", "404 404 404 403 403 403 403 404 404"),
    _row("PUT /v1/posts/{post_id}/mute", "public", f"{_SAID}/mute", "204 204 _ 204 204 204 204 404 404"),
    _row("PUT /v1/posts/{post_id}/mute", "private", f"{_SAID}/mute", "404 404 404 204 204 204 204 404 404"),
    _row("POST /v1/posts", "public, an answer", _POSTS, "201 201 _ 201 201 201 201 404 404", more=_ANSWER),
    _row("POST /v1/posts", "private, an answer", _POSTS, "404 404 404 201 201 201 201 404 404", more=_ANSWER),
    _row("POST /v1/posts", "public, a quote", _POSTS, "201 201 _ 201 201 201 201 404 404", more=_QUOTE),
    _row("POST /v1/posts", "private, a quote", _POSTS, "404 404 404 403 403 403 403 404 404", more=_QUOTE),
    _row("POST /v1/posts", "public, answered by followers", _POSTS, "403 403 _ 201 201 201 201 404 404", more=_CLOSE),
    _row("POST /v1/posts", "public, quoted by mentioned", _POSTS, "403 201 _ 403 403 403 403 404 404", more=_TOLD),
    _row("PUT /v1/accounts/{handle}/mute", "public", f"{_AUTHORS}/mute", "204 204 _ 204 204 204 204 204 404"),
    _row("PUT /v1/accounts/{handle}/follow", "public", f"{_AUTHORS}/follow", "204 204 _ 204 204 204 204 409 404"),
    _row("PUT /v1/accounts/{handle}/follow", "private", f"{_AUTHORS}/follow", "204 204 204 204 204 204 204 409 404"),
    _row("PUT /v1/accounts/{handle}/block", "public", f"{_AUTHORS}/block", "204 204 _ 204 204 204 204 204 204"),
)  # fmt: skip


def section() -> str:
    """The table as docs/authorisation.md has it."""
    lines = [f"| route | what is asked for | {' | '.join(VIEWERS)} |", "|---" * (len(VIEWERS) + 2) + "|"]
    for row in ROWS:
        cells = " | ".join("–" if cell is None else str(cell) for cell in row.cells)
        lines.append(f"| `{row.route}` | {row.of} | {cells} |")
    return INTRODUCTION + "\n".join(lines) + "\n"
