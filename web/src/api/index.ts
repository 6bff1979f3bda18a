/** Every route that the page uses, by name. */
import { MemoryAuthority } from './authority';
import { isStillTheirs } from '../drafts';
import { early } from '../early';
import { ApiClient, type RequestOptions } from './client';
import { EXPLORE, EXPLORE_PAGE, HOME, HOME_PAGE, REFRESH } from './first';
import { KeptKeys } from './keys';
import { Problem } from './problem';
import type {
  Account,
  AiUse,
  DeclaredAiUse,
  FeedItem,
  FoundTag,
  Gates,
  Generation,
  HomeFeed,
  Me,
  Media,
  MutedWord,
  Notification,
  NotificationPreferences,
  Page,
  Post,
  SessionTokens,
  Suggestion,
  Thread,
  UploadTicket,
  Version,
} from './types';

export { Problem, Unreachable } from './problem';

/** The cookie is one for all tabs: where somebody else signed in, a new token would be theirs. */
export const authority = new MemoryAuthority(async () => (isStillTheirs() ? refreshSession() : null));
/** For the routes of lazily loaded screens, which stand in files of their own. */
export const client = new ApiClient(authority, early, new KeptKeys());

const at = (cursor: string | undefined, limit: number, more: RequestOptions['query'] = {}): RequestOptions => ({
  query: { ...more, limit, cursor },
});
const name = encodeURIComponent;

