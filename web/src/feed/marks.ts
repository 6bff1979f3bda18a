import { posts, type MarkKind } from '../api';
import type { Marks, Post } from '../api/types';
import { explain } from '../i18n/errors';
import { tell } from '../parts/Toasts';
import { changePost } from './changes';

const NOTHING: Marks = { liked: false, reposted: false, bookmarked: false };
const FLAGS = { like: 'liked', repost: 'reposted', bookmark: 'bookmarked' } as const;
const COUNTS = { like: 'likes', repost: 'reposts', bookmark: null } as const;

export const isMarked = (post: Post, kind: MarkKind): boolean => post.viewer?.[FLAGS[kind]] ?? false;

/** The post as it is with the viewer's mark on it, or without. The same when that is so already. */
export function marked(post: Post, kind: MarkKind, on: boolean): Post {
  if (isMarked(post, kind) === on) return post;
  const count = COUNTS[kind];
  return {
    ...post,
    viewer: { ...(post.viewer ?? NOTHING), [FLAGS[kind]]: on },
    counts: count ? { ...post.counts, [count]: Math.max(0, post.counts[count] + (on ? 1 : -1)) } : post.counts,
  };
}

/** What is wanted of marks whose request is under way, so that pressing twice quickly ends as pressed last. */
const wanted = new Map<string, boolean>();

/** Like, repost or bookmark, or take that back: shown at once, undone when the server does not agree. */
export async function toggleMark(post: Post, kind: MarkKind): Promise<void> {
  const key = `${kind}:${post.id}`;
  const on = !isMarked(post, kind);
  changePost(post.id, (shown) => marked(shown, kind, on));
  const busy = wanted.has(key);
  wanted.set(key, on);
  if (busy) return;
  let stored = !on;
  try {
    for (let wish = wanted.get(key); wish !== undefined && wish !== stored; wish = wanted.get(key)) {
      await posts.mark(post.id, kind, wish);
      stored = wish;
    }
  } catch (error) {
    changePost(post.id, (shown) => marked(shown, kind, stored));
    tell(explain(error));
  } finally {
    wanted.delete(key);
  }
}
