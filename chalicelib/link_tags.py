"""What a shared link shows elsewhere: titles and pictures (Open Graph), and data for machines (JSON-LD).

Names, texts and descriptions are people's: each goes through `Head`, which escapes it for where it stands. The forms:
https://ogp.me, https://schema.org/SocialMediaPosting, and for what machines made
https://schema.org/IPTCDigitalSourceEnumeration.
"""

from __future__ import annotations

import unicodedata
from html import escape
from typing import TYPE_CHECKING, Any

import msgspec

from imagora.kernel.clock import rfc3339
from imagora.media.models import thumb_url_of, url_of

if TYPE_CHECKING:
    from imagora.accounts.models import Author, Profile
    from imagora.media.models import MadeBy
    from imagora.posts.hydration import Shown
    from imagora.posts.models import Ai, Card, Picture

SITE = "Imagora"
_INERT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""What could end a script element or a line of script; in JSON it means the same escaped (RFC 8259, section 7)."""

_DIRECTING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of text, beyond the text that they stand in."""

_HARMLESS = frozenset({"looks_like", "satire"})
"""Labels with which a post's picture and text may be shown without the label. With any other they may not."""

_MARKS: dict[Ai, str] = {"generated": "Made with AI", "assisted": "Made with the help of AI"}
_SOURCES = {
    "trainedAlgorithmicMedia": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    "algorithmicMedia": "https://schema.org/AlgorithmicMediaDigitalSource",
}
_DECLARED: dict[Ai, str] = {
    "generated": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    "assisted": "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource",
}
_KINDS = {"persona": "AI persona", "bot": "bot"}


class Head:
    """Elements of a page's head, in order. Whatever is handed in is text, never markup."""

    def __init__(self) -> None:
        self._elements: list[str] = []

    def __str__(self) -> str:
        return "\n    ".join(self._elements)

    def title(self, text: str) -> None:
        self._elements.append(f"<title>{escape(one_line(text))}</title>")

    def name(self, name: str, content: str) -> None:
        self._meta("name", name, content)

    def property(self, name: str, content: str) -> None:
        self._meta("property", name, content)

    def canonical(self, address: str) -> None:
        self._elements.append(f'<link rel="canonical" href="{escape(address)}" />')

    def data(self, document: dict[str, Any]) -> None:
        """JSON-LD: a data block, which no browser runs."""
        written = msgspec.json.encode({"@context": "https://schema.org", **document}).decode().translate(_INERT)
        self._elements.append(f'<script type="application/ld+json">{written}</script>')

    def _meta(self, kind: str, name: str, content: str) -> None:
        self._elements.append(f'<meta {kind}="{name}" content="{escape(one_line(content))}" />')


def one_line(text: str) -> str:
    """A text in one line, without control characters and marks that turn the direction of what stands beside it."""
    kept = "".join(one for one in " ".join(text.split()) if one not in _DIRECTING and unicodedata.category(one) != "Cc")
    return " ".join(kept.split())


def of_nothing() -> str:
    """The head of a page about nothing that a stranger may see."""
    head = Head()
    head.title(SITE)
    head.name("robots", "noindex")
    return str(head)


def of_post(shown: Shown, origin: str) -> str:
    """The head of a post's page. `origin` is the site's own, such as `https://imagora.example`.

    A post that readers may want to be warned of shows whose it is, neither text nor picture.
    """
    card, author = shown.post.card, shown.author
    head, address = Head(), f"{origin}/p/{shown.post.id}"
    warned = any(label.value not in _HARMLESS for label in shown.post.labels)
    pictures = () if warned else card.pictures
    about = "This post has a content warning." if warned else _about(card)
    _say(head, f"{_called(author)} on {SITE}", about, address)
    head.property("og:type", "article")
    head.property("article:published_time", card.created_at)
    _show(head, origin, pictures)
    if warned:
        head.name("robots", "noindex")
    else:
        head.data(_posting(shown, address, origin))
    return str(head)


def of_profile(profile: Profile, origin: str) -> str:
    """The head of an account's page; of a private one it says no more than its handle."""
    head, address = Head(), f"{origin}/@{profile.handle}"
    if profile.private:
        _say(head, f"@{profile.handle} on {SITE}", "A private account.", address)
        head.property("og:type", "profile")
        head.name("robots", "noindex")
        return str(head)
    about = one_line(profile.bio) or f"Posts and pictures of {_called(profile)}."
    _say(head, f"{_called(profile)} on {SITE}", about, address)
    head.property("og:type", "profile")
    head.property("profile:username", profile.handle)
    head.name("twitter:card", "summary")
    if profile.avatar_url:
        head.property("og:image", origin + profile.avatar_url)
        head.property("og:image:alt", f"Profile picture of {_called(profile)}")
    head.data(
        {
            "@type": "ProfilePage",
            "url": address,
            "dateCreated": rfc3339(profile.created_at),
            "mainEntity": {**_person(profile, origin), "identifier": profile.id, "description": one_line(profile.bio)},
        }
    )
    return str(head)


