import { computed } from '@preact/signals';
import type { Media } from '../api/types';
import { draft } from '../drafts';

export const MOST_MEDIA = 4;
export const MOST_GRAPHEMES = 300;

export interface Attached {
  media: Media;
  /** The description as it is being typed; starts as what the medium has. */
  alt: string;
}

interface PostDraft {
  text: string;
  media: readonly Attached[];
}

const EMPTY: PostDraft = { text: '', media: [] };

/** The one post that is being written, wherever its pictures come from. Kept in this browser until it is posted. */
export const postDraft = draft<PostDraft>('post', EMPTY, true);

export const isFull = computed(() => postDraft.value.media.length >= MOST_MEDIA);

export const isAttached = (id: string) => postDraft.value.media.some((item) => item.media.id === id);

export function attach(media: Media): void {
  if (isFull.value || isAttached(media.id)) return;
  change({ media: [...postDraft.value.media, { media, alt: media.alt ?? '' }] });
}

export function detach(id: string): void {
  change({ media: postDraft.value.media.filter((item) => item.media.id !== id) });
}

export function describe(id: string, alt: string): void {
  change({ media: postDraft.value.media.map((item) => (item.media.id === id ? { ...item, alt } : item)) });
}

export function change(part: Partial<PostDraft>): void {
  postDraft.value = { ...postDraft.value, ...part };
}

export function clearDraft(): void {
  postDraft.value = EMPTY;
}
