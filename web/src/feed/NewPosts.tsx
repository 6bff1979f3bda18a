import { useEffect, useState } from 'preact/hooks';
import { feeds } from '../api';
import type { FeedItem } from '../api/types';
import { t } from '../i18n';
import { ArrowUp } from '../parts/icons';
import { viewer } from '../session/session';
import { pause, visible } from '../timing';
import type { PagedList } from './pages';

const EVERY_MS = 45_000;

/** A pill that says that there is something new; the feed never moves by itself under one's eyes. */
export function NewPosts({ list }: { list: PagedList<FeedItem> }) {
  const count = useNewer(list);
  if (count === 0) return null;
  const show = async () => {
    await list.reload();
    scrollTo({ top: 0 });
  };
  return (
    <button type="button" class="button primary new-posts" onClick={() => void show()}>
      <ArrowUp size={18} aria-hidden="true" /> {t('home.newPosts', { n: count })}
    </button>
  );
}

/** How many posts of others came since the newest that is shown; asked only while the page is looked at. */
function useNewer(list: PagedList<FeedItem>): number {
  const newest = list.items.value.find((item) => item.reason.kind !== 'recent' && item.reason.kind !== 'trending')?.post.id;
  const [found, setFound] = useState<{ since: string; count: number } | null>(null);
  useEffect(() => {
    if (newest === undefined) return;
    const leaving = new AbortController();
    const look = async () => {
      for (;;) {
        await pause(EVERY_MS, leaving.signal);
        await visible(leaving.signal);
        const page = await feeds.newer(newest).catch(() => null);
        leaving.signal.throwIfAborted();
        if (page) setFound({ since: newest, count: countNew(page.items, list.items.value, viewer.value?.id) });
      }
    };
    // Ends with the abort when home is left.
    look().catch(() => undefined);
    return () => leaving.abort();
  }, [newest]);
  return found !== null && found.since === newest ? found.count : 0;
}

/** Of `items`, what is not shown yet and not one's own. */
export function countNew(items: readonly FeedItem[], shown: readonly FeedItem[], own: string | undefined): number {
  const known = new Set(shown.map((item) => item.post.id));
  return items.filter(({ post, reason }) => {
    const followed = reason.kind === 'followed' || reason.kind === 'reposted';
    return followed && !known.has(post.id) && post.author.id !== own && reason.by?.id !== own;
  }).length;
}
