"""`make deploy-rehearsal`: deploys, changes, goes back and removes a stage in an AWS account on this machine."""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from pathlib import Path

from infra.rehearsal.account import Account
from infra.rehearsal.checkout import Checkout
from infra.rehearsal.scenes import Failed, Rehearsal


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line for each of some thousand requests
    logging.getLogger("samtranslator").setLevel(logging.ERROR)
    started = time.monotonic()
    account = Account()
    try:
        with tempfile.TemporaryDirectory(prefix="imagora-rehearsal-") as folder:
            print(f"rehearsing deployments against {account.endpoint}", flush=True)
            Rehearsal(account, Checkout.make(Path(folder), account.environment())).run()
    except Failed as failure:
        sys.exit(f"The rehearsal failed: {failure}")
    finally:
        account.close()
    print(f"the rehearsal passed in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
