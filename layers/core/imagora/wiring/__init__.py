"""The only place where the parts are put together. Everything is cached, and imported when first asked for.

So a function pays at its cold start for what it uses. Each file has the parts of some rooms, and asks for
other parts here: a test swaps a part for all of them by setting it here.
"""

from __future__ import annotations

import sys

from imagora.kernel import aws, config
from imagora.wiring import (
    account_parts,
    assist_parts,
    case_parts,
    credit_parts,
    feed_parts,
    judge_parts,
    kernel_parts,
    media_parts,
    note_parts,
    pipeline_parts,
    post_parts,
    provenance_parts,
    provider_parts,
    remix_parts,
    webhook_parts,
)
from imagora.wiring.account_parts import (
    accounts,
    directory,
    dormancy,
    emails,
    graph,
    invites,
    membership,
    people,
    relations,
    sessions,
    suggestions,
    tokens,
    viewpoint,
    viewpoints,
)
from imagora.wiring.assist_parts import assist_pictures, assist_watching, assistants, co_pilot
from imagora.wiring.case_parts import (
    appeals,
    bench,
    case_store,
    consequences,
    evidence,
    reporting,
    spreading,
    transparency,
)
from imagora.wiring.credit_parts import ceilings, credits  # noqa: A004 - the room's name
from imagora.wiring.feed_parts import (
    account_search,
    deliveries,
    dormant,
    explore,
    fanout,
    feed_store,
    feeds,
    indexing,
    open_lists,
    reposting,
    search,
    tag_pages,
    trending,
)
from imagora.wiring.judge_parts import blocklist, findings, image_judge, screening, text_judge, waiting
from imagora.wiring.kernel_parts import (
    behind_edge,
    connected,
    count,
    cursors,
    from_edge,
    key_ring,
    metrics,
    now,
    openai_key,
    queue,
    queues,
    reader,
    renewed_openai_key,
)
from imagora.wiring.media_parts import (
    bucket,
    ceiling_waits,
    edge,
    generations,
    inspecting,
    inspections,
    inspector,
    job_settlement,
    job_store,
    judging,
    lanes,
    library,
    line,
    media_store,
    policy,
    processor,
    tracing,
    worker,
)
from imagora.wiring.note_parts import inbox, note_store, notification_choices, notifications
from imagora.wiring.pipeline_parts import (
    activity,
    eraser,
    originals,
    rechecking,
    reconcile,
    rejudging,
    relay,
    settling,
    spam_watch,
    sweep,
)
from imagora.wiring.post_parts import (
    attributions,
    editing,
    hydration,
    mark_lists,
    pedigrees,
    post_reader,
    post_store,
    posts,
    reaction_lists,
    reactions,
    showcase,
    tallies,
    threads,
)
from imagora.wiring.provenance_parts import credentials, detector, marking, origins, signing, works
from imagora.wiring.provider_parts import breakers, drawing, offered, provider, provider_patience
from imagora.wiring.remix_parts import consent, remix_credits, remix_recording, remix_tree, sight, terms
from imagora.wiring.webhook_parts import (
    announcing,
    delivering,
    hook_lists,
    hook_store,
    sender,
    webhook_keys,
    webhooks,
)

_ROOMS = (
    kernel_parts,
    account_parts,
    judge_parts,
    case_parts,
    provenance_parts,
    provider_parts,
    credit_parts,
    media_parts,
    post_parts,
    remix_parts,
    feed_parts,
    note_parts,
    webhook_parts,
    pipeline_parts,
    assist_parts,
)


def forget() -> None:
    """Drop everything that is cached: the next call reads the environment as it is then. For tests."""
    for room in _ROOMS:
        for part in vars(room).values():
            if hasattr(part, "cache_clear"):
                part.cache_clear()
    aws.forget()
    config.current.cache_clear()
    if "imagora.table.item" in sys.modules:
        sys.modules["imagora.table.item"].disconnect()
