import { posts } from '../api';
import { pictures } from '../api/creation';
import type { Author, Media } from '../api/types';
import type { Original } from '../generation/order';

export interface Found {
  media: Media;
  /** Whose it is, where a post says so. */
  author: Author | null;
  post?: string;
}

/** A picture by the post that shows it, which everybody may read; without one by itself, which is for members. */
export async function findOriginal({ id, post }: Original): Promise<Found> {
  if (post) {
    const shown = await posts.read(post);
    const media = shown.media.find((one) => one.id === id);
    if (media) return { media, author: shown.author, post };
  }
  return { media: await pictures.read(id), author: null };
}
