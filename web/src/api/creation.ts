/** Routes of creation beside the orders themselves: prices, remixes, the co-pilot, credits, the webhook. */
import { client, type GenerationOrder } from '.';
import type { Advice, AssistWish, Credits, Estimate, Generation, GenerationOptions, Media, MediaChange, Page, Remix, Webhook } from './types';

const name = encodeURIComponent;

export const options = {
  read: () => client.get<GenerationOptions>('/v1/generations/options'),
};

export const orders = {
  /** What it would cost and what would become of it now; nothing is stored or spent. */
  estimate: (order: GenerationOrder, signal?: AbortSignal) =>
    client.request<Estimate>('POST', '/v1/generations', { query: { dry_run: 'true' }, body: order, signal }),
  retry: (id: string) => client.create<Generation>(`/v1/generations/${name(id)}/retry`, {}),
};

export const pictures = {
  read: (id: string) => client.get<Media>(`/v1/media/${name(id)}`),
  change: (id: string, change: MediaChange) => client.request<Media>('PATCH', `/v1/media/${name(id)}`, { body: change }),
  remixes: (id: string, cursor?: string) => client.get<Page<Remix>>(`/v1/media/${name(id)}/remixes`, { query: { limit: 20, cursor } }),
};

export const copilot = {
  assist: (wish: AssistWish, signal?: AbortSignal) => client.request<Advice>('POST', '/v1/drafts/assist', { body: wish, signal }),
};

export const credits = {
  read: (cursor?: string) => client.get<Credits>('/v1/me/credits', { query: { limit: 20, cursor } }),
};

export const webhook = {
  read: () => client.get<Webhook>('/v1/me/webhook'),
  put: (url: string, events: readonly string[]) => client.request<Webhook>('PUT', '/v1/me/webhook', { body: { url, events } }),
  remove: () => client.request<void>('DELETE', '/v1/me/webhook'),
};
