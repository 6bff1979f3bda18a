/** Plain addresses, so that they can be opened in a tab of their own, be sent, and survive signing in. */
export const remixHref = (media: string, post?: string): string => `/create?remix=${encodeURIComponent(media)}${from('&', post)}`;

export const treeHref = (media: string, post?: string): string => `/remixes/${encodeURIComponent(media)}${from('?', post)}`;

const from = (sign: '?' | '&', post?: string): string => (post ? `${sign}from=${encodeURIComponent(post)}` : '');
