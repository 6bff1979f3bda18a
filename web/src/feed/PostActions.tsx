import { useState } from 'preact/hooks';
import type { Post } from '../api/types';
import { compact, t } from '../i18n';
import { deferred } from '../parts/deferred';
import { Bookmark, Heart, MessageCircle, Quote, Repeat2, GitFork } from '../parts/icons';
import { Menu } from '../parts/Menu';
import { tell } from '../parts/Toasts';
import { remixHref } from '../remix/href';
import { remixable } from '../remix/policy';
import { navigate } from '../routing/router';
import { membersOnly } from '../session/door';
import { isMarked, toggleMark } from './marks';

const QuoteDialog = deferred(() => import('../compose/QuoteDialog'));

/** Answer, pass on, like, keep. */
export function PostActions({ post }: { post: Post }) {
  const { replies, reposts, quotes, likes } = post.counts;
  const liked = isMarked(post, 'like');
  return (
    <footer class="actions">
      <a class="act" href={`/p/${post.id}?reply`} title={t('act.reply')}>
        <MessageCircle size={19} aria-hidden="true" />
        <Label text={t('act.reply')} n={replies} />
      </a>
      <PassOn post={post} n={reposts + quotes} />
      <button
        type="button"
        class="act like"
        aria-pressed={liked}
        title={t(liked ? 'act.unlike' : 'act.like')}
        onClick={() => membersOnly() && void toggleMark(post, 'like')}
      >
        <Heart size={19} aria-hidden="true" fill={liked ? 'currentColor' : 'none'} />
        <Label text={t('act.like')} n={likes} />
      </button>
      <Keep post={post} />
    </footer>
  );
}

/** Words for who can't see the icon, and how many; zero is not worth a digit. */
const Label = ({ text, n }: { text: string; n: number }) => (
  <>
    <span class="hidden">{text}</span>
    {n > 0 && <span>{compact(n)}</span>}
  </>
);

function PassOn({ post, n }: { post: Post; n: number }) {
  const [quoting, setQuoting] = useState(false);
  const reposted = isMarked(post, 'repost');
  const picture = remixable(post);
  const items = [
    {
      label: t(reposted ? 'act.unrepost' : 'act.repost'),
      Icon: Repeat2,
      onSelect: () => membersOnly() && void toggleMark(post, 'repost'),
    },
    { label: t('act.quote'), Icon: Quote, onSelect: () => membersOnly() && setQuoting(true) },
    ...(picture ? [{ label: t('act.remix'), Icon: GitFork, onSelect: () => navigate(remixHref(picture.id, post.id)) }] : []),
  ];
  return (
    <>
      <Menu label={t('act.passOn')} items={items} class="act repost" pressed={reposted} worded>
        <Repeat2 size={19} aria-hidden="true" />
        <Label text={t(reposted ? 'act.passedOn' : 'act.passOn')} n={n} />
      </Menu>
      {quoting && <QuoteDialog post={post} onClose={() => setQuoting(false)} />}
    </>
  );
}

function Keep({ post }: { post: Post }) {
  const kept = isMarked(post, 'bookmark');
  const toggle = () => {
    if (!membersOnly()) return;
    void toggleMark(post, 'bookmark');
    if (!kept) tell(t('act.bookmarked'), { href: '/bookmarks', label: t('nav.bookmarks') });
  };
  return (
    <button
      type="button"
      class="act bookmark"
      aria-pressed={kept}
      aria-label={t('act.bookmark')}
      title={t(kept ? 'act.unbookmark' : 'act.bookmark')}
      onClick={toggle}
    >
      <Bookmark size={19} aria-hidden="true" fill={kept ? 'currentColor' : 'none'} />
    </button>
  );
}