/** A new access token by the refresh cookie; null when there is no session to refresh. */
async function refreshSession(): Promise<string | null> {
  try {
    const tokens = await client.request<SessionTokens>('POST', REFRESH, { body: {}, anonymous: true });
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
  posts: (handle: string, filter: 'posts' | 'replies' | 'media', cursor?: string) =>
    client.get<Page<Post>>(`/v1/accounts/${name(handle)}/posts`, at(cursor, 20, { filter })),
  followers: (handle: string, cursor?: string) =>
    client.get<Page<Account>>(`/v1/accounts/${name(handle)}/followers`, at(cursor, 30)),
  following: (handle: string, cursor?: string) =>
    client.get<Page<Account>>(`/v1/accounts/${name(handle)}/following`, at(cursor, 30)),
  follow: (handle: string) => client.request<void>('PUT', `/v1/accounts/${name(handle)}/follow`),
  unfollow: (handle: string) => client.request<void>('DELETE', `/v1/accounts/${name(handle)}/follow`),
  removeFollower: (handle: string) => client.request<void>('DELETE', `/v1/accounts/${name(handle)}/follower`),
  block: (handle: string) => client.request<void>('PUT', `/v1/accounts/${name(handle)}/block`),
  unblock: (handle: string) => client.request<void>('DELETE', `/v1/accounts/${name(handle)}/block`),
  mute: (handle: string, until?: string) =>
    client.request<void>('PUT', `/v1/accounts/${name(handle)}/mute`, { body: until ? { until } : {} }),
  unmute: (handle: string) => client.request<void>('DELETE', `/v1/accounts/${name(handle)}/mute`),
};

export const me = {
  read: () => client.get<Me>('/v1/me'),
  /** In the background, for what changes by itself. */
  glance: () => client.get<Me>('/v1/me', { quiet: true }),
  /** Whose token this is, before it is taken up. */
  readAs: (token: string) => client.get<Me>('/v1/me', { anonymous: true, headers: { Authorization: `Bearer ${token}` } }),
  update: (change: { name?: string; bio?: string; private?: boolean }) =>
    client.request<Me>('PATCH', '/v1/me', { body: change }),
  erase: (password: string) => client.request<void>('DELETE', '/v1/me', { body: { password } }),
  followRequests: (cursor?: string) => client.get<Page<Account>>('/v1/me/follow-requests', at(cursor, 30)),
  accept: (handle: string) => client.request<void>('PUT', `/v1/me/follow-requests/${name(handle)}`),
  decline: (handle: string) => client.request<void>('DELETE', `/v1/me/follow-requests/${name(handle)}`),
  bookmarks: (cursor?: string) => client.get<Page<Post>>('/v1/me/bookmarks', at(cursor, 20)),
  likes: (cursor?: string) => client.get<Page<Post>>('/v1/me/likes', at(cursor, 20)),
  blocks: (cursor?: string) => client.get<Page<Account>>('/v1/me/blocks', at(cursor, 30)),
  mutes: (cursor?: string) => client.get<Page<Account>>('/v1/me/mutes', at(cursor, 30)),
  mutedWords: () => client.get<{ items: MutedWord[] }>('/v1/me/muted-words'),
  muteWords: (items: MutedWord[]) =>
    client.request<{ items: MutedWord[] }>('PUT', '/v1/me/muted-words', { body: { items } }),
};

export interface GenerationOrder {
  prompt: string;
  style?: string;
  size: string;
  count: number;
  seed?: number;
  /** Whom to ask; the instance's own choice if nothing is said. */
  provider?: string;
  allow_fallback?: boolean;
  /** The picture that it starts from, and how far it goes from it: 0 to 1. */
  remix_of?: string;
  strength?: number;
}

export const generations = {
  order: (order: GenerationOrder) => client.create<Generation>('/v1/generations', order),
  read: (id: string, signal?: AbortSignal) => client.get<Generation>(`/v1/generations/${id}`, { signal, quiet: signal !== undefined }),
  list: (cursor?: string) => client.get<Page<Generation>>('/v1/generations', at(cursor, 20)),
  cancel: (id: string) => client.request<Generation>('POST', `/v1/generations/${id}/cancel`),
};

export const media = {
  read: (id: string, signal?: AbortSignal) => client.get<Media>(`/v1/media/${id}`, { signal, quiet: signal !== undefined }),
  describe: (id: string, alt: string) => client.request<Media>('PATCH', `/v1/media/${id}`, { body: { alt } }),
  announceUpload: (body: { content_type: string; bytes: number; alt?: string; ai?: DeclaredAiUse }) =>
    client.create<UploadTicket>('/v1/uploads', body),
};

export interface PostDraftBody {
  text?: string;
  media_ids?: string[];
  ai?: Exclude<AiUse, 'undeclared'>;
  reply_to?: string;
  quote_of?: string;
  gates?: Partial<Gates>;
  labels?: readonly string[];
}

export interface PostChange {
  text?: string;
  alt?: Record<string, string>;
  gates?: Partial<Gates>;
}

export type MarkKind = 'like' | 'repost' | 'bookmark';

export const posts = {
  publish: (draft: PostDraftBody) => client.create<Post>('/v1/posts', draft),
  read: (id: string, signal?: AbortSignal) => client.get<Post>(`/v1/posts/${name(id)}`, { signal, quiet: signal !== undefined }),
  remove: (id: string) => client.request<void>('DELETE', `/v1/posts/${name(id)}`),
  edit: (id: string, change: PostChange) => client.request<Post>('PATCH', `/v1/posts/${name(id)}`, { body: change }),
  history: (id: string) => client.get<Page<Version>>(`/v1/posts/${name(id)}/history`),
  thread: (id: string, cursor?: string) => client.get<Thread>(`/v1/posts/${name(id)}/thread`, at(cursor, 30)),
  mark: (id: string, kind: MarkKind, on: boolean) =>
    client.request<void>(on ? 'PUT' : 'DELETE', `/v1/posts/${name(id)}/${kind}`),
  likes: (id: string, cursor?: string) => client.get<Page<Account>>(`/v1/posts/${name(id)}/likes`, at(cursor, 30)),
  reposts: (id: string, cursor?: string) => client.get<Page<Account>>(`/v1/posts/${name(id)}/reposts`, at(cursor, 30)),
  quotes: (id: string, cursor?: string) => client.get<Page<Post>>(`/v1/posts/${name(id)}/quotes`, at(cursor, 20)),
  hideReply: (id: string, reply: string, hidden: boolean) =>
    client.request<void>(hidden ? 'PUT' : 'DELETE', `/v1/posts/${name(id)}/hidden-replies/${name(reply)}`),
  muteThread: (id: string, muted: boolean) =>
    client.request<void>(muted ? 'PUT' : 'DELETE', `/v1/posts/${name(id)}/mute`),
};

export const feeds = {
  home: (cursor?: string) => client.get<HomeFeed>(HOME, at(cursor, HOME_PAGE)),
  /** What came since; `since` is what the first page said. */
  newer: (since: string) => client.get<Page<FeedItem>>(HOME, { query: { since, limit: 30 }, quiet: true }),
  explore: (cursor?: string) => client.get<Page<FeedItem>>(EXPLORE, at(cursor, EXPLORE_PAGE)),
  tag: (tag: string, cursor?: string) => client.get<Page<Post>>(`/v1/feeds/tags/${name(tag)}`, at(cursor, 20)),
};

export const notifications = {
  list: (cursor?: string) => client.get<Page<Notification>>('/v1/notifications', at(cursor, 30)),
  read: (upTo: string) => client.request<void>('POST', '/v1/notifications/read', { body: { up_to: upTo } }),
  preferences: () => client.get<NotificationPreferences>('/v1/me/notification-preferences'),
  prefer: (preferences: NotificationPreferences) =>
    client.request<NotificationPreferences>('PUT', '/v1/me/notification-preferences', { body: preferences }),
};

export const search = {
  posts: (q: string, cursor?: string) => client.get<Page<Post>>('/v1/search', at(cursor, 20, { q, type: 'posts' })),
  accounts: (q: string, cursor?: string) =>
    client.get<Page<Account>>('/v1/search', at(cursor, 30, { q, type: 'accounts' })),
  tags: (q: string, cursor?: string) => client.get<Page<FoundTag>>('/v1/search', at(cursor, 30, { q, type: 'tags' })),
};

export const suggestions = {
  list: (cursor?: string) => client.get<Page<Suggestion>>('/v1/suggestions', at(cursor, 20)),
};
