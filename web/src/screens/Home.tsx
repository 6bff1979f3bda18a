import { feeds } from '../api';
import type { FeedItem } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { PostCard } from '../feed/PostCard';
import { useList } from '../feed/pages';
import { forgetPublished, publishedBeyond } from '../feed/published';
import { t } from '../i18n';
import { Avatar } from '../parts/Avatar';
import { Empty } from '../parts/States';
import { Screen } from '../parts/Screen';
import { viewer } from '../session/session';

export default function Home() {
  const list = useList<FeedItem>('home', feeds.home, (item) => item.post.id);
  const fresh = publishedBeyond(list.items.value);
  return (
    <Screen title={t('home.title')} bare>
      <a class="prompt-door" href="/create">
        {viewer.value ? <Avatar account={viewer.value} /> : <span class="bone avatar" />}
        <span>{t('home.write')}</span>
      </a>
      {fresh.map((post) => (
        <PostCard key={post.id} post={post} onDeleted={() => forgetPublished(post.id)} />
      ))}
      <FeedList list={list} empty={fresh.length === 0 && <Quiet />}>
        {({ post, reason }, at) => <PostCard key={post.id} post={post} reason={reason} eager={at < 2} />}
      </FeedList>
    </Screen>
  );
}

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
