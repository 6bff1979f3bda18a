"""What a shared link says of a post and of an account, whatever people wrote; and the page that says it."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chalicelib import link_tags, shell
from imagora.accounts.models import Author, Profile
from imagora.kernel.errors import Unavailable
from imagora.kernel.ids import AccountId, MediaId, PostId
from imagora.media.models import Label, MadeBy
from imagora.posts.hydration import Shown
from imagora.posts.models import Card, Counts, Picture, Post

ORIGIN = "https://imagora.example"
ROOT = Path(__file__).parents[3]
ANN = Author(AccountId("01A"), "ann", "Ann", "face", "human", private=False, status="active")
DRAWN = MadeBy("bedrock", "stable-image-core", "trainedAlgorithmicMedia")
LAKE = Picture(MediaId("01M"), "lake", 1024, 768, alt="A lake at dawn", made_by=DRAWN)

HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'onload='alert(1)",
    "<!--<script>",
    "</title></head><body>",
    "a\u2028b\u2029c",
    "\u202egnp.exe\u202c \u2066isolated\u2069 \u200e",
    "nul\0 and escape\x1b[31m",
    "&lt;not twice&gt; &amp;",
    "]]> \\u003c \\",
    "ع\u061c العربية ש",
    "💧" * 50 + "z̸̢̛͎" * 20,
)


class Read(HTMLParser):
    """A head as a browser takes it apart."""

    def __init__(self, head: str) -> None:
        super().__init__(convert_charrefs=True)
        self.titles: list[str] = []
        self.metas: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.data: list[Any] = []
        self.others: list[str] = []
        self._inside = ""
        self._text = ""
        self.feed(head)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self._inside, self._text = tag, ""
        if tag == "meta":
            name = given.pop("name", None) or given.pop("property")
            assert name not in self.metas
            self.metas[name] = given.pop("content")
            assert given == {}
        elif tag == "link":
            self.links[given["rel"]] = given["href"]
        elif tag == "script":
            assert given == {"type": "application/ld+json"}
        elif tag != "title":
            self.others.append(tag)

    def handle_data(self, text: str) -> None:
        self._text += text

    def handle_comment(self, text: str) -> None:
        self.others.append(f"<!--{text}")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.titles.append(self._text)
        elif tag == "script":
            self.data.append(json.loads(self._text))
        elif tag not in ("meta", "link"):
            self.others.append(f"/{tag}")


def shown(author: Author = ANN, labels: tuple[Label, ...] = (), **card: Any) -> Shown:
    card = {"text": "Look at this", "created_at": "2026-11-23T01:00:00.000Z"} | card
    return Shown(
        Post(PostId("01P"), author.id, "published", Card(**card), counts=Counts(likes=3), labels=labels), author
    )


def of_post(**about: Any) -> Read:
    return Read(link_tags.of_post(shown(**about), ORIGIN))


def profile(**about: Any) -> Profile:
    known = msgspec.structs.asdict(ANN) | {"bio": "Draws.", "created_at": datetime(2026, 1, 2, tzinfo=UTC)}
    return Profile(**(known | about))


class TestPost:
    def test_it_shows_text_and_first_picture(self) -> None:
        read = of_post(text="Look\nat  this", pictures=(LAKE,), ai="generated")
        assert read.titles == ["Ann (@ann) on Imagora"]
        assert read.links == {"canonical": f"{ORIGIN}/p/01P"}
        assert read.metas == {
            "description": "Look at this · Made with AI",
            "og:site_name": "Imagora",
            "og:title": "Ann (@ann) on Imagora",
            "og:description": "Look at this · Made with AI",
            "og:url": f"{ORIGIN}/p/01P",
            "og:type": "article",
            "article:published_time": "2026-11-23T01:00:00.000Z",
            "og:image": f"{ORIGIN}/media/lake/full.webp",
            "og:image:type": "image/webp",
            "og:image:width": "1024",
            "og:image:height": "768",
            "og:image:alt": "A lake at dawn",
            "twitter:card": "summary_large_image",
            "twitter:image": f"{ORIGIN}/media/lake/full.webp",
            "twitter:image:alt": "A lake at dawn",
        }

    def test_machines_read_who_made_what_and_that_a_machine_did(self) -> None:
        (data,) = of_post(pictures=(LAKE, LAKE), ai="generated").data
        assert (data["@context"], data["@type"]) == ("https://schema.org", "SocialMediaPosting")
        assert data["author"]["url"] == f"{ORIGIN}/@ann"
        assert data["interactionStatistic"][0]["userInteractionCount"] == 3
        assert len(data["image"]) == 2
        image = data["image"][0]
        assert (image["@type"], image["creator"]["name"]) == ("ImageObject", "Ann")
        assert image["digitalSourceType"] == "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
        assert image["creditText"] == "Made with stable-image-core"

    @pytest.mark.parametrize(
        ("ai", "made_by", "source"),
        [
            ("none", None, None),
            ("undeclared", None, None),
            ("assisted", None, "CompositeWithTrainedAlgorithmicMedia"),
            ("generated", None, "TrainedAlgorithmicMedia"),
            ("generated", MadeBy("procedural", "p1", "algorithmicMedia"), "AlgorithmicMedia"),
        ],
    )
    def test_of_a_picture_is_said_what_is_known_and_no_more(
        self, ai: Any, made_by: MadeBy | None, source: str | None
    ) -> None:
        read = of_post(pictures=(msgspec.structs.replace(LAKE, made_by=made_by),), ai=ai)
        (image,) = read.data[0]["image"]
        assert image.get("digitalSourceType") == (source and f"https://schema.org/{source}DigitalSource")
        assert ("Made with" in read.metas["og:description"]) is (source is not None)

    def test_a_picture_without_words_is_told_by_its_description(self) -> None:
        assert (
            of_post(text="", pictures=(LAKE,), ai="generated").metas["og:description"]
            == "A lake at dawn · Made with AI"
        )
        plain = msgspec.structs.replace(LAKE, alt="", made_by=None)
        assert of_post(text="", pictures=(plain,)).metas["og:description"] == "A picture."

    def test_a_text_alone_has_a_small_card(self) -> None:
        read = of_post()
        assert read.metas["twitter:card"] == "summary"
        assert not [name for name in read.metas if "image" in name]

    @pytest.mark.parametrize("label", ["sensitive", "sexual", "graphic", "spoiler", "help_lines", "one_of_tomorrow"])
    def test_what_readers_are_warned_of_shows_neither_text_nor_picture(self, label: str) -> None:
        head = link_tags.of_post(shown(labels=(Label(label, "author"),), text="secret", pictures=(LAKE,)), ORIGIN)
        assert "secret" not in head
        assert "lake" not in head
        read = Read(head)
        assert read.metas["robots"] == "noindex"
        assert read.data == []
        assert read.titles == ["Ann (@ann) on Imagora"]

    def test_a_label_that_warns_of_nothing_takes_nothing_away(self) -> None:
        assert "og:image" in of_post(labels=(Label("satire", "author"),), pictures=(LAKE,)).metas

    @pytest.mark.parametrize(("kind", "said"), [("bot", "bot"), ("persona", "AI persona")])
    def test_who_is_no_human_is_said_to_be_none(self, kind: Any, said: str) -> None:
        read = of_post(author=msgspec.structs.replace(ANN, kind=kind))
        assert read.titles == [f"Ann (@ann, {said}) on Imagora"]
        assert read.data[0]["author"]["disambiguatingDescription"] == f"Not a human: {said}"

    @pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
    def test_whatever_people_write_is_text(self, text: str) -> None:
        author = msgspec.structs.replace(ANN, name=text)
        head = link_tags.of_post(
            shown(author=author, text=text, pictures=(msgspec.structs.replace(LAKE, alt=text),)), ORIGIN
        )
        read, line = Read(head), link_tags.one_line(text)
        assert read.others == []
        assert read.titles == [f"{line} (@ann) on Imagora"]
        assert read.metas["og:description"] == read.metas["description"] == line
        assert read.metas["og:image:alt"] == line
        assert read.data[0]["articleBody"] == read.data[0]["image"][0]["caption"] == line
        assert read.data[0]["author"]["name"] == line
        assert head.count("<script") == head.count("</script>") == 1
        assert not set(head) & {"\0", "\x1b", "\u2028", "\u2029", *link_tags._DIRECTING}
        assert "<!--" not in head


class TestProfile:
    def test_it_shows_name_words_and_face(self) -> None:
        read = Read(link_tags.of_profile(profile(), ORIGIN))
        assert read.titles == ["Ann (@ann) on Imagora"]
        assert read.links == {"canonical": f"{ORIGIN}/@ann"}
        assert read.metas["og:type"] == "profile"
        assert read.metas["og:description"] == "Draws."
        assert read.metas["og:image"] == f"{ORIGIN}/media/face/thumb.webp"
        (data,) = read.data
        assert (data["@type"], data["mainEntity"]["@type"]) == ("ProfilePage", "Person")

    def test_a_private_one_says_its_handle_and_is_not_to_be_indexed(self) -> None:
        head = link_tags.of_profile(profile(private=True, name="Annabel"), ORIGIN)
        read = Read(head)
        assert not [word for word in ("Annabel", "Draws", "media") if word in head]
        assert (read.metas["robots"], read.data) == ("noindex", [])

    @pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
    def test_whatever_people_write_is_text(self, text: str) -> None:
        read, line = Read(link_tags.of_profile(profile(name=text, bio=text), ORIGIN)), link_tags.one_line(text)
        assert read.others == []
        assert read.metas["og:description"] == line
        assert read.data[0]["mainEntity"]["description"] == line


class TestPage:
    def test_the_apps_page_is_kept_but_for_title_and_description(self) -> None:
        page = (ROOT / "web/index.html").read_text()
        made = shell.cut(page).with_head(link_tags.of_post(shown(), ORIGIN))
        assert made.count("<title>") == made.count('name="description"') == made.count("</head>") == 1
        assert "<title>Ann (@ann) on Imagora</title>" in made
        assert made.index('charset="utf-8"') < made.index("<title>")
        rest = [line.strip() for line in page.splitlines() if "<title>" not in line and '"description"' not in line]
        assert [line for line in rest if line not in made] == []

    def test_a_text_with_backslashes_goes_in_as_it_is(self) -> None:
        assert r"\1 \g<0>" in shell.cut("<head><title>x</title></head>").with_head(r"\1 \g<0>")

    @pytest.mark.parametrize("page", ["", "<head></head>", "<head></head><title>late</title>"])
    def test_another_page_is_refused(self, page: str) -> None:
        with pytest.raises(ValueError, match="no title"):
            shell.cut(page)

    def test_one_that_is_built_anew_is_read_anew(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        built = tmp_path / "index.html"
        monkeypatch.setattr(shell, "DEPLOYED", tmp_path / "page.html")
        monkeypatch.setattr(shell, "BUILT", built)
        with pytest.raises(Unavailable):
            shell.current()
        for second, text in enumerate(("<head><title>1</title></head>", "<head><title>2</title></head>")):
            built.write_text(text)
            os.utime(built, (second, second))
            assert shell.current().plain == text
