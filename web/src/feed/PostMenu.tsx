import { useState } from 'preact/hooks';
import { posts } from '../api';
import type { Post } from '../api/types';
import { t } from '../i18n';
import { explain } from '../i18n/errors';
import { deferred } from '../parts/deferred';
import { Ban, Bell, BellOff, Ellipsis, Eye, EyeOff, Flag, Link, Pencil, Share2, Trash2, VolumeX } from '../parts/icons';
import { Menu, type MenuItem } from '../parts/Menu';
import { tell } from '../parts/Toasts';
import { report, ReportDialog } from '../safety/reporting';
import { signedIn, viewerId } from '../session/session';
import { isMuted, noteMuted } from './muted';
import { copyLink, hasSheet, sharePost } from './share';

const EditPost = deferred(() => import('./EditPost'));
const DeletePost = deferred(() => import('./DeletePost'));
const BlockDialog = deferred(() => import('../people/BlockDialog'));
const MuteDialog = deferred(() => import('../people/MuteDialog'));

/** A reply under a root, as its root's author may fold it away. */
export interface ReplyPlace {
  root: Post;
  hidden: boolean;
  onHide: (hidden: boolean) => void;
}

interface Props {
  post: Post;
  place?: ReplyPlace | undefined;
  onDeleted?: (() => void) | undefined;
}

type Open = 'edit' | 'delete' | 'block' | 'mute' | 'report' | null;

/** What one seldom does with a post. */
export function PostMenu({ post, place, onDeleted }: Props) {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const items = [...forAll(post), ...(viewerId.value === post.author.id ? forAuthor(post, setOpen) : forReader(post, setOpen, place))];
  if (items.length === 0) return null;
  return (
    <>
      <Menu label={t('menu.more')} items={items} class="icon-button post-more">
        <Ellipsis size={20} aria-hidden="true" />
      </Menu>
      {open === 'edit' && <EditPost post={post} onClose={close} />}
      {open === 'delete' && <DeletePost post={post} onClose={close} onDeleted={onDeleted} />}
      {open === 'block' && <BlockDialog account={post.author} onClose={close} />}
      {open === 'mute' && <MuteDialog account={post.author} onClose={close} />}
      {open === 'report' && <ReportDialog target={{ kind: 'post', id: post.id }} onClose={close} />}
    </>
  );
}

function forAll(post: Post): MenuItem[] {
  if (post.status !== 'published') return [];
  const copy = { label: t('post.copy'), Icon: Link, onSelect: () => void copyLink(post) };
  return hasSheet() ? [{ label: t('post.share'), Icon: Share2, onSelect: () => void sharePost(post) }, copy] : [copy];
}

function forAuthor(post: Post, open: (dialog: Open) => void): MenuItem[] {
  const edit = { label: t('menu.edit'), Icon: Pencil, onSelect: () => open('edit') };
  return [
    ...(post.status === 'rejected' ? [] : [edit]),
    ...(post.status === 'published' ? [forThread(post)] : []),
    { label: t('post.delete'), Icon: Trash2, onSelect: () => open('delete'), danger: true },
  ];
}

function forReader(post: Post, open: (dialog: Open) => void, place: ReplyPlace | undefined): MenuItem[] {
  const telling = { label: t('menu.report'), Icon: Flag, onSelect: () => report({ kind: 'post', id: post.id }, () => open('report')) };
  if (!signedIn.value) return [telling];
  const who = { name: `@${post.author.handle}` };
  const items: MenuItem[] = [
    forThread(post),
    { label: t('menu.mute', who), Icon: VolumeX, onSelect: () => open('mute') },
    { label: t('menu.block', who), Icon: Ban, onSelect: () => open('block'), danger: true },
    { ...telling, danger: true },
  ];
  if (place && place.root.author.id === viewerId.value) {
    items.unshift({
      label: t(place.hidden ? 'menu.unhide' : 'menu.hide'),
      Icon: place.hidden ? Eye : EyeOff,
      onSelect: () => void hideReply(post, place),
    });
  }
  return items;
}

function forThread(post: Post): MenuItem {
  const muted = isMuted(post);
  return { label: t(muted ? 'menu.unmuteThread' : 'menu.muteThread'), Icon: muted ? Bell : BellOff, onSelect: () => void muteThread(post, !muted) };
}

async function muteThread(post: Post, muted: boolean): Promise<void> {
  try {
    await posts.muteThread(post.id, muted);
    noteMuted(post, muted);
    if (muted) tell(t('menu.threadMuted'), { label: t('app.undo'), act: () => void muteThread(post, false) });
    else tell(t('menu.threadUnmuted'));
  } catch (error) {
    tell(explain(error));
  }
}

/** Shown at once, taken back if the server does not agree. */
async function hideReply(reply: Post, { root, hidden, onHide }: ReplyPlace): Promise<void> {
  onHide(!hidden);
  try {
    await posts.hideReply(root.id, reply.id, !hidden);
    tell(t(hidden ? 'menu.shown' : 'menu.hidden'));
  } catch (error) {
    onHide(hidden);
    tell(explain(error));
  }
}