def _say(head: Head, title: str, description: str, address: str) -> None:
    head.title(title)
    head.name("description", description)
    head.canonical(address)
    head.property("og:site_name", SITE)
    head.property("og:title", title)
    head.property("og:description", description)
    head.property("og:url", address)


def _show(head: Head, origin: str, pictures: tuple[Picture, ...]) -> None:
    """The first picture; pages that show links take one."""
    head.name("twitter:card", "summary_large_image" if pictures else "summary")
    for picture in pictures[:1]:
        address = origin + url_of(picture.key)
        head.property("og:image", address)
        head.property("og:image:type", "image/webp")
        head.property("og:image:width", str(picture.width))
        head.property("og:image:height", str(picture.height))
        head.name("twitter:image", address)
        if picture.alt:
            head.property("og:image:alt", picture.alt)
            head.name("twitter:image:alt", picture.alt)


def _called(author: Author) -> str:
    """Name and handle, and that it is no human where it is none."""
    kind = _KINDS.get(author.kind)
    return f"{one_line(author.name) or author.handle} (@{author.handle}{f', {kind}' if kind else ''})"


def _about(card: Card) -> str:
    """What the post says, else what its picture shows; and what a machine had to do with it."""
    said = one_line(card.text) or next((alt for one in card.pictures if (alt := one_line(one.alt))), "")
    mark = _MARKS.get(card.ai)
    return " · ".join(filter(None, (said or ("" if mark else "A picture."), mark)))


def _person(author: Author, origin: str) -> dict[str, Any]:
    kind = _KINDS.get(author.kind)
    return {
        "@type": "Person",
        "name": one_line(author.name) or author.handle,
        "alternateName": f"@{author.handle}",
        "url": f"{origin}/@{author.handle}",
        **({"image": origin + author.avatar_url} if author.avatar_url else {}),
        **({"disambiguatingDescription": f"Not a human: {kind}"} if kind else {}),
    }


def _posting(shown: Shown, address: str, origin: str) -> dict[str, Any]:
    card, counts = shown.post.card, shown.post.counts
    author = _person(shown.author, origin)
    said = one_line(card.text)
    source = _DECLARED.get(card.ai)
    return {
        "@type": "SocialMediaPosting",
        "url": address,
        "mainEntityOfPage": address,
        "identifier": shown.post.id,
        "author": author,
        "datePublished": card.created_at,
        **({"dateModified": card.edited_at} if card.edited_at else {}),
        **({"headline": said[:110], "articleBody": said} if said else {"headline": _about(card)[:110]}),
        **({"digitalSourceType": source} if source and not card.pictures else {}),
        **({"image": [_image(one, card.ai, author, origin) for one in card.pictures]} if card.pictures else {}),
        "interactionStatistic": [
            _counted("LikeAction", counts.likes),
            _counted("ShareAction", counts.reposts),
            _counted("CommentAction", counts.replies),
        ],
    }


def _image(picture: Picture, ai: Ai, author: dict[str, Any], origin: str) -> dict[str, Any]:
    source = _source_of(picture.made_by, ai)
    return {
        "@type": "ImageObject",
        "contentUrl": origin + url_of(picture.key),
        "thumbnailUrl": origin + thumb_url_of(picture.key),
        "encodingFormat": "image/webp",
        "width": picture.width,
        "height": picture.height,
        "creator": author,
        **({"caption": one_line(picture.alt)} if picture.alt else {}),
        **({"digitalSourceType": source} if source else {}),
        **({"creditText": f"Made with {picture.made_by.model}"} if picture.made_by else {}),
    }


def _source_of(made_by: MadeBy | None, ai: Ai) -> str | None:
    """What is known of how a picture came about; nothing is said of one of which nobody said anything."""
    return _SOURCES[made_by.source_type] if made_by else _DECLARED.get(ai)


def _counted(action: str, count: int) -> dict[str, Any]:
    return {
        "@type": "InteractionCounter",
        "interactionType": f"https://schema.org/{action}",
        "userInteractionCount": count,
    }
