import type { ComponentChildren } from 'preact';
import type { Post, Reason } from '../api/types';
import { ago, moment, t } from '../i18n';
import { MediaRows } from '../media/MediaRows';
import { OriginMark } from '../media/OriginMark';
import { Avatar } from '../parts/Avatar';
import { Byline } from '../parts/Byline';
import { Repeat2, TrendingUp } from '../parts/icons';
import { RemixCredit } from '../remix/RemixCredit';
import { Cover } from '../safety/Cover';
import { PostLabels } from '../safety/PostLabels';
import { viewerId } from '../session/session';
import { PostActions } from './PostActions';
import { PostMenu, type ReplyPlace } from './PostMenu';
import { PostText } from './PostText';
import { QuotedPost } from './QuotedPost';
import { usePlaceInFeed } from './slot';
import { isolated } from '../text';
import { answered } from './writers';

interface Props {
  post: Post;
  reason?: Reason;
  /** First in the list: its pictures are fetched at once. */
  eager?: boolean;
  /** `focal`: what the page is about. `linked`: part of a thread; a line leads on to the next. */
  look?: 'list' | 'focal' | 'linked' | 'reply';
  /** Where it stands as a reply, for the root's author who may hide it. */
  place?: ReplyPlace;
  onDeleted?: () => void;
  /** Above the actions: the counts of a focal post, say. */
  children?: ComponentChildren;
  /** Under the actions. */
  below?: ComponentChildren;
}

export function PostCard({ post, reason, eager = false, look = 'list', place, onDeleted, children, below }: Props) {
  const slim = look === 'linked' || look === 'reply';
  return (
    <article class={`post ${look}`} tabIndex={-1} {...usePlaceInFeed()} aria-label={t('post.by', { name: post.author.name })}>
      {reason && <ReasonLine reason={reason} />}
      <header class="post-head">
        <a href={`/@${post.author.handle}`} tabIndex={-1} aria-hidden="true">
          <Avatar account={post.author} size={slim ? 38 : 44} />
        </a>
        <div>
          <Byline author={post.author} />
          <PostTime post={post} />
        </div>
        <PostMenu post={post} place={place} onDeleted={onDeleted} />
      </header>
      {post.status !== 'published' && (
        <Waiting post={post} />
      )}
      {look === 'list' && post.reply_to && <AnswerLine post={post} />}
      <Cover id={post.id} labels={post.labels} own={viewerId.value === post.author.id}>
        <PostText text={post.text} facets={post.facets} />
        <MediaRows media={post.media} eager={eager} author={post.author} post={post.id} />
        {post.quote && <QuotedPost quote={post.quote} />}
      </Cover>
      <RemixCredit post={post} />
      <Likenesses media={post.media} />
      <div class="marks">
        <OriginMark post={post} />
        <PostLabels labels={post.labels} />
      </div>
      {children}
      {post.status === 'published' && <PostActions post={post} />}
      {below}
    </article>
  );
}

/** Credit where a picture looks like somebody else's earlier one. */
function Likenesses({ media }: Pick<Post, 'media'>) {
  return (
    <>
      {media.map(
        ({ id, looks_like: like }) =>
          like && (
            <p key={id} class="faint">
              <a href={`/p/${like.post_id}`}>{t('media.looksLike', { name: `@${like.author.handle}` })}</a>
            </p>
          ),
      )}
    </>
  );
}

/** Why one's own post isn't out, and where one can say no to that. */
function Waiting({ post }: { post: Post }) {
  const held = post.status === 'pending' && post.media.some((media) => media.status === 'held');
  return (
    <p class="notice">
      <strong>{t(held ? 'media.held' : post.status === 'rejected' ? 'post.rejected' : 'post.pending')}.</strong>{' '}
      {t(held ? 'post.heldText' : post.status === 'rejected' ? 'post.rejectedText' : 'post.pendingText')}{' '}
      {post.status === 'rejected' && <a href="/my-moderation">{t('post.why')}</a>}
    </p>
  );
}

/** Leads to the reply in its conversation, where what it answers stands above it. */
function AnswerLine({ post }: { post: Post }) {
  const whom = answered(post);
  return (
    <a class="answering faint" href={`/p/${post.id}`}>
      {whom ? t('post.replyingTo', { name: `@${whom}` }) : t('post.isReply')}
    </a>
  );
}

/** The whole date for whoever points at it: the first one costs a browser more than the rest of a post. */
const telling = (time: string) => (event: { currentTarget: HTMLElement }) => {
  event.currentTarget.title = moment(time);
};

function PostTime({ post }: { post: Post }) {
  return (
    <span class="faint post-time">
      <a href={`/p/${post.id}`}>
        <time dateTime={post.created_at} onPointerEnter={telling(post.created_at)}>
          {ago(post.created_at)}
        </time>
      </a>
      {post.edited_at && (
        <>
          {' · '}
          <a href={`/p/${post.id}/history`} onPointerEnter={telling(post.edited_at)}>
            {t('post.edited')}
          </a>
        </>
      )}
    </span>
  );
}

function ReasonLine({ reason }: { reason: Reason }) {
  if (reason.kind === 'followed' || reason.kind === 'own') return null;
  if (reason.kind === 'reposted' && reason.by) {
    const own = viewerId.value === reason.by.id;
    return (
      <p class="reason faint">
        <Repeat2 size={15} aria-hidden="true" />
        <a href={`/@${reason.by.handle}`}>
          {own ? t('reason.repostedByYou') : t('reason.reposted', { name: isolated(reason.by.name || reason.by.handle) })}
        </a>
      </p>
    );
  }
  return (
    <p class="reason faint">
      {reason.kind === 'trending' && <TrendingUp size={15} aria-hidden="true" />}
      {t(reason.kind === 'trending' ? 'reason.trending' : 'reason.recent')}
    </p>
  );
}
