"""`python -m infra.rehearsal.serve`: an account on this machine until standard input ends, for trying commands by hand.

Prints the SDK's variables as one line of JSON.
"""

from __future__ import annotations

import json
import logging
import sys

from infra.rehearsal.account import Account


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    account = Account()
    print(json.dumps(account.environment()), flush=True)
    sys.stdin.read()
    account.close()


if __name__ == "__main__":
    main()
