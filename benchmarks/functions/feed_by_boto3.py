"""A home page through boto3's resource Table: the straightforward way, as its documentation shows it.

The same read with the same rules and the same answer as Imagora's, minus what the framework around it does.
"""

import base64
import hashlib
import hmac
import json
import os
import time

import boto3
from boto3.dynamodb.conditions import Key

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table(os.environ["IMAGORA_TABLE"])
MARKS = {"liked": "l", "reposted": "r", "bookmarked": "b"}
COUNTS = ("likes", "reposts", "replies", "quotes", "remixes")


def home(reader, limit=50):
    """One page, newest first, as plain values ready for JSON."""
    rows = table.query(KeyConditionExpression=Key("PK").eq(f"FEED#{reader}"), ScanIndexForward=False, Limit=limit + 2)[
        "Items"
    ]
    head = rows.pop(0) if rows and rows[0]["SK"] == "~HEAD" else {}
    now = time.time()
    living = [row for row in rows if row.get("expires_at", now + 1) > now]
    entries = [row for row in living[:limit] if head.get(f"h#{row['a']}", 0) <= now]
    found = batch_get(
        [{"PK": f"POST#{row['p']}", "SK": "POST"} for row in entries]
        + [{"PK": f"USER#{author}", "SK": "PROFILE"} for author in dict.fromkeys(row["a"] for row in entries)]
    )
    marked = marks(reader, [row["p"] for row in entries]) if entries else set()
    items = []
    for row in entries:
        post, author = found.get(f"POST#{row['p']}"), found.get(f"USER#{row['a']}")
        if post and author and post["status"] == "published" and author["status"] == "active":
            reason = "own" if row["a"] == reader else "followed"
            viewer = {name: f"MARK#{row['p']}#{kind}" in marked for name, kind in MARKS.items()}
            items.append(
                {"post": {**shown(row["p"], post, row["a"], author), "viewer": viewer}, "reason": {"kind": reason}}
            )
    page = {"items": items}
    if len(living) > limit:
        page["cursor"] = cursor(reader, living[limit - 1]["SK"])
    return page


def marks(reader, posts):
    """What the reader made of these posts, as sort keys: one range of their own partition."""
    between = Key("SK").between(f"MARK#{min(posts)}", f"MARK#{max(posts)}~")
    answer = table.query(KeyConditionExpression=Key("PK").eq(f"USER#{reader}") & between, Limit=200)
    return {row["SK"] for row in answer["Items"]}


def batch_get(keys):
    found, wanted = {}, {table.name: {"Keys": keys}}
    while wanted:
        answer = dynamodb.batch_get_item(RequestItems=wanted)
        for item in answer["Responses"][table.name]:
            found[item["PK"]] = item
        wanted = answer.get("UnprocessedKeys")
    return found


def shown(post_id, post, author_id, author):
    card = json.loads(post["card"])
    avatar = author.get("avatar")
    return {
        "id": post_id,
        "author": {
            "id": author_id,
            "handle": author["handle"],
            "name": author["name"],
            "avatar_url": f"/media/{avatar}/thumb.webp" if avatar else None,
            "kind": author["kind"],
        },
        "text": card.get("t", ""),
        "facets": card.get("f", []),
        "media": [picture(one) for one in card.get("m", [])],
        "created_at": card.get("c", ""),
        "ai": card.get("g", "none"),
        "labels": [],
        "counts": {name: int(post.get(name, 0)) for name in COUNTS},
        "status": post["status"],
    }


def picture(one):
    made = {
        "id": one["i"],
        "status": "ready",
        "url": f"/media/{one['k']}/full.webp",
        "thumb_url": f"/media/{one['k']}/thumb.webp",
        "width": one["w"],
        "height": one["h"],
        "alt": one.get("a", ""),
        "placeholder": one.get("p", ""),
        "remix_policy": one.get("r", "nobody"),
    }
    if one.get("m"):
        made["ai"] = one["m"]
    return made


def cursor(reader, position):
    mac = hmac.new(b"k" * 32, f"home\0{reader}\0{position}".encode(), hashlib.sha256).digest()[:12]
    return base64.urlsafe_b64encode(mac + position.encode()).decode().rstrip("=")
