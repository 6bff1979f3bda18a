"""(a) A home page of 50 posts by 50 authors: three ways to read it, and three whole functions around it.

All read the same recorded items from an endpoint in another process, so what is counted is the client's own work.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import counting, lambda_runtime, packages, results, scene
from benchmarks.endpoint import serving
from benchmarks.packages import Package
from benchmarks.results import ROOT, WORK

WAYS = ("imagora", "boto3", "pynamodb")
TABLE = "imagora-bench"
POSTS, AUTHORS = 60, 50
ROUNDS, PAGES = 3, 60
COUNTED = 5
"""Warm pages under Callgrind."""

BYTECODE = WORK / "bytecode"
"""Of the three ways, beside what the environment has or hasn't: a count must not tell how that was installed."""


def asked(url: str) -> dict[str, Any]:
    """What the endpoint was asked since the last call."""
    with urllib.request.urlopen(f"{url}/count") as answer:
        return dict(json.load(answer))


def settings(url: str) -> dict[str, str]:
    """The environment of whoever reads from the endpoint."""
    return {
        "AWS_ENDPOINT_URL": url,
        "IMAGORA_STAGE": "bench",
        "IMAGORA_TABLE": TABLE,
        "IMAGORA_KEYS_PARAMETER": "/imagora/bench/keys",
        "POWERTOOLS_SERVICE_NAME": "imagora",
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }


def event(reader: str) -> bytes:
    """What API Gateway sends for GET /v1/feeds/home?limit=50 by this reader."""
    return json.dumps({
        "resource": "/v1/feeds/home", "path": "/v1/feeds/home", "httpMethod": "GET",
        "headers": {"Accept": "application/json", "Host": "example.org", "User-Agent": "bench"},
        "multiValueHeaders": {"Accept": ["application/json"], "Host": ["example.org"], "User-Agent": ["bench"]},
        "queryStringParameters": {"limit": "50"}, "multiValueQueryStringParameters": {"limit": ["50"]},
        "pathParameters": None, "stageVariables": None, "body": None, "isBase64Encoded": False,
        "requestContext": {
            "resourcePath": "/v1/feeds/home", "httpMethod": "GET", "path": "/api/v1/feeds/home", "stage": "api",
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef", "apiId": "bench", "resourceId": "bench",
            "accountId": "123456789012", "identity": {"sourceIp": "192.0.2.1", "userAgent": "bench"},
            "authorizer": {"claims": {"sub": reader, "username": reader, "token_use": "access"}},
        },
    }).encode()  # fmt: skip


# ---------------------------------------------------------------- three ways to read


