/** Every route that the page uses, by name. */
import { MemoryAuthority } from './authority';
import { ApiClient, type RequestOptions } from './client';
import { Problem } from './problem';
import type {
  Account,
  AiUse,
  DeclaredAiUse,
  FeedItem,
  Generation,
  Me,
  Media,
  Page,
  Post,
  SessionTokens,
  UploadTicket,
} from './types';

export { Problem, Unreachable } from './problem';

export const authority = new MemoryAuthority(() => refreshSession());
const client = new ApiClient(authority);

const at = (cursor: string | undefined, limit: number, more: RequestOptions['query'] = {}): RequestOptions => ({
  query: { ...more, limit, cursor },
});
const name = encodeURIComponent;

/** A new access token by the refresh cookie; null when there is no session to refresh. */
async function refreshSession(): Promise<string | null> {
  try {
    const tokens = await client.request<SessionTokens>('POST', '/v1/sessions/refresh', { body: {}, anonymous: true });
    return tokens.access_token;
  } catch (error) {
    if (error instanceof Problem && error.status < 500 && error.status !== 429) return null;
    throw error;
  }
}

export const sessions = {
  refresh: refreshSession,
  start: (email: string, password: string) =>
    client.request<SessionTokens>('POST', '/v1/sessions', { body: { email, password, cookie: true }, anonymous: true }),
  end: () => client.request<void>('DELETE', '/v1/sessions/current'),
};

export const accounts = {
  create: (body: { email: string; password: string; handle: string; name: string; invite?: string }) =>
    client.create<Account>('/v1/accounts', body, { anonymous: true }),
  confirm: (email: string, code: string) =>
    client.request<void>('POST', '/v1/accounts/confirm', { body: { email, code }, anonymous: true }),
  resendCode: (email: string) =>
    client.request<void>('POST', '/v1/accounts/confirm/resend', { body: { email }, anonymous: true }),
  read: (handle: string) => client.get<Account>(`/v1/accounts/${name(handle)}`),
  posts: (handle: string, filter: 'posts' | 'media', cursor?: string) =>
    client.get<Page<Post>>(`/v1/accounts/${name(handle)}/posts`, at(cursor, 20, { filter })),
  follow: (handle: string) => client.request<void>('PUT', `/v1/accounts/${name(handle)}/follow`),
  unfollow: (handle: string) => client.request<void>('DELETE', `/v1/accounts/${name(handle)}/follow`),
};

export const me = {
  read: () => client.get<Me>('/v1/me'),
  update: (change: { name?: string; bio?: string }) => client.request<Me>('PATCH', '/v1/me', { body: change }),
  erase: (password: string) => client.request<void>('DELETE', '/v1/me', { body: { password } }),
};

export interface GenerationOrder {
  prompt: string;
  style?: string;
  size: string;
  count: number;
  seed?: number;
}

export const generations = {
  order: (order: GenerationOrder) => client.create<Generation>('/v1/generations', order),
  read: (id: string, signal?: AbortSignal) => client.get<Generation>(`/v1/generations/${id}`, { signal }),
  list: (cursor?: string) => client.get<Page<Generation>>('/v1/generations', at(cursor, 20)),
  cancel: (id: string) => client.request<Generation>('POST', `/v1/generations/${id}/cancel`),
};

export const media = {
  read: (id: string, signal?: AbortSignal) => client.get<Media>(`/v1/media/${id}`, { signal }),
  describe: (id: string, alt: string) => client.request<Media>('PATCH', `/v1/media/${id}`, { body: { alt } }),
  announceUpload: (body: { content_type: string; bytes: number; alt?: string; ai?: DeclaredAiUse }) =>
    client.create<UploadTicket>('/v1/uploads', body),
};

export const posts = {
  publish: (draft: { text?: string; media_ids?: string[]; ai?: Exclude<AiUse, 'undeclared'> }) =>
    client.create<Post>('/v1/posts', draft),
  read: (id: string, signal?: AbortSignal) => client.get<Post>(`/v1/posts/${name(id)}`, { signal }),
  remove: (id: string) => client.request<void>('DELETE', `/v1/posts/${name(id)}`),
};

export const feeds = {
  home: (cursor?: string) => client.get<Page<FeedItem>>('/v1/feeds/home', at(cursor, 20)),
  explore: (cursor?: string) => client.get<Page<FeedItem>>('/v1/feeds/explore', at(cursor, 30)),
};
