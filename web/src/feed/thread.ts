import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { posts, Problem } from '../api';
import { isTombstone, type Post, type Reply, type Thread, type Tombstone } from '../api/types';
import { place } from '../routing/router';
import { noteMuted } from './muted';
import { keep, PagedList, whileAsking } from './pages';
import { noteWriters } from './writers';

export interface Head {
  /** A tombstone once it was deleted here. */
  post: Post | Tombstone;
  ancestors: readonly (Post | Tombstone)[];
}

/** A post with what it answers and what answers it; the replies come page by page. */
export class ThreadView {
  readonly head = signal<Head | null>(null);
  readonly replies: PagedList<Reply>;

  constructor(id: string) {
    this.replies = new PagedList<Reply>(
      async (cursor) => {
        const { caughtUp, done } = whileAsking();
        const thread = caughtUp(await readThread(id, cursor).finally(done));
        if (cursor === undefined) this.head.value = { post: thread.post, ancestors: thread.ancestors };
        noteWriters([thread.post, ...thread.ancestors]);
        if (thread.viewer) noteMuted(thread.post, thread.viewer.muted);
        return thread.replies;
      },
      (reply) => reply.post.id,
      `replies:${id}`,
    );
  }

  /** One's own reply, shown at the end at once. */
  add(post: Post): void {
    this.replies.change((items) => [...items, { post, replies_count: 0 }]);
    const head = this.head.value;
    if (head && !isTombstone(head.post)) {
      const { counts } = head.post;
      this.head.value = { ...head, post: { ...head.post, counts: { ...counts, replies: counts.replies + 1 } } };
    }
  }
}

/** One's own post that waits for its pictures has no thread yet: it stands alone. */
async function readThread(id: string, cursor?: string): Promise<Thread> {
  try {
    return await posts.thread(id, cursor);
  } catch (error) {
    if (cursor !== undefined || !(error instanceof Problem) || error.status !== 404) throw error;
    return { post: await posts.read(id), ancestors: [], replies: { items: [] } };
  }
}

const threads = new Map<string, ThreadView>();

/** Loaded anew when one comes by a link, as it was when one comes back. */
export function useThread(id: string, viewer: string): ThreadView {
  const name = `${id}:${viewer}`;
  const thread = useMemo(() => {
    const found = threads.get(name) ?? new ThreadView(id);
    threads.set(name, found);
    keep(`thread:${name}`, found.head);
    keep(`replies:${name}`, found.replies.items);
    return found;
  }, [name]);
  useEffect(() => {
    if (thread.replies.state.value === 'fresh' || place.value.by !== 'pop') void thread.replies.reload();
  }, [thread]);
  return thread;
}
