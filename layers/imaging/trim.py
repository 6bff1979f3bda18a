"""Takes out of the built layer what no function of Imagora loads: `python trim.py <folder of packages>`.

c2pa-python's wheel carries the library a second time, for linking it statically (31 MB), and asks for packages that
only its build script and its examples use; the core layer has its own cryptography, which must not be shadowed.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

WANTED = ("PIL", "blurhash", "c2pa", "numpy", "pillow.libs", "numpy.libs")
"""What is imported, and the libraries beside it."""

UNREAD = ("c2pa/build.py", "c2pa/libs/*.rlib", "c2pa/libs/*.d", "**/*.pyi", "**/py.typed")


def main(packages: Path) -> None:
    """Trim this folder in place. Repeating it changes nothing. Exits where something that is needed isn't there."""
    for path in packages.iterdir():
        if path.name not in WANTED and not _tells_licence(path):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for pattern in UNREAD:
        for path in packages.glob(pattern):
            path.unlink()
    for cache in packages.rglob("__pycache__"):
        shutil.rmtree(cache)
    if not any((packages / "c2pa" / "libs").glob("libc2pa_c.*")):
        raise SystemExit("c2pa came without its library")


def _tells_licence(path: Path) -> bool:
    """The record of what is installed, licences in it, stays for what stays."""
    kept = {name.lower() for name in (*WANTED, "pillow", "c2pa_python")}
    return path.name.endswith(".dist-info") and path.name.split("-")[0].lower() in kept


if __name__ == "__main__":
    main(Path(sys.argv[1]))
