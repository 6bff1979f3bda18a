import type { Author, Media, Post } from '../api/types';
import { viewerId } from '../session/session';

/** Whether to offer it at all; who is a follower is the server's to know. */
export const mayRemix = (media: Media, author: Pick<Author, 'id'>): boolean =>
  media.status === 'ready' && (media.remix_policy !== 'nobody' || viewerId.value === author.id);

/** The first picture of a post that may be remixed. */
export const remixable = (post: Post): Media | undefined => post.media.find((media) => mayRemix(media, post.author));
