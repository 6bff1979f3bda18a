"""What the built-in checkers are worth on the corpus, a rule, and the page made of that.

PYTHONPATH=layers/core:. python tests/corpus/trust_report.py           precision and recall a rule, part by part
PYTHONPATH=layers/core:. python tests/corpus/trust_report.py --misses  and what was missed or wrongly caught
PYTHONPATH=layers/core:. python tests/corpus/trust_report.py --write   docs/checkers.md anew

The texts of `policy_report` count too. No provider is asked: what OpenAI, Rekognition or Comprehend are worth has to be
measured with an instance's own keys on its own traffic.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Literal

import msgspec
from PIL import Image as Pillow

from imagora.media.perceptual_hash import dhash, variants
from imagora.moderation.checkers.blocklist import Blocklist, Entry
from imagora.moderation.checkers.builtin import WordRules
from imagora.moderation.checkers.judge import action_of
from imagora.moderation.checkers.port import Image, Text
from imagora.moderation.checkers.sketch import fingerprint, resemblance, sketch
from tests.corpus import policy_report
from tests.corpus.listed import Listed
from tests.corpus.pictures import COPIES, Picture, copies, listed, strangers, telling
from tests.corpus.policy_report import LABELS, PARTS, Part

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "checkers.md"
COMMAND = "PYTHONPATH=layers/core:. python tests/corpus/trust_report.py"
ALIKE = 0.7


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text: the rule that it breaks, if any, and others that may be named as well."""

    use: Literal["prompt", "text"]
    language: str
    kind: Literal["plain", "obfuscation", "irony", "look_alike", "spam"]
    rule: str | None
    text: str
    thread: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


class Sent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text of a campaign of many accounts, or of nobody's campaign."""

    campaign: str | None
    text: str


class Score(msgspec.Struct, frozen=True):
    """Caught rightly, caught wrongly, missed."""

    hit: int
    false_alarm: int
    missed: int

    @property
    def precision(self) -> float | None:
        caught = self.hit + self.false_alarm
        return self.hit / caught if caught else None

    @property
    def recall(self) -> float | None:
        there = self.hit + self.missed
        return self.hit / there if there else None

    def __add__(self, other: Score) -> Score:
        return Score(self.hit + other.hit, self.false_alarm + other.false_alarm, self.missed + other.missed)


@cache
def cases(part: Part) -> tuple[Case, ...]:
    """This corpus' texts and those that the word rules have had from the beginning."""
    own = msgspec.json.decode((HERE / f"trust_{part}.json").read_bytes(), type=list[Case])
    older = [
        Case(use=case.use, language="", kind="plain" if case.rule else "look_alike", rule=case.rule, text=case.text)
        for case in policy_report.load(part)
    ]
    return (*own, *older)


@cache
def caught(case: Case) -> frozenset[str]:
    """The rules under which the word rules would do anything at all about a text."""
    text = Text(case.text, case.language, case.thread, case.use)
    finding = WordRules().check(text)
    return frozenset(rule for rule in finding.scores if action_of(finding, rule, case.use) != "allow")


def by_rule(part: Part) -> dict[str, Score]:
    """A rule's score over all texts of a part."""
    codes = sorted({case.rule for case in cases(part) if case.rule} | {c for case in cases(part) for c in caught(case)})
    return {code: sum((_score(case, code) for case in cases(part)), Score(0, 0, 0)) for code in codes}


def _score(case: Case, code: str) -> Score:
    said, meant = code in caught(case), code == case.rule
    return Score(said and meant, said and not meant and code not in case.also, meant and not said)


def by_kind(part: Part) -> dict[str, tuple[int, int]]:
    """A kind's texts that were judged as meant, of how many."""
    right = Counter(case.kind for case in cases(part) if _as_meant(case))
    return {kind: (right[kind], count) for kind, count in sorted(Counter(case.kind for case in cases(part)).items())}


def _as_meant(case: Case) -> bool:
    return case.rule in caught(case) if case.rule else not caught(case)


def campaigns(part: Part) -> Score:
    """Pairs of texts that the sketches take for copies of one another."""
    sent = msgspec.json.decode((HERE / f"campaigns_{part}.json").read_bytes(), type=list[Sent])
    pairs = [(_alike(a.text, b.text), bool(a.campaign) and a.campaign == b.campaign) for a, b in combinations(sent, 2)]
    return Score(
        sum(said and meant for said, meant in pairs),
        sum(said and not meant for said, meant in pairs),
        sum(meant and not said for said, meant in pairs),
    )


def _alike(a: str, b: str) -> bool:
    prints = fingerprint(a), fingerprint(b)
    return (prints[0] is not None and prints[0] == prints[1]) or resemblance(sketch(a), sketch(b)) >= ALIKE


@cache
def _blocklist(part: Part) -> Blocklist:
    entries = Listed()
    for picture in listed(part):
        name = f"{picture.kind} {picture.seed}"
        entries.add(Entry(name, "nonconsensual_intimate", name, dhash(picture.draw())))
    return Blocklist(entries)


def _known(part: Part, shown: Pillow.Image) -> str | None:
    out = BytesIO()
    shown.save(out, "PNG", compress_level=1)
    image = Image(out.getvalue(), "image/png", *shown.size, hashes=variants(shown))
    match = _blocklist(part).match(image)
    return match.entry.case if match else None


@cache
def pictures(part: Part) -> dict[str, Score]:
    """What was done to a picture → whether its copies are known; strangers are false alarms, under `strangers`."""
    scores = dict.fromkeys(COPIES, Score(0, 0, 0))
    for picture in filter(telling, listed(part)):
        for name, copy in copies(picture):
            known = _known(part, copy) is not None
            scores[name] += Score(known, 0, not known)
    return {**scores, "strangers": sum((_stranger(part, each) for each in strangers(part)), Score(0, 0, 0))}


