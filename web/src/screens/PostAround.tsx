import { posts } from '../api';
import type { Post } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { useList } from '../feed/pages';
import { PostCard } from '../feed/PostCard';
import { t } from '../i18n';
import { BackLink } from '../parts/BackLink';
import { Empty, NotFound } from '../parts/States';
import { Screen } from '../parts/Screen';
import { TabLinks } from '../parts/TabLinks';
import { AccountList } from '../people/AccountList';

const TABS = ['likes', 'reposts', 'quotes'] as const;

/** Who liked, reposted and quoted a post. */
export default function PostAround({ id, what }: { id: string; what: string }) {
  const tab = TABS.find((name) => name === what);
  if (!tab) return <NotFound />;
  const empty = <Empty title={t(`around.no.${tab}`)} />;
  return (
    <Screen title={t(`around.${tab}`)} bare>
      <BackLink href={`/p/${id}`} label={t('post.title')} />
      <TabLinks label={t('post.title')} current={tab} tabs={TABS.map((name) => ({ name, href: `/p/${id}/${name}`, label: t(`around.${name}`) }))} />
      {tab === 'quotes' ? <Quotes id={id} /> : <AccountList key={tab} name={`${tab}:${id}`} load={(cursor) => posts[tab](id, cursor)} empty={empty} />}
    </Screen>
  );
}

function Quotes({ id }: { id: string }) {
  const list = useList<Post>(`quotes:${id}`, (cursor) => posts.quotes(id, cursor), (post) => post.id);
  return (
    <FeedList list={list} empty={<Empty title={t('around.no.quotes')} />}>
      {(post, at) => <PostCard key={post.id} post={post} eager={at < 2} />}
    </FeedList>
  );
}
