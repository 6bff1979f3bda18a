/** The last sight of home, kept in this browser for who is signed in: some posts, and small pictures of theirs. */
import { effect } from '@preact/signals';
import type { FeedItem, Media } from '../api/types';
import { RETURNING } from '../session/returning';
import { viewer } from '../session/session';
import { latest, LAST } from './latest';

const ENTRY = '/last/home';
const MOST_POSTS = 20;
export const MOST_PICTURES = 24;
export const MOST_BYTES = 3_000_000;
const NOT_AGAIN_MS = 60_000;

export interface Last {
  /** When it came, in milliseconds since 1970. */
  at: number;
  items: readonly FeedItem[];
}

export const pictureOf = (media: Media): string | null => media.thumb_url ?? media.url ?? null;

/** Lay home by whenever it comes, but not all the time. */
export function watchHome(): void {
  let next = 0;
  effect(() => {
    const items = latest.value;
    const owner = viewer.value?.id;
    if (!items || !owner || !('caches' in globalThis) || Date.now() < next) return;
    next = Date.now() + NOT_AGAIN_MS;
    // A full disk or a private window: then there is nothing to look at without a network, and that is all.
    layBy(owner, items).catch(() => caches.delete(LAST + owner));
  });
}

export async function layBy(owner: string, items: readonly FeedItem[], now = Date.now()): Promise<void> {
  const kept = items.filter(({ post }) => post.status === 'published').slice(0, MOST_POSTS);
  await caches.delete(LAST + owner);
  const cache = await caches.open(LAST + owner);
  await cache.put(ENTRY, new Response(JSON.stringify({ at: now, items: kept } satisfies Last)));
  if (viewer.value?.id !== owner) return void (await caches.delete(LAST + owner));
  const urls = kept.flatMap(({ post }) => post.media.map(pictureOf)).filter((url) => url !== null);
  let left = MOST_BYTES;
  for (const url of [...new Set(urls)].slice(0, MOST_PICTURES)) {
    // They have just been shown: mostly they come out of the browser's own cache.
    const answer = await fetch(url);
    if (!answer.ok) continue;
    const bytes = await answer.blob();
    if (bytes.size > left) break;
    left -= bytes.size;
    await cache.put(url, new Response(bytes, { headers: { 'Content-Type': bytes.type } }));
    // Signed out meanwhile: nothing is left behind.
    if (viewer.value?.id !== owner) return void (await caches.delete(LAST + owner));
  }
}

/** What was laid by for whoever was here last; null where there is nothing. */
export async function readLast(): Promise<Last | null> {
  const owner = localStorage.getItem(RETURNING);
  if (owner === null || !('caches' in globalThis) || !(await caches.has(LAST + owner))) return null;
  const answer = await (await caches.open(LAST + owner)).match(ENTRY);
  return answer ? ((await answer.json()) as Last) : null;
}
