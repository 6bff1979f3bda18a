import { media, posts, Problem, type PostDraftBody } from '../api';
import type { Post } from '../api/types';
import type { About, Attached, PostDraft } from './draft';

export interface Published {
  post: Post;
  /** False where a changed description could not be stored. */
  described: boolean;
}

/** Store what changed in the descriptions, then publish: nobody sees a post before its pictures are described. */
export async function publish(draft: PostDraft, about = draft.about): Promise<Published> {
  const changed = draft.media.filter((item) => item.alt.trim() !== (item.media.alt ?? ''));
  const stored = await Promise.all(changed.map((item: Attached) => describeMedia(item.media.id, item.alt.trim())));
  return { post: await posts.publish(bodyOf(draft, about)), described: stored.every(Boolean) };
}

export function bodyOf({ text, media: attached, gates, labels, assisted }: PostDraft, about?: About): PostDraftBody {
  const written = text.trim();
  const strict = Object.values(gates ?? {}).some((gate) => gate !== 'everyone');
  return {
    ...(written !== '' && { text: written }),
    ...(attached.length > 0 && { media_ids: attached.map((item) => item.media.id) }),
    ...(about?.kind === 'reply' && { reply_to: about.post.id }),
    ...(about?.kind === 'quote' && { quote_of: about.post.id }),
    ...(labels && labels.length > 0 && { labels }),
    ...(assisted && assisted.length > 0 && { ai: 'assisted' as const }),
    ...(gates && strict && about?.kind !== 'reply' && { gates }),
  };
}

async function describeMedia(id: string, alt: string): Promise<boolean> {
  try {
    await media.describe(id, alt);
    return true;
  } catch (error) {
    if (error instanceof Problem && [404, 405].includes(error.status)) return false;
    throw error;
  }
}
