"""Django with django-activity-stream: fills the database and reads home pages. Runs in the benchmarks' environment.

`python -m benchmarks.peer.django_side <port> <follows>` prints what it counted as one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django
from django.conf import settings

PAGE, PAGES = 50, 20


def configure(port: int) -> None:
    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql", "NAME": "postgres", "USER": "postgres",
                "HOST": "127.0.0.1", "PORT": port, "CONN_MAX_AGE": None,
            }
        },
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "actstream", "benchmarks.peer.people"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        SECRET_KEY="benchmarks",
    )  # fmt: skip
    django.setup()


def fill(follows: int) -> None:
    from actstream import registry
    from actstream.models import Action, Follow
    from django.contrib.auth.models import User
    from django.contrib.contenttypes.models import ContentType
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.peer.people.models import Post
    from benchmarks.peer.society import society

    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0, run_syncdb=True)
    registry.register(User, Post)
    graph = society(follows)
    people = User.objects.bulk_create(
        User(username=f"person_{n}", first_name=f"The name of {n}") for n in range(len(graph.follows))
    )
    start = datetime.now(UTC) - timedelta(days=20)
    posts = Post.objects.bulk_create(
        [Post(author=people[author], text=graph.text, picture=f"{n:032x}") for n, author in enumerate(graph.posts)]
    )
    person_type, post_type = ContentType.objects.get_for_model(User), ContentType.objects.get_for_model(Post)
    Action.objects.bulk_create(
        Action(
            actor_content_type=person_type, actor_object_id=str(post.author_id), verb="posted",
            action_object_content_type=post_type, action_object_object_id=str(post.pk), public=True,
            timestamp=start + timedelta(minutes=n),
        )
        for n, post in enumerate(posts)
    )  # fmt: skip
    Follow.objects.bulk_create(
        [
            Follow(user_id=people[who].pk, content_type=person_type, object_id=str(people[whom].pk), actor_only=True)
            for who, chosen in enumerate(graph.follows)
            for whom in chosen
        ],
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def home(reader: Any) -> list[dict[str, Any]]:
    """A page of fifty, with author, text, picture and counts, as a Django view would build it."""
    from actstream.models import user_stream

    page = []
    for action in user_stream(reader)[:PAGE]:
        post, author = action.action_object, action.actor
        page.append({
            "id": post.pk, "text": post.text, "picture": post.picture, "created_at": action.timestamp.isoformat(),
            "author": {"id": author.pk, "handle": author.username, "name": author.first_name},
            "counts": [post.likes, post.reposts, post.replies],
        })  # fmt: skip
    return page


def measure() -> dict[str, Any]:
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from benchmarks.peer.society import READERS

    readers = list(User.objects.order_by("pk")[:READERS])
    for reader in readers:  # plans, content types, caches
        home(reader)
    queries, rows, read = [], [], []
    for reader in readers:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert len(home(reader)) == PAGE
        queries.append(len(captured))
        explained = [_explain(query["sql"]) for query in captured.captured_queries]
        rows.append(sum(returned for returned, _ in explained))
        read.append(sum(scanned for _, scanned in explained))
    backend = connection.connection.info.backend_pid
    before, theirs = time.process_time(), _cpu(backend)
    for number in range(PAGES * 5):
        home(readers[number % len(readers)])
    count = PAGES * 5
    return {
        "queries": sum(queries) / len(queries), "rows_returned": sum(rows) / len(rows),
        "rows_read": sum(read) / len(read),
        "client_cpu_ms": (time.process_time() - before) * 1000 / count,
        "server_cpu_ms": (_cpu(backend) - theirs) * 1000 / count,
        "bytes_in_answers": _bytes(readers),
    }  # fmt: skip


def _explain(sql: str) -> tuple[int, int]:
    """Rows that a query returns, and rows that its scans read."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) " + sql.replace("%", "%%"))
        found = cursor.fetchone()[0]
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan["Actual Rows"], _scanned(plan)


def _scanned(plan: dict[str, Any]) -> int:
    own = 0
    if "Scan" in plan["Node Type"] and plan["Node Type"] != "Bitmap Index Scan":
        dropped = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
        own = (plan["Actual Rows"] + dropped) * plan["Actual Loops"]
    return int(own + sum(_scanned(inner) for inner in plan.get("Plans", ())))


def _cpu(pid: int) -> float:
    return time.clock_gettime((~pid << 3) | 2)


def _bytes(readers: list[Any]) -> float:
    """Bytes of rows and descriptions that the server sends a page, from libpq's trace."""
    from django.db import connection

    with Path("/dev/shm/imagora-bench-trace" if Path("/dev/shm").is_dir() else "trace").open("w+b") as trace:
        connection.connection.pgconn.trace(trace.fileno())
        for reader in readers:
            home(reader)
        connection.connection.pgconn.untrace()
        trace.seek(0)
        lines = [line.split(b"\t") for line in trace.read().splitlines()]
        Path(trace.name).unlink()
    return sum(int(parts[2]) for parts in lines if len(parts) > 2 and parts[1] == b"B") / len(readers)


def main() -> None:
    configure(int(sys.argv[1]))
    fill(int(sys.argv[2]))
    print(json.dumps(measure()))


if __name__ == "__main__":
    main()
