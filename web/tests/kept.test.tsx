import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, it, vi } from 'vitest';

/** As in a page that was just loaded, by this account. */
async function load(returning = 'ann') {
  localStorage.setItem('imagora.returning', returning);
  vi.resetModules();
  const [keys, drafts, unsent] = await Promise.all([import('../src/api/keys'), import('../src/drafts'), import('../src/session/unsent')]);
  return { ...keys, ...drafts, ...unsent };
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

describe('the key of what is on its way', () => {
  const POST = '/v1/posts\n{"text":"hello"}';

  it('is there after a reload, until the answer came', async () => {
    const before = await load();
    new before.KeptKeys().set(POST, 'k1');
    const after = await load();
    const keys = new after.KeptKeys();
    expect(keys.get(POST)).toBe('k1');
    expect(keys.get('/v1/posts\n{"text":"hello you"}')).toBeUndefined();
    keys.delete(POST);
    expect(new (await load()).KeptKeys().get(POST)).toBeUndefined();
  });

  it('is its sender’s alone', async () => {
    const { KeptKeys, takeDraftsOf } = await load();
    const keys = new KeptKeys();
    keys.set(POST, 'k1');
    takeDraftsOf('ben');
    expect(keys.get(POST)).toBeUndefined();
    takeDraftsOf('ann');
    expect(keys.get(POST)).toBe('k1');
  });

  it('is never kept with a password', async () => {
    const { KeptKeys } = await load();
    const keys = new KeptKeys();
    keys.set('/v1/accounts\n{"password":"secret"}', 'k1');
    expect(keys.get('/v1/accounts\n{"password":"secret"}')).toBe('k1');
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('secret');
  });

  it('goes when there are too many', async () => {
    const { KeptKeys } = await load();
    const keys = new KeptKeys();
    for (let n = 0; n < 25; n++) keys.set(`/v1/posts\n${n}`, String(n));
    expect(keys.get('/v1/posts\n24')).toBe('24');
    expect(keys.get('/v1/posts\n0')).toBeUndefined();
  });
});

describe('what signing out would lose', () => {
  const cases: [string, unknown, boolean][] = [
    ['post', { text: 'half a thought', media: [] }, true],
    ['post', { text: ' ', media: [], gates: { reply: 'nobody' } }, false],
    ['post', { text: '', media: [{ media: { id: 'm' }, alt: '' }] }, true],
    ['reply:1', { text: 'an answer', media: [] }, true],
    ['appeal:1', 'I disagree', true],
    ['order', { size: '512x512', style: 'oil painting' }, false],
    ['order', { prompt: 'a lighthouse' }, true],
    ['word', { word: '', scope: 'tags', days: 7 }, false],
    ['jobs', ['1', '2'], false],
    ['keys', [['/v1/posts', 'k']], false],
  ];
  it.each(cases)('%s %j: %s', async (name, value, asked) => {
    const { draft, hasUnsent } = await load();
    expect(hasUnsent()).toBe(false);
    draft<unknown>(name, null, name === 'post').value = value;
    expect(hasUnsent()).toBe(asked);
    const { hasUnsent: after } = await load('ben');
    expect(after()).toBe(false);
  });
});

describe('a cover', () => {
  it('stays open when its post leaves the page and comes back, for the same reader', async () => {
    vi.resetModules();
    const [{ Cover }, { viewer, phase }] = await Promise.all([import('../src/safety/Cover'), import('../src/session/session')]);
    vi.stubGlobal('fetch', vi.fn(async () => new Response('{}', { status: 503 })));
    phase.value = 'in';
    const reader = (id: string) => ({ id }) as NonNullable<typeof viewer.value>;
    viewer.value = reader('ann');
    const place = document.body.appendChild(document.createElement('div'));
    const show = (id: string) => act(() => render(<Cover key={id} id={id} labels={[{ value: 'spoiler', source: 'author' }]}>the gardener</Cover>, place));
    const gone = () => act(() => render(null, place));
    await show('1');
    expect(place.textContent).not.toContain('the gardener');
    await act(() => place.querySelector('button')!.click());
    expect(place.textContent).toContain('the gardener');
    await gone();
    await show('2');
    expect(place.textContent).not.toContain('the gardener');
    await gone();
    await show('1');
    expect(place.textContent).toContain('the gardener');
    await gone();
    viewer.value = reader('ben');
    await show('1');
    expect(place.textContent).not.toContain('the gardener');
    await gone();
    place.remove();
    vi.unstubAllGlobals();
  });
});
