"""Plots of the results as SVG in docs/plots/: the same results, the same files. Runs in .venv-bench (matplotlib)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt

from benchmarks import results
from benchmarks.results import ROOT

FOLDER = ROOT / "docs" / "plots"
INK, OURS, OTHERS = "#333333", "#c2410c", "#94a3b8"
SHORT = {
    "imagora": "Imagora",
    "boto3": "boto3 Table",
    "pynamodb": "PynamoDB",
    "chalice_hello": "hello (Chalice)",
    "powertools": "Powertools",
    "fastapi_mangum": "FastAPI",
}


def _save(figure: Any, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.svg"
    figure.savefig(path, format="svg", bbox_inches="tight", metadata={"Date": None})
    text = path.read_text(encoding="utf-8")
    path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", encoding="utf-8")
    plt.close(figure)
    print(f"docs/plots/{Path(name).name}.svg written")


def _bars(axes: Any, values: dict[str, float], title: str) -> None:
    names = list(values)[::-1]
    bars = axes.barh(
        [SHORT[n] for n in names], [values[n] for n in names], color=[OURS if n == "imagora" else OTHERS for n in names]
    )
    axes.bar_label(bars, fmt="{:,.0f}", padding=3, color=INK)
    axes.set_title(title, loc="left", fontsize=10, color=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.15)


def home_read() -> None:
    found = results.figures("home_read")
    if "instructions_m" not in found["functions"]["imagora"]:
        return
    figure, axes = plt.subplots(1, 3, figsize=(11, 2.6))
    ways = {name: way["instructions_m"]["page"] for name, way in found["ways"].items()}
    functions = {name: one["instructions_m"] for name, one in found["functions"].items()}
    _bars(axes[0], ways, "a page read, M instructions")
    _bars(axes[1], {n: f["warm"] for n, f in functions.items()}, "whole function, warm")
    _bars(axes[2], {n: f["init"] + f["first"] for n, f in functions.items()}, "whole function, cold to first answer")
    figure.tight_layout()
    _save(figure, "home_read")


def fanout() -> None:
    found = results.figures("fanout")
    figure, axes = plt.subplots(1, 2, figsize=(11, 3.4))
    one = found["one_post"]
    for style, setup in zip(("-", "--", ":"), one[0]["seconds"], strict=True):
        axes[0].plot(
            [row["followers"] for row in one], [row["seconds"][setup] for row in one], style, color=OURS, label=setup
        )
    axes[0].set(xscale="log", yscale="log", xlabel="followers", ylabel="seconds to the last one, pushed")
    axes[0].legend(frameon=False, fontsize=8)
    for population in found["populations"]:
        rows = [row for row in population["limits"] if row["push_limit"] > 0]
        label = f"{population['accounts']:,} accounts, exponent {population['exponent']}"
        shares = [100 * max(row["pulled_a_reader"]["readers_beyond"], 1e-5) for row in rows]
        axes[1].plot([row["push_limit"] for row in rows], shares, label=label, lw=1)
    axes[1].axhline(0.1, color=INK, lw=0.5)
    axes[1].set(xscale="log", yscale="log", xlabel="push limit", ylabel="% of readers who miss posts")
    axes[1].legend(frameon=False, fontsize=7)
    figure.tight_layout()
    _save(figure, "fanout")


def burst() -> None:
    found = results.figures("fanout")["burst"]
    figure, axes = plt.subplots(figsize=(9, 3))
    for way in found["ways"]:
        if way["by_second"]:
            axes.plot(range(len(way["by_second"])), way["by_second"], "o-", ms=2, lw=1, label=way["way"])
    axes.set(yscale="log", xlabel="second of the burst in which it was posted", ylabel="seconds to the last follower")
    axes.axhline(1, color=OTHERS, lw=0.5)
    axes.legend(frameon=False, fontsize=7, loc="upper left", bbox_to_anchor=(1, 1))
    _save(figure, "burst")


def bill() -> None:
    found = results.figures("bill")
    groups = {
        "a home read": found["home_reads"],
        "a post, 100 followers": found["posts"]["100"],
        "a picture": found["pictures"],
    }
    parts = ("API Gateway", "Lambda", "logs", "DynamoDB", "SQS", "S3", "egress")
    figure, axes = plt.subplots(figsize=(9, 2.4))
    left = [0.0] * len(groups)
    for part, colour in zip(parts, plt.get_cmap("tab10").colors, strict=False):
        widths = [
            sum(line["dollars"] for line in group["lines"] if line["what"].startswith(part))
            for group in groups.values()
        ]
        axes.barh(list(groups), widths, left=left, label=part, color=colour)
        left = [before + width for before, width in zip(left, widths, strict=True)]
    axes.set_xlabel("dollars a million")
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, ncols=7, fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.3))
    _save(figure, "bill")


def main() -> None:
    mpl.use("Agg")
    mpl.rcParams.update(
        {"svg.hashsalt": "imagora", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9}
    )
    home_read()
    fanout()
    burst()
    bill()


if __name__ == "__main__":
    main()