def _stranger(part: Part, picture: Picture) -> Score:
    return Score(0, _known(part, picture.draw()) is not None, 0)


def share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def rules_table() -> str:
    parts = {part: by_rule(part) for part in PARTS}
    none = Score(0, 0, 0)
    rows = [
        f"| `{code}` | "
        + " | ".join(
            f"{score.hit + score.missed} | {share(score.precision)} | {share(score.recall)}"
            for score in (parts[part].get(code, none) for part in PARTS)
        )
        + " |"
        for code in sorted(set().union(*parts.values()))
    ]
    return _table(
        ("rule", *(f"{head} ({LABELS[part]})" for part in PARTS for head in ("texts", "precision", "recall"))), rows
    )


def kinds_table() -> str:
    parts = [by_kind(part) for part in PARTS]
    rows = [
        f"| {kind} | " + " | ".join("{} of {}".format(*part.get(kind, (0, 0))) for part in parts) + " |"
        for kind in sorted(set().union(*parts))
    ]
    return _table(("kind of text", *(f"judged as meant ({LABELS[part]})" for part in PARTS)), rows)


def pictures_table() -> str:
    parts = [pictures(part) for part in PARTS]
    rows = [
        f"| {name} | "
        + " | ".join(f"{part[name].hit} of {part[name].hit + part[name].missed}" for part in parts)
        + " |"
        for name in COPIES
    ]
    return _table(("copies", *(f"known again ({part})" for part in ("first kinds", "other kinds"))), rows)


def _table(heads: tuple[str, ...], rows: Iterable[str]) -> str:
    return "\n".join((f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *rows)) + "\n"


def remarks() -> str:
    """What the tables leave out, part by part."""
    lines = []
    for part in PARTS:
        alarms, spam = pictures(part)["strangers"].false_alarm, campaigns(part)
        lines.append(
            f"- {LABELS[part]}: {len(cases(part))} texts; {alarms} of {len(strangers(part))} strange pictures taken "
            f"for a copy; pairs of copied texts: precision {share(spam.precision)}, recall {share(spam.recall)}.\n"
        )
    return "".join(lines)


def figures() -> str:
    """All that was measured, as text."""
    return "\n".join((rules_table(), kinds_table(), pictures_table(), remarks()))


def page() -> str:
    """docs/checkers.md."""
    return f"""# The checkers, and what they are worth

What looks at texts and pictures before people do: `imagora/moderation/checkers/`, asked by `moderation/screening.py`
(texts, prompts), `pipeline/rejudging.py` (texts again), `pipeline/spam_watch.py`, `media/judging.py` (pictures). This
page is made of that code and of the figures below: `{COMMAND} --write` writes it, and a test fails while it is out of
date.

## Who looks at what

| checker | looks at | needs | its silence means |
|---|---|---|---|
| `builtin` | texts, prompts: words in English and German, floods | nothing | nothing |
| spam rules | posts that are out: how often, how many accounts, how new | counts that the instance keeps | nothing |
| `blocklist` | pictures: files and perceptual hashes of what was taken down | entries | nothing |
| `openai` | texts with their thread; pictures (sexual, violence, self-harm) | `OPENAI_API_KEY` | no breach seen |
| `rekognition` | pictures: nudity, violence, hate symbols | AWS | no breach seen |
| `comprehend` | English texts: hate, harassment, sexual, graphic | AWS | no breach seen, of English only |

They are asked in that order, cheapest first. A breach that a list or a rule is certain of ends it there. A later
provider is asked for rules that none before it knows, or in place of one that is down, and as second judge before a
rejection by score alone: when two disagree, a person decides. Scores become actions (allow, label, hold, reject) in one
table, `thresholds.py`.

**Nobody looks for the age of people in pictures.** OpenAI has its category for minors for texts only, Rekognition's
taxonomy has none: what is sexual in a picture is held or rejected, and a person sees to the rest.

{(HERE / "checkers_at_work.md").read_text(encoding="utf-8")}## What the built-in checkers catch

{rules_table()}
The first part is what the rules were written on. None was adjusted to the second: **expect the second**, and less,
since one hand wrote the rules and both parts. A sign (a label or a moderator's look) counts as caught.

{kinds_table()}
Words don't know irony: what was judged as meant there passed because no word of it is on a list. They never read
threats, private data or harassment at all: those rows have no recall. What else they don't catch stands in
[the rules](rules.md).

## What the blocklist knows again

{pictures_table()}
{sum(telling(each) for each in listed("tuned"))} pictures a part, made by code; the other kinds were held out. Plain
surfaces and even gradients aren't among them: their hashes say nothing, so they are known as files only. What is
cropped by more than a few percent, turned by a few degrees or turned into its negative isn't known by this hash. A
picture can be listed under several hashes, of its cropped views too.

{remarks()}
What OpenAI, Rekognition and Comprehend are worth isn't measured here: that takes keys, and an instance's own texts and
pictures. The thresholds are a starting point; the share of overturned decisions a rule is what to move them by.
"""


def main(arguments: list[str]) -> None:
    sys.stdout.write(figures())
    for part in PARTS if "--misses" in arguments else ():
        for case in cases(part):
            if not _as_meant(case) or caught(case) - {case.rule, *case.also}:
                said = ", ".join(sorted(caught(case))) or "nothing"
                sys.stdout.write(f"  {part}: {case.rule or 'harmless'} -> {said}: {case.text}\n")
    if "--write" in arguments:
        PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
