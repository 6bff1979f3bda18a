"""The rules of the house, in the words that people read. Codes are public and stay; a change of wording is a version.

An instance that wants other rules changes this file: refusals, reports and `docs/rules.md` follow it.
"""

from __future__ import annotations

from imagora.moderation.models import Rule, Use, Wording

VERSION = "2026-11-22.2"

_PROMPT: frozenset[Use] = frozenset({"prompt"})
_TEXT: frozenset[Use] = frozenset({"text"})
_BOTH = _PROMPT | _TEXT
_PEOPLE_ONLY: frozenset[Use] = frozenset()

_REFUSED = "Refused before it is made or published; nothing is charged. Repeating it can cost the account."
_REFUSED_DE = "Wird abgelehnt, bevor es entsteht oder erscheint; es kostet nichts. Wiederholung kann das Konto kosten."
_REMOVED = (
    "Removed or labelled by a moderator, with a reason; an appeal is possible. Repeating it can cost the account."
)
_REMOVED_DE = (
    "Wird von der Moderation mit Begründung entfernt oder gekennzeichnet; Widerspruch ist möglich. "
    "Wiederholung kann das Konto kosten."
)

_LABELLED = (
    "Labelled, or removed by a moderator, with a reason; an appeal is possible. Repeating it can cost the account."
)
_LABELLED_DE = (
    "Wird gekennzeichnet oder von der Moderation mit Begründung entfernt; Widerspruch ist möglich. "
    "Wiederholung kann das Konto kosten."
)

