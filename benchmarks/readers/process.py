"""A process that reads home pages one way: `python process.py boto3|pynamodb|imagora <reader>`.

Reads a number from standard input, reads so many pages, and answers `<posts on the last page> <CPU nanoseconds>`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any


def _choose(way: str, reader: str) -> Callable[[], int]:
    if way == "boto3":
        import feed_by_boto3

        return lambda: len(feed_by_boto3.home(reader)["items"])
    if way == "pynamodb":
        import by_pynamodb

        return lambda: len(by_pynamodb.home(reader))
    from imagora import wiring
    from imagora.table.paging import PageRequest

    feeds: Any = wiring.feeds()
    return lambda: len(feeds.home(reader, PageRequest(50)).page.items)


def main() -> None:
    page = _choose(sys.argv[1], sys.argv[2])
    print("ready", flush=True)
    for line in sys.stdin:
        posts, before = 0, time.process_time_ns()
        for _ in range(int(line)):
            posts = page()
        print(posts, time.process_time_ns() - before, flush=True)


if __name__ == "__main__":
    main()
