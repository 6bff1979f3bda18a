import { useState } from 'preact/hooks';
import type { FeedItem, Post } from '../api/types';
import { ago, moment, t } from '../i18n';
import { MediaRows } from '../media/MediaRows';
import { OriginMark } from '../media/OriginMark';
import { Avatar } from '../parts/Avatar';
import { Byline } from '../parts/Byline';
import { Link, Repeat2, Trash2 } from '../parts/icons';
import { tell } from '../parts/Toasts';
import { viewer } from '../session/session';
import { DeletePost } from './DeletePost';
import { PostText } from './PostText';

interface Props {
  post: Post;
  reason?: FeedItem['reason'];
  /** First in the list: its pictures are fetched at once. */
  eager?: boolean;
  onDeleted?: () => void;
}

export function PostCard({ post, reason, eager = false, onDeleted }: Props) {
  return (
    <article class="post" aria-label={t('post.by', { name: post.author.name })}>
      {reason && <Reason reason={reason} />}
      <header class="post-head">
        <a href={`/@${post.author.handle}`} tabIndex={-1} aria-hidden="true">
          <Avatar account={post.author} />
        </a>
        <div>
          <Byline author={post.author} />
          <a class="faint post-time" href={`/p/${post.id}`}>
            <time dateTime={post.created_at} title={moment(post.created_at)}>
              {ago(post.created_at)}
            </time>
          </a>
        </div>
      </header>
      {post.status !== 'published' && (
        <p class="notice">
          <strong>{t(`post.${post.status}`)}.</strong> {t(`post.${post.status}Text`)}
        </p>
      )}
      <PostText text={post.text} facets={post.facets} />
      <MediaRows media={post.media} eager={eager} />
      <footer class="post-foot">
        <OriginMark post={post} />
        <PostActions post={post} onDeleted={onDeleted} />
      </footer>
    </article>
  );
}

function Reason({ reason }: { reason: FeedItem['reason'] }) {
  if (reason.kind === 'followed' || reason.kind === 'own') return null;
  return (
    <p class="reason faint">
      {reason.kind === 'reposted' && <Repeat2 size={15} aria-hidden="true" />}
      {t(`reason.${reason.kind}`, { name: reason.by?.name ?? '' })}
    </p>
  );
}

function PostActions({ post, onDeleted }: Pick<Props, 'post' | 'onDeleted'>) {
  const [deleting, setDeleting] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(`${location.origin}/p/${post.id}`);
    tell(t('post.copied'));
  };
  return (
    <div class="post-actions">
      {post.status === 'published' && (
        <button type="button" class="icon-button" aria-label={t('post.copy')} title={t('post.copy')} onClick={copy}>
          <Link size={18} aria-hidden="true" />
        </button>
      )}
      {viewer.value?.id === post.author.id && (
        <button
          type="button"
          class="icon-button"
          aria-label={t('post.delete')}
          title={t('post.delete')}
          onClick={() => setDeleting(true)}
        >
          <Trash2 size={18} aria-hidden="true" />
        </button>
      )}
      {deleting && <DeletePost post={post} onClose={() => setDeleting(false)} onDeleted={onDeleted} />}
    </div>
  );
}
