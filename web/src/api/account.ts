/** Routes around one's own account that only their own screens call: passwords, invitations, the profile's picture. */
import { client } from '.';
import type { Invite, Me, Page } from './types';

export const passwords = {
  forgot: (email: string) => client.request<void>('POST', '/v1/passwords/forgot', { body: { email }, anonymous: true }),
  reset: (email: string, code: string, password: string) =>
    client.request<void>('POST', '/v1/passwords/reset', { body: { email, code, password }, anonymous: true }),
  /** Signs out everywhere, here too. */
  change: (old: string, fresh: string) => client.request<void>('POST', '/v1/me/password', { body: { old, new: fresh } }),
};

export const invites = {
  list: (cursor?: string) => client.get<Page<Invite>>('/v1/invites', { query: { limit: 20, cursor } }),
  create: (uses: number) => client.create<Invite>('/v1/invites', { uses }),
  end: (code: string) => client.request<void>('DELETE', `/v1/invites/${encodeURIComponent(code)}`),
};

/** One's own ready picture as the profile's, null for none. */
export const portray = (mediaId: string | null) => client.request<Me>('PATCH', '/v1/me', { body: { avatar_media_id: mediaId } });
