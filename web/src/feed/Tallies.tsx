import type { Post } from '../api/types';
import { moment, t } from '../i18n';
import { treeHref } from '../remix/href';

/** When it was posted, and who did what with it. */
export function Tallies({ post }: { post: Post }) {
  const { likes, reposts, quotes, remixes } = post.counts;
  const picture = post.media[0];
  return (
    <p class="tallies faint">
      <time dateTime={post.created_at}>{moment(post.created_at)}</time>
      {reposts > 0 && <a href={`/p/${post.id}/reposts`}>{t('post.reposts', { n: reposts })}</a>}
      {quotes > 0 && <a href={`/p/${post.id}/quotes`}>{t('post.quotes', { n: quotes })}</a>}
      {remixes > 0 && picture && <a href={treeHref(picture.id, post.id)}>{t('post.remixes', { n: remixes })}</a>}
      {likes > 0 && <a href={`/p/${post.id}/likes`}>{t('post.likes', { n: likes })}</a>}
    </p>
  );
}
