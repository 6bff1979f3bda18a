import { useEffect, useState } from 'preact/hooks';
import type { FeedItem } from '../api/types';
import { PostText } from '../feed/PostText';
import { ago, moment, t } from '../i18n/feel';
import { OriginMark } from '../media/OriginMark';
import { Picture } from '../media/Picture';
import { Avatar } from '../parts/Avatar';
import { KindBadge } from '../parts/Byline';
import { readLast, type Last } from './last';

/** Home as it was last seen, while nothing answers: to read, since nothing else works. */
export default function OldHome() {
  const [last, setLast] = useState<Last | null>(null);
  useEffect(() => {
    readLast().then(setLast, () => undefined);
  }, []);
  if (last === null || last.items.length === 0) return null;
  const at = new Date(last.at).toISOString();
  return (
    <section class="old-home" aria-label={t('old.title')}>
      <h2>{t('old.title')}</h2>
      <p class="faint" title={moment(at)}>
        {t('old.note', { when: ago(at) })} {t('old.more')}
      </p>
      {last.items.map(({ post }) => (
        <OldPost key={post.id} post={post} />
      ))}
    </section>
  );
}

function OldPost({ post }: Pick<FeedItem, 'post'>) {
  const { author } = post;
  const covered = post.labels.length > 0;
  return (
    <article class="post" aria-label={t('post.by', { name: author.name })}>
      <header class="post-head">
        <Avatar account={{ ...author, avatar_url: null }} />
        <div>
          <span class="byline">
            <bdi class="name">{author.name || author.handle}</bdi>
            <KindBadge kind={author.kind} />
            <span class="faint handle">@{author.handle}</span>
          </span>
          <span class="faint">{ago(post.created_at)}</span>
        </div>
      </header>
      {!covered && <PostText text={post.text} facets={[]} />}
      {covered && <p class="faint">{t('label.covered')}</p>}
      {!covered && post.media.slice(0, 1).map((media) => <Picture key={media.id} media={media} thumb />)}
      <OriginMark post={post} />
    </article>
  );
}
