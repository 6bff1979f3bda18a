import { signal } from '@preact/signals';
import type { Post } from '../api/types';
import { viewerId } from '../session/session';

/** Conversations that the viewer muted or did not, by viewer and root, as far as this page knows. */
const known = signal<ReadonlyMap<string, boolean>>(new Map());

const nameOf = (post: Post) => `${viewerId.value}:${post.root ?? post.id}`;

/** Whether the conversation in which a post stands is muted; one that was not looked at counts as not. */
export const isMuted = (post: Post): boolean => known.value.get(nameOf(post)) ?? false;

export function noteMuted(post: Post, muted: boolean): void {
  known.value = new Map(known.value).set(nameOf(post), muted);
}
