import type { Post } from '../api/types';

/** Who wrote the posts that this page was given, by id: a reply tells whom it answers where that is known. */
const handles = new Map<string, string>();

const isThing = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isPost = (value: unknown): value is Post => isThing(value) && 'author' in value && 'counts' in value;

/** Of posts, of what lists hold around posts, and of what these quote. */
export function noteWriters(things: readonly unknown[]): void {
  for (const thing of things) {
    const post = isThing(thing) && 'post' in thing ? thing['post'] : thing;
    if (!isPost(post)) continue;
    handles.set(post.id, post.author.handle);
    if (post.quote) noteWriters([post.quote]);
  }
}

/** Whom a reply answers; nothing for what is no reply, or where the page does not know. */
export const answered = (post: Post): string | undefined => (post.reply_to ? handles.get(post.reply_to) : undefined);

export const forgetWriters = (): void => handles.clear();
