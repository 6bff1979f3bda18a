import { signal } from '@preact/signals';
import type { FeedItem } from '../api/types';

/** Home's first page as it last came, to be laid by for a time without a network. */
export const latest = signal<readonly FeedItem[] | null>(null);

/** Caches of what is laid by, each under the account that it was for. */
export const LAST = 'imagora.last.';

/** Nothing that was laid by stays, but what is this account's. */
export async function forgetLast(except = ''): Promise<void> {
  if (!('caches' in globalThis)) return;
  const others = (await caches.keys()).filter((name) => name.startsWith(LAST) && name !== LAST + except);
  await Promise.all(others.map((name) => caches.delete(name)));
}
