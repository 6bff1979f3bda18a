"""How well the word rules do on the corpus, and the rules page made of that and the rulebook.

PYTHONPATH=layers/core:. python tests/corpus/policy_report.py           the figures
PYTHONPATH=layers/core:. python tests/corpus/policy_report.py --misses  and what was missed or wrongly refused
PYTHONPATH=layers/core:. python tests/corpus/policy_report.py --write   docs/rules.md anew
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import msgspec

from imagora.moderation.models import Rule
from imagora.moderation.policy import Policy
from imagora.moderation.rulebook import RULES, VERSION

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "rules.md"
COMMAND = "PYTHONPATH=layers/core:. python tests/corpus/policy_report.py"
Part = Literal["tuned", "heldout"]
PARTS: tuple[Part, ...] = ("tuned", "heldout")
LABELS: dict[Part, str] = {"tuned": "written on (tuned)", "heldout": "held out"}


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text, how it is used, and the rule that it breaks, if any."""

    use: Literal["prompt", "text"]
    rule: str | None
    text: str


class Score(msgspec.Struct, frozen=True):
    """Refused rightly, refused wrongly, let through wrongly, let through rightly; and under the right rule."""

    hit: int
    false_alarm: int
    missed: int
    quiet: int
    right_rule: int

    @property
    def precision(self) -> float:
        return self.hit / max(1, self.hit + self.false_alarm)

    @property
    def recall(self) -> float:
        return self.hit / max(1, self.hit + self.missed)

    def __str__(self) -> str:
        return (
            f"{self.hit + self.missed} that break a rule, {self.quiet + self.false_alarm} harmless: "
            f"precision {self.precision:.2f}, recall {self.recall:.2f} "
            f"({self.hit} refused, {self.right_rule} of them under the right rule; {self.missed} missed; "
            f"{self.false_alarm} wrongly refused)"
        )


def load(part: Part) -> list[Case]:
    return msgspec.json.decode((HERE / f"policy_{part}.json").read_bytes(), type=list[Case])


def judge(case: Case) -> str | None:
    policy = Policy()
    check = policy.check_prompt if case.use == "prompt" else policy.check_text
    return check(case.text).rule


def score(cases: list[Case]) -> Score:
    judged = [(case.rule, judge(case)) for case in cases]
    return Score(
        hit=sum(bool(meant and said) for meant, said in judged),
        false_alarm=sum(bool(not meant and said) for meant, said in judged),
        missed=sum(bool(meant and not said) for meant, said in judged),
        quiet=sum(not meant and not said for meant, said in judged),
        right_rule=sum(bool(meant and meant == said) for meant, said in judged),
    )


def rules_page() -> str:
    """docs/rules.md: the rulebook in both languages, and what the word rules are worth."""
    return f"""# The rules, and how far the built-in checks carry

Version {VERSION}. This page is made of `imagora/moderation/rulebook.py` and of the figures below:
`{COMMAND} --write` writes it, and a test fails while it is out of date.

## The rules

{"".join(_entry(rule, "en") for rule in RULES)}
## Die Regeln auf Deutsch

{"".join(_entry(rule, "de") for rule in RULES)}
## What the built-in checks are

Word rules: lists of words in English and German, and clauses about which words stand near one another. They undo
simple disguises (full width, accents, look-alike letters, digits for letters, stretched and spaced-out words), and
they compare whole words only, so that Scunthorpe, a cocktail or a naked mole rat pass. They are a floor against the
plainest breaches. They are not moderation, they understand nothing, and there is no artificial intelligence in them.

Measured on {sum(len(load(part)) for part in PARTS)} English and German texts in `tests/corpus/`:

| part | break a rule | harmless | precision | recall | missed | wrongly refused |
|---|---|---|---|---|---|---|
{"".join(_row(part) for part in PARTS)}
The first part is what the rules were written on: its figures say only that the rules do what they were written to do.
The second was written before the last round of work on the rules, and none was adjusted to it: **expect the second**.
(An earlier held-out part, of which the first list caught 11 of 43, has since gone into the first.) Both come from one
hand, which knew the second part when it wrote the rules, so the world will do worse still.
`{COMMAND}` gives these figures, with `--misses` what was missed.

What they don't catch, among much else:

- Anything said in words that aren't on the lists: other plain words, names of people, slang, euphemisms, descriptions
  that never name the thing. That is nearly all of what the second part shows as missed.
- Languages other than English and German.
- Disguises beyond the simple ones: a letter left out or starred out, words run together or cut in two, words
  spelled out over lines, pictures of text.
- Meaning: irony, quotation, context, who speaks to whom. A slur that is quoted to condemn it is refused; a threat
  in polite words passes.
- Pictures. Not one pixel is looked at: without a configured checker, uploads are held for a moderator.

They also refuse harmless things now and then (an artistic nude, a severed fish head on ice). Whoever is refused sees
the rule's code, is charged nothing and can say it differently. An instance that is open to strangers should configure
a provider for prompts, texts and pictures, and people who look at reports.
"""


def _entry(rule: Rule, language: str) -> str:
    wording = rule.wording(language)
    german = language == "de"
    names = {"prompt": "Prompts", "text": "Texten"} if german else {"prompt": "prompts", "text": "texts"}
    looked = (" und " if german else " and ").join(names[use] for use in sorted(rule.matched_in))
    judge_words = "Wortregeln suchen danach in" if german else "Word rules look for it in"
    people = "Beurteilen nur Menschen" if german else "Judged by people only"
    judged = f"{judge_words} {looked}" if looked else people
    return f"### {wording.title} (`{rule.code}`)\n\n{wording.text}\n\n*{wording.consequence}* {judged}.\n\n"


def _row(part: Part) -> str:
    result = score(load(part))
    return (
        f"| {LABELS[part]} | {result.hit + result.missed} | {result.quiet + result.false_alarm} "
        f"| {result.precision:.2f} | {result.recall:.2f} | {result.missed} | {result.false_alarm} |\n"
    )


def main(arguments: list[str]) -> None:
    for part in PARTS:
        cases = load(part)
        sys.stdout.write(f"{part}: {score(cases)}\n")
        for case in cases if "--misses" in arguments else []:
            if (said := judge(case)) != case.rule:
                sys.stdout.write(f"  {case.rule or 'harmless'} -> {said or 'let through'}: {case.text}\n")
    if "--write" in arguments:
        PAGE.write_text(rules_page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
