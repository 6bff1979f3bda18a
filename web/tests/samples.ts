import type { Account, Post } from '../src/api/types';

export function anAccount(handle: string, more: Partial<Account> = {}): Account {
  return {
    id: `id-${handle}`,
    handle,
    name: handle[0]!.toUpperCase() + handle.slice(1),
    bio: '',
    avatar_url: null,
    kind: 'human',
    private: false,
    created_at: '2026-01-01T00:00:00.000Z',
    followers_count: 0,
    following_count: 0,
    posts_count: 0,
    ...more,
  };
}

export function aPost(id: string, more: Partial<Post> = {}): Post {
  return {
    id,
    author: anAccount('ada'),
    text: `Post ${id}`,
    facets: [],
    media: [],
    created_at: '2026-01-01T00:00:00.000Z',
    ai: 'none',
    labels: [],
    counts: { likes: 0, reposts: 0, replies: 0, quotes: 0, remixes: 0 },
    status: 'published',
    ...more,
  };
}