class Reading:
    """One process that reads pages one way."""

    def __init__(self, way: str, reader: str, url: str, prefix: list[str]) -> None:
        path = [ROOT / "layers" / "core", ROOT / "benchmarks" / "readers", packages.FUNCTIONS]
        env = lambda_runtime.environment(ROOT, path, "", "", settings(url) | {"PYTHONPYCACHEPREFIX": str(BYTECODE)})
        del env["PYTHONDONTWRITEBYTECODE"]  # so that all ways are compiled alike by the time they are counted
        script = ROOT / "benchmarks" / "readers" / "process.py"
        self.process = subprocess.Popen(
            [*prefix, sys.executable, str(script), way, reader], env=env, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._line()

    def pages(self, count: int) -> float:
        """CPU milliseconds a page."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        posts, nanoseconds = map(int, self._line().split())
        assert posts == 50, posts
        return nanoseconds / count / 1e6

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(120)

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


def read_three_ways(reader: str, url: str) -> dict[str, Any]:
    readings = {way: Reading(way, reader, url, []) for way in WAYS}
    figures: dict[str, Any] = {}
    for way, reading in readings.items():
        reading.pages(5)
        asked(url)
        reading.pages(1)
        figures[way] = {"a_page": asked(url)}
    rounds = [{way: readings[way].pages(PAGES) for way in _turned(number)} for number in range(ROUNDS)]
    for way, reading in readings.items():
        reading.close()
        figures[way]["cpu_ratio"] = round(median(one[way] / one["imagora"] for one in rounds), 2)
    if counting.available():
        with ThreadPoolExecutor(2) as pool:  # counts don't mind company
            counted = pool.map(lambda way: _count_reading(way, reader, url), WAYS)
            for way, counts in zip(WAYS, counted, strict=True):
                figures[way]["instructions_m"] = counts
    return figures


def _turned(number: int) -> tuple[str, ...]:
    return WAYS[number % len(WAYS) :] + WAYS[: number % len(WAYS)]


def _count_reading(way: str, reader: str, url: str) -> dict[str, float]:
    callgrind = counting.Callgrind()
    reading = Reading(way, reader, url, callgrind.prefix)
    pid = reading.process.pid
    init = callgrind.mark(pid)
    reading.pages(1)
    first = callgrind.mark(pid)
    reading.pages(COUNTED)
    warm = callgrind.mark(pid) / COUNTED
    reading.close()
    callgrind.close()
    return {"import": round(init, 1), "first": round(first, 1), "page": round(warm, 2)}


# ---------------------------------------------------------------- whole functions


class Function:
    """A packaged function under Lambda's runtime client."""

    def __init__(self, package: Package, url: str, prefix: list[str]) -> None:
        self.api = lambda_runtime.RuntimeApi()
        more = settings(url) | package.extra
        env = lambda_runtime.environment(package.code, package.layers, package.handler, self.api.address, more)
        command = [*prefix, str(packages.runtime()), "-m", "awslambdaric", package.handler]
        self._running = lambda_runtime.running(command, env, package.code)
        self.pid = self._running.__enter__().pid
        self.api.poll()

    def invoke(self, sent: bytes) -> bytes:
        body = self.api.invoke(sent)
        self.api.poll()
        return body

    def close(self) -> None:
        self._running.__exit__(None, None, None)
        self.api.close()


def count_function(package: Package, sent: bytes, url: str) -> dict[str, float]:
    callgrind = counting.Callgrind()
    function = Function(package, url, callgrind.prefix)
    init = callgrind.mark(function.pid)
    function.invoke(sent)
    first = callgrind.mark(function.pid)
    for _ in range(COUNTED):
        function.invoke(sent)
    warm = callgrind.mark(function.pid) / COUNTED
    function.close()
    callgrind.close()
    return {"init": round(init, 1), "first": round(first, 1), "warm": round(warm, 2)}


def run_function(package: Package, sent: bytes, url: str) -> dict[str, float]:
    function = Function(package, url, [])
    init = counting.cpu_ms(function.pid)
    function.invoke(sent)
    first = counting.cpu_ms(function.pid) - init
    before = counting.cpu_ms(function.pid)
    for _ in range(PAGES):
        function.invoke(sent)
    warm = (counting.cpu_ms(function.pid) - before) / PAGES
    peak = counting.peak_mb(function.pid)
    function.close()
    return {"init": init, "first": first, "warm": warm, "cold": init + first, "memory_mb": peak}


def whole_functions(reader: str, url: str) -> dict[str, Any]:
    chosen = [
        packages.imagora(), packages.chalice_hello(), packages.peer("powertools"), packages.peer("fastapi_mangum"),
    ]  # fmt: skip
    sent = event(reader)
    figures: dict[str, Any] = {}
    for package in chosen:
        function = Function(package, url, [])
        body = _answer(function.invoke(sent))
        asked(url)
        function.invoke(sent)
        figures[package.name] = {
            "package_mb": round(package.size_mb, 1),
            "pyc_shipped": package.compiled,
            "answer_bytes": len(body),
            "answer_gzip_bytes": len(gzip.compress(body, 6)),
            "a_page": asked(url),
        }
        function.close()
        if package.name == "imagora":
            ours = json.loads(body)
        elif package.name != "chalice_hello":
            assert json.loads(body)["items"] == ours["items"], f"{package.name} answers something else"
    rounds = [
        {package.name: run_function(package, sent, url) for package in chosen[turn:] + chosen[:turn]}
        for turn in range(len(chosen))
    ]
    for package in chosen:
        mine = [one[package.name] for one in rounds]
        base = [one["imagora"] for one in rounds]
        figures[package.name]["cpu_ratio"] = {
            part: round(median(m[part] / b[part] for m, b in zip(mine, base, strict=True)), 2)
            for part in ("init", "first", "warm", "cold")
        }
        figures[package.name]["memory_mb"] = round(median(m["memory_mb"] for m in mine), 1)
        figures[package.name]["cpu_ms"] = {part: round(median(m[part] for m in mine), 2) for part in ("cold", "warm")}
    if counting.available():
        with ThreadPoolExecutor(2) as pool:
            counted = pool.map(lambda package: count_function(package, sent, url), chosen)
            for package, counts in zip(chosen, counted, strict=True):
                figures[package.name]["instructions_m"] = counts
    return figures


def _answer(raw: bytes) -> bytes:
    answer = json.loads(raw)
    assert answer["statusCode"] == 200, answer
    return str(answer["body"]).encode()


def main() -> None:
    if not counting.available():
        print("valgrind is not installed (Debian package valgrind): instructions are left out, CPU ratios are measured")
    WORK.mkdir(exist_ok=True)
    home = scene.home(scene.record(), posts=POSTS, authors=AUTHORS)
    parts: Mapping[str, Callable[[str, str], dict[str, Any]]] = {"ways": read_three_ways, "functions": whole_functions}
    with serving(home.items) as url:
        figures = {name: part(home.reader, url) for name, part in parts.items()}
    page = {"posts": 50, "authors": AUTHORS, "pictures_a_post": 1, "liked_one_of": scene.LIKED}
    results.write("home_read", "make bench-home-read", {"page": page} | figures)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    sys.path.insert(0, str(Path(ROOT)))
    main()
