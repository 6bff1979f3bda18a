import { useEffect, useRef } from 'preact/hooks';
import type { Post } from '../api/types';
import { Composer } from '../compose/Composer';
import { draftAbout } from '../compose/draft';
import { t } from '../i18n';
import { Avatar } from '../parts/Avatar';
import { Lock } from '../parts/icons';
import { tell } from '../parts/Toasts';
import { place } from '../routing/router';
import { signedIn, viewer, viewerId } from '../session/session';

/** Where one answers a post, in place. */
export function ReplyDoor({ post, onDone }: { post: Post; onDone: (reply: Post) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const wanted = new URLSearchParams(place.value.search).has('reply');
  useEffect(() => {
    if (wanted) box.current?.querySelector('textarea')?.focus();
  }, [wanted]);
  if (!signedIn.value) {
    return (
      <p class="reply-door guest">
        <a class="button quiet" href={`/sign-in?next=${encodeURIComponent(`/p/${post.id}?reply`)}`}>
          {t('thread.signIn')}
        </a>
      </p>
    );
  }
  const gate = post.gates?.reply ?? 'everyone';
  const own = viewerId.value === post.author.id;
  const done = (reply: Post) => {
    if (reply.status === 'published') onDone(reply);
    else tell(t('compose.pendingPosted'), { href: `/p/${reply.id}`, label: t('post.title') });
  };
  return (
    <div class="reply-door" ref={box}>
      {gate !== 'everyone' && !own && (
        <p class="gate-note faint">
          <Lock size={15} aria-hidden="true" /> {t(`thread.gate.${gate}`, { name: `@${post.author.handle}` })}
        </p>
      )}
      {(gate !== 'nobody' || own) && (
        <div class="reply-row">
          {viewer.value && <Avatar account={viewer.value} size={38} />}
          <Composer writing={draftAbout('reply', post.id)} about={{ kind: 'reply', post }} onDone={done} />
        </div>
      )}
    </div>
  );
}
