import { feeds } from '../api';
import type { Post } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { useList } from '../feed/pages';
import { PostCard } from '../feed/PostCard';
import { t } from '../i18n';
import { Empty } from '../parts/States';
import { Screen } from '../parts/Screen';

export default function Tag({ tag }: { tag: string }) {
  const list = useList<Post>(`tag:${tag}`, (cursor) => feeds.tag(tag, cursor), (post) => post.id);
  return (
    <Screen title={`#${tag}`} side>
      <FeedList list={list} empty={<Empty title={t('tag.empty')} text={t('tag.emptyText', { tag })} />}>
        {(post, at) => <PostCard key={post.id} post={post} eager={at < 2} />}
      </FeedList>
    </Screen>
  );
}
