"""Takes out of the built layer what no function of Imagora reads: `python trim.py <folder of packages>`.

botocore ships the models of every AWS service (31 MB) and old versions of them; ours need a handful. The rest is for
developers: type stubs, console scripts, sample calls, what cffi needs to compile.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

SERVICES = ("cloudfront", "cognito-idp", "dynamodb", "kms", "s3", "sqs", "ssm")
"""The services whose clients `imagora.kernel.aws` makes."""

UNREAD = (
    "bin",
    "pycparser",  # cffi parses C with it; cryptography comes compiled and needs cffi's C part only
    "cffi",
    "aws_lambda_powertools/event_handler",  # routes are Chalice's
    "aws_lambda_powertools/utilities/parser",
    "aws_lambda_powertools/utilities/kafka",
    "aws_lambda_powertools/utilities/idempotency",
    "aws_lambda_powertools/utilities/data_masking",
    "aws_lambda_powertools/utilities/feature_flags",
)


def main(packages: Path) -> None:
    """Trim this folder in place. Repeating it changes nothing."""
    for name in UNREAD:
        shutil.rmtree(packages / name, ignore_errors=True)
    for folder in _unread_models(packages / "botocore" / "data"):
        shutil.rmtree(folder)
    for pattern in ("botocore/data/**/examples-1.json", "**/*.pyi", "**/py.typed", "*.dist-info/RECORD"):
        for path in packages.glob(pattern):
            path.unlink()
    _spare_typing_extensions(packages / "msgspec" / "_utils.py")
    for cache in packages.rglob("__pycache__"):
        shutil.rmtree(cache)


def _spare_typing_extensions(module: Path) -> None:
    """Have msgspec take three names from `typing`, where every Python that runs this has them.

    It prefers typing_extensions, which others need and so is there, and which costs a third of a bare cold start.
    """
    source = module.read_text()
    spared = source.replace("    from typing_extensions import ", "    from typing import ")
    if "from typing import NotRequired, Required" not in source or "typing_extensions import" in spared:
        raise SystemExit(f"{module} isn't the file that this was written for")
    module.write_text(spared)


def _unread_models(data: Path) -> Iterator[Path]:
    """Folders of other services, and of older versions of ours (a client takes the newest)."""
    for service in [path for path in data.iterdir() if path.is_dir()]:
        if service.name not in SERVICES:
            yield service
        else:
            yield from sorted(path for path in service.iterdir() if path.is_dir())[:-1]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
