import type { FeedItem, Post } from '../api/types';
import { besideLists, keep } from './pages';

const KEEP_MS = 60_000;

/** Posts just made here: shown at the top of home until the feed itself has them. */
const published = besideLists<readonly Post[]>([]);

export function rememberPublished(post: Post): void {
  if (post.status !== 'published') return;
  keep('published', published);
  published.value = [post, ...published.value];
  setTimeout(() => forgetPublished(post.id), KEEP_MS);
}

export function forgetPublished(id: string): void {
  published.value = published.value.filter((post) => post.id !== id);
}

/** What was just posted and `items` lacks. */
export function publishedBeyond(items: readonly FeedItem[]): readonly Post[] {
  const known = new Set(items.map((item) => item.post.id));
  return published.value.filter((post) => !known.has(post.id));
}
