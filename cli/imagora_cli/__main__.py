"""`python -m imagora_cli`: the command `imagora` where it isn't installed."""

from __future__ import annotations

import sys

from imagora_cli.cli import main

if __name__ == "__main__":
    sys.exit(main())
