import type { Signal } from '@preact/signals';
import type { Gates, Media, Post } from '../api/types';
import { draft } from '../drafts';

export const MOST_MEDIA = 4;
export const MOST_GRAPHEMES = 300;
export const MOST_ALT = 1_000;

export interface Attached {
  media: Media;
  /** The description as it is being typed; starts as what the medium has. */
  alt: string;
}

/** What a post that is being written is about: it answers another, or quotes it. */
export interface About {
  kind: 'reply' | 'quote';
  post: Post;
}

export interface PostDraft {
  text: string;
  media: readonly Attached[];
  about?: About;
  gates?: Partial<Gates>;
  /** What readers may want to be warned of. */
  labels?: readonly string[];
  /** Where suggestions were taken over: `text`, or the id of a picture whose description is one. */
  assisted?: readonly string[];
}

export type Writing = Signal<PostDraft>;

const EMPTY: PostDraft = { text: '', media: [] };

/** The post that is being written in the studio, wherever its pictures come from. Kept in this browser until it is posted. */
export const postDraft: Writing = draft<PostDraft>('post', EMPTY, true);

/** An answer or a quote that is being written; lives as long as the tab. */
export const draftAbout = (kind: About['kind'], post: string): Writing => draft<PostDraft>(`${kind}:${post}`, EMPTY);

export const isFull = (writing = postDraft) => writing.value.media.length >= MOST_MEDIA;

export const isAttached = (id: string) => postDraft.value.media.some((item) => item.media.id === id);

export function attach(media: Media, writing = postDraft): void {
  if (isFull(writing) || writing.value.media.some((item) => item.media.id === media.id)) return;
  change({ media: [...writing.value.media, { media, alt: media.alt ?? '' }] }, writing);
}

export function detach(id: string, writing = postDraft): void {
  change({ media: writing.value.media.filter((item) => item.media.id !== id), ...unassisted(id, writing) }, writing);
}

export function describe(id: string, alt: string, writing = postDraft): void {
  const media = writing.value.media.map((item) => (item.media.id === id ? { ...item, alt } : item));
  change({ media, ...(alt.trim() === '' && unassisted(id, writing)) }, writing);
}

/** What is typed; nothing of a suggestion is left in a text that was emptied. */
export function write(text: string, writing = postDraft): void {
  change({ text, ...(text.trim() === '' && unassisted('text', writing)) }, writing);
}

function unassisted(what: string, { value: { assisted } }: Writing): Partial<PostDraft> {
  return assisted ? { assisted: assisted.filter((one) => one !== what) } : {};
}

export function change(part: Partial<PostDraft>, writing = postDraft): void {
  writing.value = { ...writing.value, ...part };
}

export function clearDraft(writing = postDraft): void {
  writing.value = EMPTY;
}

/** What was posted is done with; what was typed or put in while it was on its way stays. */
export function clearSent(writing: Writing, sent: PostDraft): void {
  const { text, media } = writing.value;
  const posted = new Set(sent.media.map((item) => item.media.id));
  const rest = { text: text === sent.text ? '' : text, media: media.filter((item) => !posted.has(item.media.id)) };
  writing.value = rest.text === '' && rest.media.length === 0 ? EMPTY : rest;
}

/** Go on in the studio, where pictures are drawn: the text, the pictures and what it is about go along. */
export function carryToStudio(writing: Writing, about: About): void {
  const { text, media, assisted = [] } = writing.value;
  const there = postDraft.value;
  const known = new Set(there.media.map((item) => item.media.id));
  const more = media.filter((item) => !known.has(item.media.id));
  change({
    text: text.trim() === '' ? there.text : text,
    media: [...there.media, ...more].slice(0, MOST_MEDIA),
    about,
    assisted: [...new Set([...(there.assisted ?? []), ...assisted])],
  });
  clearDraft(writing);
}
