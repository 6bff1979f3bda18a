import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anAccount } from './samples';

/** As in a page that was just loaded, by who signed in here last; `answers` by path, the last one for good. */
async function load(returning: string | null, answers: Record<string, (() => Response)[]>) {
  localStorage.clear();
  if (returning !== null) localStorage.setItem('imagora.returning', returning);
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(address);
    const left = answers[address] ?? [];
    return (left.length > 1 ? left.shift()! : left[0]!)();
  });
  vi.resetModules();
  const [api, drafts, session] = await Promise.all([import('../src/api'), import('../src/drafts'), import('../src/session/session')]);
  return { ...api, ...drafts, ...session, asked };
}

const json = (status: number, body: unknown) => () => new Response(JSON.stringify(body), { status });
const account = (handle: string) => json(200, { ...anAccount(handle), email: `${handle}@example.org`, roles: [], unread_count: 0 });
const token = (name: string) => json(200, { access_token: name });
const refused = json(401, {});
const REFRESH = '/v1/sessions/refresh';

vi.setConfig({ testTimeout: 30_000 });
beforeEach(() => history.replaceState({}, '', '/explore'));
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

describe('whose session it is', () => {
  it('is known before the rest of the account, and nobody’s once it is left', async () => {
    let tell: (response: Response) => void = () => undefined;
    const page = await load('id-ann', { [REFRESH]: [token('a')], '/v1/me': [() => undefined as never] });
    vi.stubGlobal('fetch', async (address: string) => (address === REFRESH ? token('a')() : new Promise<Response>((done) => (tell = done))));
    expect(page.viewerId.value).toBe('');
    const resumed = page.resume();
    await vi.waitFor(() => expect(page.viewerId.value).toBe('id-ann'));
    expect(page.viewer.value).toBeNull();
    await vi.waitFor(() => expect(tell.length).toBe(1));
    tell(account('ann')());
    await resumed;
    expect(page.viewer.value?.id).toBe('id-ann');
    page.leave();
    expect(page.viewerId.value).toBe('');
  });

  it('gives nobody the drafts of who was here before them', async () => {
    const page = await load('id-ann', { [REFRESH]: [token('b')], '/v1/me': [account('ben')] });
    const typed = page.draft('t', '', true);
    typed.value = 'Ann’s words';
    await page.resume();
    expect(page.viewerId.value).toBe('id-ben');
    expect(localStorage.getItem('imagora.returning')).toBe('id-ben');
    expect(typed.value).toBe('');
    expect(page.isStillTheirs()).toBe(true);
  });

  it('does not go on in the name of somebody who signed in in another tab', async () => {
    const page = await load('id-ann', { [REFRESH]: [token('a'), token('b')], '/v1/me': [account('ann')], '/v1/posts/x/like': [refused] });
    await page.resume();
    localStorage.setItem('imagora.returning', 'id-ben');
    const liked = page.posts.mark('x', 'like', true).catch((error: unknown) => error);
    await vi.waitFor(() => expect(page.authority.asking.value).toBe(true));
    expect(page.asked.filter((address) => address === REFRESH)).toHaveLength(1);
    page.leave();
    expect(await liked).toMatchObject({ status: 401 });
  });

  it('is theirs who sign in over one that ended before it was known whose it was', async () => {
    const page = await load('id-ann', {
      [REFRESH]: [token('a'), refused],
      '/v1/me': [refused, account('ben')],
      '/v1/sessions': [token('b')],
    });
    const resumed = page.resume();
    await vi.waitFor(() => expect(page.authority.asking.value).toBe(true));
    await page.signIn('ben@example.org', 'secret');
    await resumed;
    expect(page.phase.value).toBe('in');
    expect(page.viewerId.value).toBe('id-ben');
    expect(page.authority.token()).toBe('b');
  });
});
