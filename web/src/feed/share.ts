import type { Post } from '../api/types';
import { t } from '../i18n';
import { tell } from '../parts/Toasts';

const addressOf = (post: Post) => `${location.origin}/p/${post.id}`;

/** Whether the system has a sheet of its own to send links with. */
export const hasSheet = (): boolean => 'share' in navigator;

/** By the system's sheet; closing it is no failure. Where it can't open, the link is copied. */
export async function sharePost(post: Post): Promise<void> {
  try {
    await navigator.share({ title: t('post.by', { name: post.author.name }), url: addressOf(post) });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) await copyLink(post);
  }
}

export async function copyLink(post: Post): Promise<void> {
  try {
    await navigator.clipboard.writeText(addressOf(post));
    tell(t('post.copied'));
  } catch {
    tell(t('post.copyFailed'));
  }
}
