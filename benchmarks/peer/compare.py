"""(b) The peer and Imagora on the same social graph: 1,000 people, 10,000 posts, homes of 50.

Skipped with a message where PostgreSQL or the benchmarks' environment isn't there.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks import results, scene
from benchmarks.endpoint import serving
from benchmarks.home_read import Reading, asked
from benchmarks.peer import postgres
from benchmarks.peer.society import READERS, Society, society
from benchmarks.results import ROOT
from benchmarks.scene import Item, Prototypes, World
from imagora.kernel.ids import new_id

FOLLOWS = (20, 200)
PYTHON = ROOT / ".venv-bench" / "bin" / "python"


def theirs(port: int, follows: int) -> dict[str, Any]:
    command = [PYTHON, "-m", "benchmarks.peer.django_side", str(port), str(follows)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return {name: round(value, 3) for name, value in json.loads(done.stdout).items()}


def items_of(graph: Society, prototypes: Prototypes) -> tuple[list[str], list[Item]]:
    """The readers, and all that their homes are made of: fan-out has written it."""
    world = World(prototypes)
    start = datetime.now(UTC) - timedelta(days=20)
    people = [new_id(start) for _ in graph.follows]
    posts = [new_id(start + timedelta(minutes=n)) for n in range(len(graph.posts))]
    items = [world.profile(uid, f"person_{n}") for n, uid in enumerate(people)]
    items += [world.post(post, people[author], post) for post, author in zip(posts, graph.posts, strict=True)]
    for reader in range(READERS):
        followed = set(graph.follows[reader])
        items += [
            world.entry(people[reader], post, people[author], post)
            for post, author in zip(posts, graph.posts, strict=True)
            if author in followed
        ]
    return people[:READERS], items


def ours(graph: Society, prototypes: Prototypes, follows: int) -> dict[str, Any]:
    readers, items = items_of(graph, prototypes)
    sums: dict[str, float] = {"requests": 0, "items_returned": 0, "bytes_in_answers": 0, "client_cpu_ms": 0}
    with serving(items) as url:
        for reader in readers[:5]:
            reading = Reading("imagora", reader, url, [])
            reading.pages(3)
            asked(url)
            sums["client_cpu_ms"] += reading.pages(20)
            counted = asked(url)
            reading.close()
            sums["requests"] += counted["requests"] / 20
            sums["items_returned"] += counted["items"] / 20
            sums["bytes_in_answers"] += counted["bytes_out"] / 20
    return {name: round(value / 5, 3) for name, value in sums.items()}


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # so that the server ends, too
    programs = postgres.programs()
    if programs is None:
        print("skipped: PostgreSQL isn't installed (Debian package postgresql)")
        return
    if not PYTHON.exists():
        print("skipped: the benchmarks' environment isn't there; `make bench-peer` makes it")
        return
    prototypes = scene.record()
    rows = []
    for follows in FOLLOWS:
        graph = society(follows)
        with postgres.server(programs) as port:
            other = theirs(port, follows)
        own = ours(graph, prototypes, follows)
        ratio = round(other["client_cpu_ms"] / own["client_cpu_ms"], 2)
        rows.append({"follows": follows, "activity_stream": other, "imagora": own, "client_cpu_ratio": ratio})
    results.write("peer", "make bench-peer", {"rows": rows})


if __name__ == "__main__":
    main()
