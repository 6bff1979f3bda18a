import { describe, expect, it } from 'vitest';
import { MemoryAuthority, type Authority } from '../src/api/authority';
import { ApiClient } from '../src/api/client';
import { Problem, Unreachable } from '../src/api/problem';

interface Sent {
  url: string;
  method: string;
  headers: Record<string, string>;
  keepalive: boolean | undefined;
}

/** A server that gives these answers in turn and remembers what it was asked. */
function server(...answers: (Response | Error)[]) {
  const sent: Sent[] = [];
  const fetcher = (async (url: string, init: RequestInit) => {
    sent.push({ url, method: init.method!, headers: init.headers as Record<string, string>, keepalive: init.keepalive });
    const answer = answers.shift();
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked too often');
    return answer;
  }) as unknown as typeof fetch;
  return { sent, fetcher };
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });
const guest: Authority = { token: () => null, renew: async () => false };

describe('ApiClient', () => {
  it('leaves out query values that are not set', async () => {
    const { sent, fetcher } = server(json(200, { items: [] }));
    await new ApiClient(guest, fetcher).get('/v1/feeds/explore', { query: { limit: 20, cursor: undefined } });
    expect(sent[0]!.url).toBe('/v1/feeds/explore?limit=20');
  });

  it('raises the problem that the server tells, fields and waiting time included', async () => {
    const body = { code: 'invalid_input', detail: 'No.', errors: [{ field: 'handle', code: 'reserved', message: 'Reserved.' }] };
    const { fetcher } = server(json(422, body, { 'Retry-After': '7' }));
    const error = await new ApiClient(guest, fetcher).get('/v1/me').catch((raised: unknown) => raised);
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({ status: 422, code: 'invalid_input', retryAfter: 7 });
    expect((error as Problem).field('handle')?.message).toBe('Reserved.');
  });

  it('makes a problem of an error page that is not JSON', async () => {
    const { fetcher } = server(new Response('<h1>Bad gateway</h1>', { status: 502 }));
    await expect(new ApiClient(guest, fetcher).get('/v1/me')).rejects.toMatchObject({ status: 502, code: 'unavailable' });
  });

  it('tells a lost connection from an answer', async () => {
    const { fetcher } = server(new TypeError('Failed to fetch'));
    await expect(new ApiClient(guest, fetcher).get('/v1/me')).rejects.toBeInstanceOf(Unreachable);
  });

  it('lets what changes something outlive the page, unless it is long', async () => {
    const { sent, fetcher } = server(json(200, {}), json(200, {}), json(200, {}));
    const client = new ApiClient(guest, fetcher);
    await client.get('/v1/me');
    await client.request('PUT', '/v1/posts/a/like');
    await client.request('PUT', '/v1/me/muted-words', { body: { items: ['w'.repeat(9_000)] } });
    expect(sent.map(({ keepalive }) => keepalive)).toEqual([false, true, false]);
  });

  it('renews the token once after a 401 and sends the request again', async () => {
    const { sent, fetcher } = server(json(401, {}), json(200, { id: 'me' }));
    const authority = new MemoryAuthority(async () => 'fresh');
    authority.accept('stale');
    expect(await new ApiClient(authority, fetcher).get('/v1/me')).toEqual({ id: 'me' });
    expect(sent.map((request) => request.headers['Authorization'])).toEqual(['Bearer stale', 'Bearer fresh']);
  });

  it('does not guess a wrong password twice', async () => {
    const { sent, fetcher } = server(json(401, { code: 'invalid_credentials' }));
    const authority = new MemoryAuthority(async () => 'fresh');
    authority.accept('good');
    const leaving = new ApiClient(authority, fetcher).request('DELETE', '/v1/me', { body: { password: 'wrong' } });
    await expect(leaving).rejects.toMatchObject({ code: 'invalid_credentials' });
    expect(sent).toHaveLength(1);
  });

  it('goes on with what waited when the person signs in again', async () => {
    const { fetcher } = server(json(401, {}), json(201, { id: 'post' }));
    const authority = new MemoryAuthority(async () => null);
    authority.accept('stale');
    const posting = new ApiClient(authority, fetcher).create('/v1/posts', { text: 'kept' });
    await expect.poll(() => authority.asking.value).toBe(true);
    authority.accept('new');
    expect(await posting).toEqual({ id: 'post' });
    expect(authority.asking.value).toBe(false);
  });

  it('fails with the 401 when the person does not sign in again', async () => {
    const { fetcher } = server(json(401, { code: 'unauthenticated' }));
    const authority = new MemoryAuthority(async () => null);
    authority.accept('stale');
    const posting = new ApiClient(authority, fetcher).create('/v1/posts', {});
    await expect.poll(() => authority.asking.value).toBe(true);
    authority.dismiss();
    await expect(posting).rejects.toMatchObject({ status: 401 });
  });

  it('repeats the idempotency key until the answer is final, and then takes a new one', async () => {
    const { sent, fetcher } = server(new TypeError('lost'), json(503, {}), json(201, { id: 1 }), json(201, { id: 2 }));
    const client = new ApiClient(guest, fetcher);
    const post = () => client.create('/v1/posts', { text: 'once' });
    await expect(post()).rejects.toBeInstanceOf(Unreachable);
    await expect(post()).rejects.toBeInstanceOf(Problem);
    await post();
    await post();
    const keys = sent.map((request) => request.headers['Idempotency-Key']);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).toBe(keys[0]);
    expect(keys[3]).not.toBe(keys[0]);
  });
});

describe('MemoryAuthority', () => {
  it('refreshes once for requests that fail together', async () => {
    let refreshed = 0;
    const authority = new MemoryAuthority(async () => `token ${++refreshed}`);
    authority.accept('stale');
    await Promise.all([authority.renew('stale'), authority.renew('stale')]);
    expect(refreshed).toBe(1);
    expect(await authority.renew('stale')).toBe(true);
    expect(refreshed).toBe(1);
  });
});
