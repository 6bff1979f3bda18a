"""openapi.json from the routes' own declarations: written, or compared with what is committed."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

PATH = Path(__file__).resolve().parents[1] / "openapi.json"


def render() -> str:
    os.environ.setdefault("IMAGORA_STAGE", "local")
    os.environ.setdefault("IMAGORA_TABLE", "imagora-local")
    import app  # noqa: F401 - registers every resource
    from chalicelib.openapi import document

    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when openapi.json isn't what the code says")
    check = parser.parse_args().check
    if not check:
        PATH.write_text(render(), encoding="utf-8")
    elif not PATH.exists() or PATH.read_text(encoding="utf-8") != render():
        sys.exit("openapi.json isn't what the code says: run `make openapi` and commit it.")


if __name__ == "__main__":
    main()
