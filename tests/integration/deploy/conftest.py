"""An AWS account in a process of its own: moto keeps its state in the process, and other tests have theirs here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def clients() -> Iterator[Callable[[str], Any]]:
    """Service name → client of the account."""
    with subprocess.Popen(
        [sys.executable, "-m", "infra.rehearsal.serve"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": "layers/core:."},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdin is not None
        variables = json.loads(process.stdout.readline())
        session = boto3.Session(
            aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
            region_name=variables["AWS_DEFAULT_REGION"],
        )
        yield cache(lambda service: session.client(service, endpoint_url=variables["AWS_ENDPOINT_URL"]))
        process.stdin.close()
