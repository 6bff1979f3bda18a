import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FeedItem, Media } from '../src/api/types';
import { RETURNING } from '../src/session/returning';
import { layBy, MOST_BYTES, MOST_PICTURES, readLast } from '../src/offline/last';
import { forgetLast } from '../src/offline/latest';
import { viewer } from '../src/session/session';
import { aPost, anAccount } from './samples';

/** The browser's caches, as far as they are used here. */
class FakeCaches {
  readonly held = new Map<string, Map<string, Response>>();
  keys = async () => [...this.held.keys()];
  has = async (name: string) => this.held.has(name);
  delete = async (name: string) => this.held.delete(name);
  open = async (name: string) => {
    const entries = this.held.get(name) ?? new Map<string, Response>();
    this.held.set(name, entries);
    return {
      put: async (url: string, response: Response) => void entries.set(url, response),
      match: async (url: string) => entries.get(url)?.clone(),
    };
  };
}

const picture = (at: number): Media => ({ id: `m${at}`, status: 'ready', url: `/media/${at}.webp`, thumb_url: `/media/${at}-small.webp`, alt: '' }) as unknown as Media;
const items = (n: number, each: number): FeedItem[] =>
  Array.from({ length: n }, (_, at) => ({
    post: aPost(`p${at}`, { media: Array.from({ length: each }, (_, number) => picture(at * each + number)) }),
    reason: { kind: 'followed' },
  }));

describe('the last feed', () => {
  let caches: FakeCaches;
  let size: number;
  beforeEach(() => {
    caches = new FakeCaches();
    size = 1_000;
    vi.stubGlobal('caches', caches);
    vi.stubGlobal('fetch', async () => new Response(new Uint8Array(size)));
    viewer.value = { ...anAccount('ada'), email: 'ada@example.org' } as never;
    localStorage.setItem(RETURNING, 'id-ada');
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    viewer.value = null;
    localStorage.clear();
  });

  const pictures = () => [...caches.held.get('imagora.last.id-ada')!.keys()].filter((url) => url.startsWith('/media/'));

  it('comes back with its time', async () => {
    await layBy('id-ada', items(3, 1), 5_000);
    expect(await readLast()).toMatchObject({ at: 5_000, items: [{ post: { id: 'p0' } }, { post: { id: 'p1' } }, { post: { id: 'p2' } }] });
    expect(pictures()).toEqual(['/media/0-small.webp', '/media/1-small.webp', '/media/2-small.webp']);
  });

  it('is bounded in number and in bytes', async () => {
    await layBy('id-ada', items(40, 4));
    expect((await readLast())!.items).toHaveLength(20);
    expect(pictures()).toHaveLength(MOST_PICTURES);
    size = MOST_BYTES / 2;
    await layBy('id-ada', items(10, 1));
    expect(pictures()).toHaveLength(2);
  });

  it('is nobody else’s', async () => {
    await layBy('id-ada', items(1, 0));
    localStorage.setItem(RETURNING, 'id-ben');
    expect(await readLast()).toBeNull();
    await forgetLast('id-ben');
    expect(caches.held.size).toBe(0);
  });

  it('is not left behind by who signs out meanwhile', async () => {
    vi.stubGlobal('fetch', async () => {
      viewer.value = null;
      return new Response('x');
    });
    await layBy('id-ada', items(2, 1));
    expect(caches.held.size).toBe(0);
  });
});