RULES = (
    Rule(
        "minors_sexual",
        Wording(
            "No sexualisation of minors",
            "Nothing that shows, describes, asks for or trades anyone under 18, or anyone who looks it, in a sexual "
            "way or undressed: drawn, generated or photographed, real or invented.",
            "Refused or removed at once. A moderator may close the account, and reports it where the law asks for it.",
        ),
        Wording(
            "Keine Sexualisierung Minderjähriger",
            "Nichts, was Menschen unter 18, oder die so wirken, sexuell oder entblößt zeigt, beschreibt, verlangt "
            "oder handelt: gezeichnet, generiert oder fotografiert, echt oder erfunden.",
            "Wird sofort abgelehnt oder entfernt. Die Moderation kann das Konto schließen und meldet es, wo das "
            "Gesetz es verlangt.",
        ),
        _BOTH,
        urgent=True,
    ),
    Rule(
        "nonconsensual_intimate",
        Wording(
            "No intimate pictures of people who didn't agree",
            "Don't undress real people, ask for it, offer it, or show them nude or in sexual acts without their "
            "consent, not as a fake either.",
            _REFUSED,
        ),
        Wording(
            "Keine intimen Bilder ohne Einwilligung",
            "Echte Menschen werden nicht entkleidet, auch nicht auf Wunsch oder als Angebot, und nicht ohne ihre "
            "Einwilligung nackt oder bei sexuellen Handlungen gezeigt, auch nicht als Fälschung.",
            _REFUSED_DE,
        ),
        _BOTH,
        urgent=True,
    ),
    Rule(
        "sexual_explicit",
        Wording(
            "No pornography",
            "No pictures of sexual acts, genitals or nude people. We can't tell art from the rest by words, so "
            "artistic nudes are refused too.",
            _REFUSED,
        ),
        Wording(
            "Keine Pornografie",
            "Keine Bilder von sexuellen Handlungen, Genitalien oder nackten Menschen. An Worten können wir Kunst "
            "nicht vom Rest unterscheiden, deshalb wird auch künstlerischer Akt abgelehnt.",
            _REFUSED_DE,
        ),
        _PROMPT,
    ),
    Rule(
        "violence_graphic",
        Wording(
            "No extreme gore",
            "No pictures that dwell on mutilation, torture or dying. Battles, ghosts and nosebleeds are fine.",
            _REFUSED,
        ),
        Wording(
            "Keine extreme Gewaltdarstellung",
            "Keine Bilder, die Verstümmelung, Folter oder Sterben ausmalen. Schlachten, Gespenster und "
            "Nasenbluten sind in Ordnung.",
            _REFUSED_DE,
        ),
        _PROMPT,
    ),
    Rule(
        "hate_slurs",
        Wording(
            "No hatred",
            "No slurs, and no calls against people for their origin, skin, religion, disability, sex, gender or whom "
            "they love. Quoting one to condemn it is refused as well: write around it.",
            _REFUSED,
        ),
        Wording(
            "Kein Hass",
            "Keine Schimpfworte und keine Hetze gegen Menschen wegen Herkunft, Hautfarbe, Religion, Behinderung, "
            "Geschlecht oder Liebe. Auch das verurteilende Zitat wird abgelehnt: bitte umschreiben.",
            _REFUSED_DE,
        ),
        _BOTH,
    ),
    Rule(
        "self_harm_instructions",
        Wording(
            "No instructions for self-harm",
            "No methods, tips or encouragement for suicide, self-injury or starving oneself. To say how bad one feels, "
            "and to ask for help, is welcome.",
            _REFUSED,
        ),
        Wording(
            "Keine Anleitung zur Selbstverletzung",
            "Keine Methoden, Tipps oder Ermunterung zu Suizid, Selbstverletzung oder Hungern. Zu sagen, wie "
            "schlecht es einem geht, und um Hilfe zu bitten, ist willkommen.",
            _REFUSED_DE,
        ),
        _BOTH,
        help=("https://findahelpline.com", "https://www.telefonseelsorge.de"),
    ),
    Rule(
        "terror_propaganda",
        Wording(
            "No propaganda for terror",
            "Nothing that recruits for, glorifies or instructs terrorist attacks. News and history are fine.",
            _REFUSED,
        ),
        Wording(
            "Keine Terrorpropaganda",
            "Nichts, was für Terroranschläge wirbt, sie verherrlicht oder anleitet. Nachrichten und Geschichte "
            "sind in Ordnung.",
            _REFUSED_DE,
        ),
        _BOTH,
    ),
    Rule(
        "spam_links",
        Wording(
            "No floods",
            "No more than 5 links, 3 times the same link, 10 mentions or 25 tags in one text.",
            _REFUSED,
        ),
        Wording(
            "Keine Flut",
            "Höchstens 5 Links, 3-mal derselbe Link, 10 Erwähnungen oder 25 Schlagworte in einem Text.",
            _REFUSED_DE,
        ),
        _TEXT,
    ),
    Rule(
        "harassment",
        Wording(
            "No harassment",
            "Don't threaten, stalk or gang up on people.",
            _REMOVED,
        ),
        Wording(
            "Keine Belästigung",
            "Niemanden bedrohen, verfolgen oder gemeinsam bedrängen.",
            _REMOVED_DE,
        ),
        _PEOPLE_ONLY,
    ),
    Rule(
        "private_data",
        Wording(
            "No one else's private data",
            "Don't publish addresses, numbers, documents or private messages of others without their consent.",
            _REMOVED,
        ),
        Wording(
            "Keine privaten Daten anderer",
            "Adressen, Nummern, Dokumente oder private Nachrichten anderer nicht ohne ihre Einwilligung zeigen.",
            _REMOVED_DE,
        ),
        _PEOPLE_ONLY,
    ),
    Rule(
        "real_person_deception",
        Wording(
            "No deception about real people or events",
            "Don't pass off generated pictures of real people or events as real. Satire says that it is satire.",
            _REMOVED,
        ),
        Wording(
            "Keine Täuschung über echte Menschen oder Ereignisse",
            "Generierte Bilder echter Menschen oder Ereignisse nicht als echt ausgeben. Satire sagt, dass sie es ist.",
            _REMOVED_DE,
        ),
        _PEOPLE_ONLY,
    ),
    Rule(
        "ai_undeclared",
        Wording(
            "Say what AI made",
            "Pictures that AI made or changed say so, everywhere that they appear. Don't remove or hide the marks.",
            _REMOVED,
        ),
        Wording(
            "Sagen, was KI gemacht hat",
            "Bilder, die KI gemacht oder verändert hat, sagen es überall. Kennzeichen nicht entfernen oder verdecken.",
            _REMOVED_DE,
        ),
        _PEOPLE_ONLY,
    ),
    Rule(
        "real_person_likeness",
        Wording(
            "No likeness of real people against their will",
            "Who is shown as they never were, recognisably and not as evident satire, can have it taken away. So can "
            "the family of somebody who died.",
            _REMOVED,
        ),
        Wording(
            "Kein Abbild echter Menschen gegen ihren Willen",
            "Wer erkennbar so gezeigt wird, wie er oder sie nie war, und das nicht als offensichtliche Satire, kann "
            "es entfernen lassen. Ebenso die Angehörigen Verstorbener.",
            _REMOVED_DE,
        ),
        _PROMPT,
    ),
    Rule(
        "fake_documents",
        Wording(
            "No fake documents",
            "No pictures that pass for identity cards, certificates, receipts, banknotes, bank statements or "
            "prescriptions.",
            _REMOVED,
        ),
        Wording(
            "Keine gefälschten Dokumente",
            "Keine Bilder, die als Ausweise, Zeugnisse, Quittungen, Geldscheine, Kontoauszüge oder Rezepte durchgehen.",
            _REMOVED_DE,
        ),
        _BOTH,
    ),
    Rule(
        "health_claims",
        Wording(
            "No dangerous claims about health",
            "Claims about illness, cures or vaccines that contradict what is known get a label with sources. Those "
            "that can hurt whoever believes them are removed.",
            _LABELLED,
        ),
        Wording(
            "Keine gefährlichen Behauptungen über Gesundheit",
            "Behauptungen über Krankheiten, Heilmittel oder Impfungen, die dem Wissen widersprechen, bekommen ein "
            "Kennzeichen mit Quellen. Was dem schaden kann, der es glaubt, wird entfernt.",
            _LABELLED_DE,
        ),
        _TEXT,
        label="health",
        help=("https://www.who.int/health-topics", "https://gesund.bund.de"),
    ),
    Rule(
        "political_synthetic",
        Wording(
            "Synthetic media about politics are labelled",
            "Generated or altered pictures of candidates, officials, elections or political events carry a label that "
            "everybody sees. Those that deceive about how, when or where to vote are removed.",
            _LABELLED,
        ),
        Wording(
            "Synthetisches über Politik wird gekennzeichnet",
            "Generierte oder veränderte Bilder von Kandidierenden, Amtsträgern, Wahlen oder politischen Ereignissen "
            "tragen ein Kennzeichen, das alle sehen. Was darüber täuscht, wie, wann oder wo gewählt wird, wird "
            "entfernt.",
            _LABELLED_DE,
        ),
        _PROMPT,
        label="political_synthetic",
    ),
    Rule(
        "spam",
        Wording(
            "No spam",
            "No bulk posting of the same thing, by one account or by many, no bought or feigned attention, no fraud.",
            _REMOVED,
        ),
        Wording(
            "Kein Spam",
            "Nicht massenhaft dasselbe, ob von einem Konto oder von vielen, keine gekaufte oder vorgetäuschte "
            "Aufmerksamkeit, kein Betrug.",
            _REMOVED_DE,
        ),
        _PEOPLE_ONLY,
    ),
    Rule(
        "copyright",
        Wording(
            "No one else's work as one's own",
            "Don't publish others' pictures without their permission or a right to. A remix names what it was made of.",
            _REMOVED,
        ),
        Wording(
            "Keine fremden Werke als eigene",
            "Bilder anderer nicht ohne deren Erlaubnis oder ein Recht dazu zeigen. Ein Remix nennt, woraus er "
            "entstand.",
            _REMOVED_DE,
        ),
        _PEOPLE_ONLY,
    ),
)

_BY_CODE = {entry.code: entry for entry in RULES}


def rule(code: str) -> Rule:
    """The rule of this code. Raises KeyError where there is none: `code in CODES` asks first."""
    return _BY_CODE[code]


CODES = frozenset(_BY_CODE)
"""Every code, for whoever takes a rule as input (reports, decisions)."""
