import { media, posts, Problem } from '../api';
import type { Post } from '../api/types';
import type { Attached } from './draft';

export interface Published {
  post: Post;
  /** False where a changed description could not be stored. */
  described: boolean;
}

/** Store what changed in the descriptions, then publish: nobody sees a post before its pictures are described. */
export async function publish(text: string, attached: readonly Attached[]): Promise<Published> {
  const changed = attached.filter((item) => item.alt.trim() !== (item.media.alt ?? ''));
  const stored = await Promise.all(changed.map((item) => describeMedia(item.media.id, item.alt.trim())));
  const ids = attached.map((item) => item.media.id);
  const written = text.trim();
  const post = await posts.publish({
    ...(written !== '' && { text: written }),
    ...(ids.length > 0 && { media_ids: ids }),
  });
  return { post, described: stored.every(Boolean) };
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
