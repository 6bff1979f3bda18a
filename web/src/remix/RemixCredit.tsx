import { Fragment } from 'preact';
import type { Post } from '../api/types';
import { t } from '../i18n';
import { GitFork } from '../parts/icons';

/** Credit to whom a post's pictures were made from: their parents first, everyone once. */
export function RemixCredit({ post }: { post: Post }) {
  const remixes = post.media.filter((media) => media.remix_of);
  if (remixes.length === 0) return null;
  const all = remixes.flatMap((media) => media.credits ?? []);
  const credits = all.filter((one, at) => all.findIndex((other) => other.media_id === one.media_id) === at);
  const named = credits.flatMap((one) => (one.author ? [{ ...one, author: one.author }] : []));
  const gone = credits.some((one) => one.tombstone === 'deleted');
  return (
    <p class="remix-credit faint">
      <GitFork size={15} aria-hidden="true" />
      <span>
        {named.length > 0 ? `${t('media.remixOf')} ` : <a href={`/p/${post.id}`}>{t(gone ? 'media.remixGone' : 'media.remix')}</a>}
        {named.map((one, at) => (
          <Fragment key={one.media_id}>
            {at > 0 && ', '}
            <a href={one.post_id ? `/p/${one.post_id}` : `/@${one.author.handle}`}>@{one.author.handle}</a>
          </Fragment>
        ))}
        {named.length > 0 && gone && ` ${t('media.remixAlsoGone')}`}
      </span>
    </p>
  );
}

