import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { feeds } from '../api';
import type { FeedItem } from '../api/types';
import { t } from '../i18n';
import { ArrowUp } from '../parts/icons';
import { place } from '../routing/router';
import { viewerId } from '../session/session';
import { pause, visible } from '../timing';
import type { PagedList } from './pages';

const EVERY_MS = 45_000;

/** From where on home has something new: what the API said with the first page that is shown. */
export const homeSince = signal<string | null>(null);

/** A pill that says that there is something new; the feed never moves by itself under one's eyes. */
export function NewPosts({ list }: { list: PagedList<FeedItem> }) {
  const count = useNewer(list, homeSince.value);
  if (count === 0) return null;
  const show = async () => {
    await list.reload();
    // Whoever opened something meanwhile stays where they are.
    if (place.value.path === '/') scrollTo({ top: 0 });
  };
  return (
    <button type="button" class="button primary new-posts" onClick={() => void show()}>
      <ArrowUp size={18} aria-hidden="true" /> {t('home.newPosts', { n: count })}
    </button>
  );
}

/** How many posts of others came since; asked only while the page is looked at. */
function useNewer(list: PagedList<FeedItem>, since: string | null): number {
  const [found, setFound] = useState({ since, count: 0 });
  useEffect(() => {
    if (since === null) return;
    const leaving = new AbortController();
    const look = async () => {
      for (;;) {
        await pause(EVERY_MS, leaving.signal);
        await visible(leaving.signal);
        const page = await feeds.newer(since).catch(() => null);
        leaving.signal.throwIfAborted();
        if (page) setFound({ since, count: countNew(page.items, list.items.value, viewerId.value) });
      }
    };
    // Ends with the abort when home is left.
    look().catch(() => undefined);
    return () => leaving.abort();
  }, [since]);
  return found.since === since ? found.count : 0;
}

/** Of `items`, newest first, what stands above all that is shown and is not one's own. */
export function countNew(items: readonly FeedItem[], shown: readonly FeedItem[], own: string | undefined): number {
  const known = new Set(shown.map((item) => item.post.id));
  const reached = items.findIndex((item) => known.has(item.post.id));
  return items.slice(0, reached === -1 ? undefined : reached).filter(({ post, reason }) => {
    const followed = reason.kind === 'followed' || reason.kind === 'reposted';
    return followed && post.author.id !== own && reason.by?.id !== own;
  }).length;
}
