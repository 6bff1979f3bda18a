import { me } from '../api';
import type { Post } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { useList } from '../feed/pages';
import { PostCard } from '../feed/PostCard';
import { t } from '../i18n';
import { Empty } from '../parts/States';
import { Screen } from '../parts/Screen';
import { TabLinks } from '../parts/TabLinks';
import { place } from '../routing/router';

const TABS = ['bookmarks', 'likes'] as const;

/** What one kept for oneself, and what one liked. */
export default function Kept() {
  const tab = place.value.path.startsWith('/likes') ? 'likes' : 'bookmarks';
  return (
    <Screen title={t(`kept.${tab}`)} bare side>
      <TabLinks label={t('nav.bookmarks')} current={tab} tabs={TABS.map((name) => ({ name, href: `/${name}`, label: t(`kept.${name}`) }))} />
      <Posts key={tab} tab={tab} />
    </Screen>
  );
}

function Nothing({ tab }: { tab: (typeof TABS)[number] }) {
  return (
    <Empty title={t(`kept.no.${tab}`)} text={t(`kept.no.${tab}Text`)}>
      <a class="button quiet" href="/explore">
        {t('nav.explore')}
      </a>
    </Empty>
  );
}

function Posts({ tab }: { tab: (typeof TABS)[number] }) {
  const list = useList<Post>(`kept:${tab}`, me[tab], (post) => post.id);
  return (
    <>
      {tab === 'bookmarks' && <p class="faint tab-note">{t('kept.private')}</p>}
      <FeedList list={list} empty={<Nothing tab={tab} />}>
        {(post, at) => <PostCard key={post.id} post={post} eager={at < 2} />}
      </FeedList>
    </>
  );
}
