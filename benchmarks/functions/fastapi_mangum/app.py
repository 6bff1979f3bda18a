"""The home read as a Lambda function with FastAPI behind Mangum, pydantic models and boto3's resource Table."""

from typing import Literal

import feed_by_boto3
from fastapi import FastAPI, Query, Request
from mangum import Mangum
from pydantic import BaseModel

app = FastAPI()


class Author(BaseModel):
    id: str
    handle: str
    name: str
    avatar_url: str | None
    kind: Literal["human", "persona", "bot"]


class Facet(BaseModel):
    start: int
    end: int
    kind: Literal["mention", "tag", "link"]
    value: str
    account_id: str | None = None


class MadeBy(BaseModel):
    provider: str
    model: str
    source_type: str


class Media(BaseModel):
    id: str
    status: str
    url: str
    thumb_url: str
    width: int
    height: int
    alt: str
    placeholder: str
    ai: MadeBy | None = None
    remix_policy: str


class Counts(BaseModel):
    likes: int
    reposts: int
    replies: int
    quotes: int
    remixes: int


class Viewer(BaseModel):
    liked: bool
    reposted: bool
    bookmarked: bool


class Post(BaseModel):
    id: str
    author: Author
    text: str
    facets: list[Facet]
    media: list[Media]
    created_at: str
    ai: str
    labels: list[str]
    counts: Counts
    status: str
    viewer: Viewer


class Reason(BaseModel):
    kind: str


class FeedItem(BaseModel):
    post: Post
    reason: Reason


class Feed(BaseModel):
    items: list[FeedItem]
    cursor: str | None = None


@app.get("/v1/feeds/home", response_model=Feed, response_model_exclude_unset=True)
def get_home(request: Request, limit: int = Query(50, ge=1, le=100)):
    claims = request.scope["aws.event"]["requestContext"]["authorizer"]["claims"]
    return feed_by_boto3.home(claims["username"], limit)


handle = Mangum(app, lifespan="off")
