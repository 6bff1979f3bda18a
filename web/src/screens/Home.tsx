import { Fragment } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { feeds } from '../api';
import type { FeedItem, Page } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { homeSince, NewPosts } from '../feed/NewPosts';
import { PostCard } from '../feed/PostCard';
import { useList } from '../feed/pages';
import { forgetPublished, publishedBeyond } from '../feed/published';
import { t } from '../i18n';
import { latest } from '../offline/latest';
import { Avatar } from '../parts/Avatar';
import { deferred } from '../parts/deferred';
import { roomy } from '../parts/roomy';
import { Empty } from '../parts/States';
import { Screen } from '../parts/Screen';
import { noteFirstPosts } from '../session/first';
import { viewer } from '../session/session';

const Suggestions = deferred(() => import('../people/Suggestions'));

/** While one follows fewer, the feed is filled up from explore, and people are suggested. */
const NEWCOMER = 5;

export default function Home() {
  const list = useList<FeedItem>('home', readHome, (item) => item.post.id);
  const items = list.items.value;
  const fresh = publishedBeyond(items);
  // Where there is room, the column at the side suggests people to everybody.
  const newcomer = viewer.value !== null && viewer.value.following_count < NEWCOMER && !roomy.value;
  const under = useBelowTheFold(newcomer && items.length > 0);
  const filling = items.findIndex(isFill);
  return (
    <Screen title={t('home.title')} bare side>
      <a class="prompt-door" href="/create">
        {viewer.value ? <Avatar account={viewer.value} /> : <span class="bone avatar" />}
        <span>{t('home.write')}</span>
      </a>
      <NewPosts list={list} />
      {newcomer && items.length === 0 && <Suggestions />}
      {fresh.map((post) => (
        <PostCard key={post.id} post={post} onDeleted={() => forgetPublished(post.id)} />
      ))}
      <FeedList list={list} empty={fresh.length === 0 && <Quiet />}>
        {({ post, reason }, at) => (
          <Fragment key={post.id}>
            {at === filling && <p class="fill-note" role="none">{t(at === 0 ? 'home.fillOnly' : 'home.fill')}</p>}
            <PostCard post={post} reason={reason} eager={at < 2} />
            {at === under && (
              <article class="between" aria-label={t('suggest.title')}>
                <Suggestions />
              </article>
            )}
          </Fragment>
        )}
      </FeedList>
    </Screen>
  );
}

/** After which post there is room for what comes late, so that nothing moves under anybody's eyes. */
function useBelowTheFold(wanted: boolean): number | null {
  const [under, setUnder] = useState<number | null>(null);
  useEffect(() => {
    if (!wanted) return setUnder(null);
    const posts = [...document.querySelectorAll('.feed > .slot')];
    const below = posts.findIndex((slot) => (slot.lastElementChild?.getBoundingClientRect().bottom ?? 0) >= innerHeight);
    setUnder(below === -1 ? posts.length - 1 : below);
  }, [wanted]);
  return under;
}

async function readHome(cursor?: string): Promise<Page<FeedItem>> {
  const page = await feeds.home(cursor).finally(noteFirstPosts);
  if (cursor === undefined) {
    homeSince.value = page.since ?? null;
    latest.value = page.items;
  }
  return page;
}

const isFill = ({ reason }: FeedItem) => reason.kind === 'recent' || reason.kind === 'trending';

function Quiet() {
  return (
    <Empty title={t('home.empty')} text={t('home.emptyText')}>
      <a class="button primary" href="/explore">
        {t('home.find')}
      </a>
      <a class="button quiet" href="/create">
        {t('nav.create')}
      </a>
    </Empty>
  );
}
