import { posts, type MarkKind } from '../api';
import type { Marks, Post } from '../api/types';
import { t } from '../i18n';
import { explain } from '../i18n/errors';
import { tell } from '../parts/Toasts';
import { changePost } from './changes';
import { intend } from './intent';

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

/** Like, repost or bookmark, or take that back: shown at once, undone when the server does not agree. */
export function toggleMark(post: Post, kind: MarkKind): Promise<void> {
  return intend(`${kind}:${post.id}`, !isMarked(post, kind), {
    show: (on) => changePost(post.id, (shown) => marked(shown, kind, on)),
    send: (on) => posts.mark(post.id, kind, on),
    undone: (error) => tell(t(`undone.${kind}`, { why: explain(error) })),
  });
}
