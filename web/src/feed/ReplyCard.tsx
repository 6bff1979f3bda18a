import { useState } from 'preact/hooks';
import { isTombstone, type Post, type Reply } from '../api/types';
import { t } from '../i18n';
import { EyeOff } from '../parts/icons';
import type { PagedList } from './pages';
import { PostCard } from './PostCard';
import { Gone } from './QuotedPost';
import { usePlaceInFeed } from './slot';

interface Props {
  reply: Reply;
  /** The post that it answers. */
  root: Post;
  list: PagedList<Reply>;
}

/** A reply in its thread: folded where the root's author hid it. */
export function ReplyCard({ reply, root, list }: Props) {
  const [unfolded, setUnfolded] = useState(false);
  const { post } = reply;
  const place = usePlaceInFeed();
  if (isTombstone(post)) {
    return (
      <article class="post reply" {...place}>
        <Gone kind={post.tombstone} />
        <MoreReplies id={post.id} n={reply.replies_count} />
      </article>
    );
  }
  if (reply.hidden && !unfolded) {
    return (
      <article class="post reply folded" {...place}>
        <EyeOff size={16} aria-hidden="true" />
        <span class="faint">{t('thread.hidden')}</span>
        <button type="button" class="link" onClick={() => setUnfolded(true)}>
          {t('thread.unfold')}
        </button>
      </article>
    );
  }
  const hide = (hidden: boolean) =>
    list.change((items) => items.map((item) => (item.post.id === post.id ? { ...item, hidden_by_you: hidden } : item)));
  // Only replies right under a root can be hidden, and only by its author.
  const hiding = root.reply_to ? undefined : { root, hidden: reply.hidden_by_you ?? false, onHide: hide };
  return (
    <PostCard post={post} look="reply" {...(hiding && { place: hiding })} below={<MoreReplies id={post.id} n={reply.replies_count} />}>
      {reply.hidden_by_you && (
        <p class="reason faint">
          <EyeOff size={15} aria-hidden="true" /> {t('thread.hiddenByYou')}
        </p>
      )}
    </PostCard>
  );
}

function MoreReplies({ id, n }: { id: string; n: number }) {
  if (n === 0) return null;
  return (
    <a class="more-link" href={`/p/${id}`}>
      {t('thread.more', { n })}
    </a>
  );
}
