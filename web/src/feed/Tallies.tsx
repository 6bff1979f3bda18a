import type { Post } from '../api/types';
import { moment, t } from '../i18n';

/** When it was posted, and who did what with it. */
export function Tallies({ post }: { post: Post }) {
  const { likes, reposts, quotes } = post.counts;
  return (
    <p class="tallies faint">
      <time dateTime={post.created_at}>{moment(post.created_at)}</time>
      {reposts > 0 && <a href={`/p/${post.id}/reposts`}>{t('post.reposts', { n: reposts })}</a>}
      {quotes > 0 && <a href={`/p/${post.id}/quotes`}>{t('post.quotes', { n: quotes })}</a>}
      {likes > 0 && <a href={`/p/${post.id}/likes`}>{t('post.likes', { n: likes })}</a>}
    </p>
  );
}
