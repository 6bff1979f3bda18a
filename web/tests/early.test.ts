import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RETURNING } from '../src/session/returning';

const json = (body: unknown, status = 200) => Promise.resolve(new Response(JSON.stringify(body), { status }));
const asked = vi.fn<(address: string, init: RequestInit) => Promise<Response>>();

/** The page's start at this address, with these answers of the API: its client, and what was asked before it was there. */
async function start(path: string, answers: Record<string, () => Promise<Response>>) {
  history.replaceState(null, '', path);
  asked.mockReset().mockImplementation((address) => answers[address.split('?')[0]!]!());
  vi.resetModules();
  await import('../src/early');
  await vi.waitFor(() => expect(asked.mock.calls.length).toBeGreaterThan(0));
  await new Promise((done) => setTimeout(done));
  return { ahead: asked.mock.calls.map(([address]) => address), api: await import('../src/api') };
}

const TOKEN = () => json({ access_token: 'first' });
const POSTS = () => json({ items: [], cursor: null });

describe('what is asked early', () => {
  beforeEach(() => {
    vi.stubGlobal('fetch', asked);
    localStorage.setItem(RETURNING, 'id-ada');
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    localStorage.clear();
  });

  it('at home is a token and the posts, and nothing of it is asked twice', async () => {
    const { ahead, api } = await start('/', { '/v1/sessions/refresh': TOKEN, '/v1/feeds/home': POSTS });
    expect(ahead).toEqual(['/v1/sessions/refresh', '/v1/feeds/home?limit=20']);
    api.authority.accept(await api.sessions.refresh());
    expect((await api.feeds.home()).items).toEqual([]);
    expect(asked).toHaveBeenCalledTimes(2);
    expect(new Headers(asked.mock.calls[1]![1].headers).get('Authorization')).toBe('Bearer first');
    await api.feeds.home();
    expect(asked).toHaveBeenCalledTimes(3);
  });

  it('elsewhere is the token only', async () => {
    const { ahead } = await start('/explore', { '/v1/sessions/refresh': TOKEN });
    expect(ahead).toEqual(['/v1/sessions/refresh']);
  });

  it('is asked again where it failed', async () => {
    const answers = { '/v1/sessions/refresh': TOKEN, '/v1/feeds/home': () => Promise.reject(new TypeError('no network')) };
    const { api } = await start('/', answers);
    api.authority.accept(await api.sessions.refresh());
    answers['/v1/feeds/home'] = POSTS as typeof answers['/v1/feeds/home'];
    expect((await api.feeds.home()).items).toEqual([]);
  });

  it('is for nobody but whose session it was', async () => {
    const { api } = await start('/', { '/v1/sessions/refresh': TOKEN, '/v1/feeds/home': POSTS });
    api.authority.accept('another');
    await api.feeds.home();
    expect(asked.mock.calls.map(([, { headers }]) => new Headers(headers).get('Authorization'))).toEqual([null, 'Bearer first', 'Bearer another']);
  });

  it('tells a session that is over as it is', async () => {
    const { ahead, api } = await start('/', { '/v1/sessions/refresh': () => json({ code: 'invalid_refresh' }, 401) });
    expect(ahead).toEqual(['/v1/sessions/refresh']);
    expect(await api.sessions.refresh()).toBeNull();
  });

  it('for whoever was never here is what the welcome shows, and nothing elsewhere', async () => {
    localStorage.clear();
    const { ahead, api } = await start('/', { '/v1/feeds/explore': POSTS });
    expect(ahead).toEqual(['/v1/feeds/explore?limit=30']);
    expect((await api.feeds.explore()).items).toEqual([]);
    expect(asked).toHaveBeenCalledTimes(1);

    history.replaceState(null, '', '/explore');
    vi.resetModules();
    await import('../src/early');
    expect(asked).toHaveBeenCalledTimes(1);
  });
});
