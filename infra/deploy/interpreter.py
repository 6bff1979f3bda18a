"""Deploying only from the Python that Lambda will run."""

from __future__ import annotations

import sys

from infra.deploy.target import Refused


def running() -> str:
    """This interpreter, named as Lambda names its runtimes."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}"


def expect_runtime(runtime: str, *, loopback: bool) -> None:
    """Raises Refused where this interpreter isn't the functions' runtime.

    Against an endpoint on this machine it is let pass: nothing runs there, and a rehearsal has to work everywhere.
    """
    if running() == runtime or loopback:
        return
    raise Refused(
        f"Deploying needs {runtime}, this is {running()}: Chalice gives the API's function the Python that runs "
        f"Chalice, while the layers' binary wheels are made for {runtime}; with {running()} they would not load.\n"
        f"With {runtime} installed: make deploy STAGE=… PYTHON={runtime} VENV=.venv-{runtime.removeprefix('python')}"
    )
