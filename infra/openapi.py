"""What is made of the routes' own declarations: openapi.json, and which resource has which path. Written, or compared
with what is committed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATH = ROOT / "openapi.json"
PATHS = ROOT / "chalicelib/paths.py"

_PATHS = '''"""Which resource has which path. Made by `make openapi`."""

RESOURCE_OF: dict[str, str] = {{
{rows}
}}
'''


def render() -> str:
    """openapi.json."""
    _prepare()
    from chalicelib.openapi import document

    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def render_paths() -> str:
    """chalicelib/paths.py."""
    _prepare()
    from chalicelib.links import PATHS as PAGES
    from chalicelib.resource import OPERATIONS
    from chalicelib.routes import RESOURCES, resource

    for name in RESOURCES:
        resource(name)
    resource_of = dict.fromkeys(PAGES, "links")
    for operation in OPERATIONS:
        home = operation.view.__module__.removeprefix("chalicelib.")
        if resource_of.setdefault(operation.path, home) != home:
            sys.exit(f"{operation.path} is in two resources; a path belongs to one.")
    return _PATHS.format(rows="\n".join(f'    "{path}": "{name}",' for path, name in sorted(resource_of.items())))


def _prepare() -> None:
    os.environ.setdefault("IMAGORA_STAGE", "local")
    os.environ.setdefault("IMAGORA_TABLE", "imagora-local")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when they aren't what the code says")
    check = parser.parse_args().check
    for path, made in ((PATHS, render_paths()), (PATH, render())):
        if not check:
            path.write_text(made, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != made:
            sys.exit(f"{path.name} isn't what the code says: run `make openapi` and commit it.")


if __name__ == "__main__":
    main()
