"""What others wrote is data: nothing in it may steer the terminal that shows it.

A name, a post, a description may carry escape sequences that move the cursor, rename the window, fill the clipboard or
hide what was said before (CWE-150). They are replaced before anything is printed, and what turns the direction of
writing around is taken out ("Trojan Source", CVE-2021-42574). What people's languages need stays: joiners, marks, line
breaks.
"""

from __future__ import annotations

import json
import re
from typing import Any

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""C0 but tab and line feed, DEL, C1: where escape sequences begin; separators; surrogates, which nothing encodes."""
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile(r"[\t\n ]+")
_JSON_STEERING = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]")


def neutral(text: str) -> str:
    """The text with what could steer a terminal replaced by U+FFFD; line breaks and tabs stay."""
    return _STEERING.sub("\ufffd", _TURNING.sub("", text.replace("\r\n", "\n")))


def neutral_line(text: str) -> str:
    """The same on one line."""
    return _BREAKS.sub(" ", neutral(text)).strip()


def neutral_json(document: Any) -> str:
    """A document on one line. It decodes to what it was: what could steer a terminal is escaped, not replaced."""
    encoded = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return _JSON_STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", encoded)
