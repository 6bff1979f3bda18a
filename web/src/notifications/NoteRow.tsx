import type { Notification, NotificationKind } from '../api/types';
import { ago, moment, t } from '../i18n';
import { Picture } from '../media/Picture';
import { Avatar } from '../parts/Avatar';
import {
  AtSign, CircleAlert, GitFork, Heart, ImagePlus, MessageCircle, Quote, Repeat2, UserPlus, type House,
} from '../parts/icons';
import { Sentence } from './Sentence';

const ICONS: Record<NotificationKind, typeof House> = {
  follow: UserPlus,
  follow_request: UserPlus,
  like: Heart,
  repost: Repeat2,
  reply: MessageCircle,
  quote: Quote,
  mention: AtSign,
  generation: ImagePlus,
  moderation: CircleAlert,
  remix: GitFork,
};

/** One notification: who did what, when, and a look at the post. */
export function NoteRow({ note }: { note: Notification }) {
  const Icon = ICONS[note.kind] ?? CircleAlert;
  const post = note.post;
  const picture = post?.media[0];
  return (
    <article class={`note ${note.kind}`} data-unread={note.read ? undefined : ''}>
      <span class="note-icon">
        <Icon size={20} aria-hidden="true" fill={note.kind === 'like' ? 'currentColor' : 'none'} />
      </span>
      <div class="note-words">
        {note.actors.length > 0 && (
          <p class="note-faces">
            {note.actors.slice(0, 3).map((actor) => (
              <a key={actor.id} href={`/@${actor.handle}`} tabIndex={-1} aria-hidden="true">
                <Avatar account={actor} size={32} />
              </a>
            ))}
          </p>
        )}
        <p>
          {!note.read && <span class="hidden">{t('note.unread')}: </span>}
          <Sentence message={messageOf(note)} actors={note.actors} count={note.count} />{' '}
          <time class="faint" dateTime={note.created_at} title={moment(note.created_at)}>
            {ago(note.created_at)}
          </time>
        </p>
        <NoteLink note={note} />
      </div>
      {picture?.status === 'ready' && (
        <div class="note-picture" aria-hidden="true">
          <Picture media={picture} thumb ratio={1} />
        </div>
      )}
    </article>
  );
}

/** `moderation` is told of three things: a decision, a report that was looked at, a picture that looks like one's own. */
function messageOf(note: Notification) {
  if (note.report_id) return 'note.report';
  if (note.webhook) return 'note.webhook';
  return isCopy(note) ? 'note.copy' : (`note.${note.kind}` as const);
}

function isCopy(note: Notification): boolean {
  return note.kind === 'moderation' && note.post !== undefined;
}

function NoteLink({ note }: { note: Notification }) {
  const { post, kind } = note;
  if (note.report_id) return null;
  if (kind === 'moderation' && !post) return <a class="note-post" href="/my-moderation">{t('post.why')}</a>;
  if (post) {
    return (
      <a class="note-post" href={`/p/${post.id}`} dir="auto">
        {post.text || t('note.picture')}
      </a>
    );
  }
  if (kind === 'follow_request') return <a class="note-post" href="/requests">{t('requests.open')}</a>;
  if (note.webhook) return <a class="note-post" href="/settings/webhook">{t('note.webhookOpen')}</a>;
  if (kind === 'generation') return <a class="note-post" href="/gallery">{t('nav.gallery')}</a>;
  return null;
}
