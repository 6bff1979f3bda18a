import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiClient } from '../src/api/client';
import { late, PATIENCE_MS } from '../src/api/pace';
import { Problem, Unreachable } from '../src/api/problem';
import { clearSent, type PostDraft, type Writing } from '../src/compose/draft';
import { PagedList } from '../src/feed/pages';
import { explain } from '../src/i18n/errors';
import { Guard } from '../src/parts/Guard';
import { Failure, Notice } from '../src/parts/States';
import { signal } from '@preact/signals';
import type { ComponentChild } from 'preact';

const guest = { token: () => null, renew: async () => false };
const answering = (answer: () => Promise<Response> | Response) => new ApiClient(guest, (async () => answer()) as unknown as typeof fetch);

describe('an answer that nobody expects', () => {
  it.each([
    ['a page of a proxy', new Response('<h1>Welcome to the hotel</h1>', { status: 200 })],
    ['nothing', new Response('', { status: 200 })],
    ['half of it', new Response('{"items": [', { status: 200 })],
  ])('%s is a failure with words of our own', async (_, response) => {
    const error = await answering(() => response).get('/v1/me').catch((raised: unknown) => raised);
    expect(error).toMatchObject({ code: 'unreadable' });
    expect(explain(error)).toMatch(/can’t be read/);
  });

  it('that is cut off is a lost connection', async () => {
    const cut = new Response(new ReadableStream({ pull: (controller) => controller.error(new TypeError('network error')) }));
    await expect(answering(() => cut).get('/v1/me')).rejects.toBeInstanceOf(Unreachable);
  });

  it.each([
    ['12', 12],
    [new Date(Date.now() + 90_000).toUTCString(), 90],
    ['soon', null],
  ])('says when to come back: %s', async (header, seconds) => {
    const response = new Response('slow down', { status: 429, headers: { 'Retry-After': header } });
    const problem = await Problem.from(response);
    expect(problem.code).toBe('rate_limited');
    if (seconds === null) expect(problem.retryAfter).toBeNull();
    else expect(Math.abs(problem.retryAfter! - seconds)).toBeLessThanOrEqual(2);
  });

  it('without Retry-After takes the end of the minute from RateLimit-Reset', async () => {
    expect((await Problem.from(new Response('{}', { status: 429, headers: { 'RateLimit-Reset': '41' } }))).retryAfter).toBe(41);
  });
});

describe('waiting', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is told of once it is long, and no longer than it lasts', async () => {
    let done = (_: Response) => undefined as void;
    const asked = answering(() => new Promise<Response>((resolve) => (done = resolve))).get('/v1/me');
    await vi.advanceTimersByTimeAsync(PATIENCE_MS - 1);
    expect(late.value).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(late.value).toBe(true);
    done(new Response('{}'));
    await asked;
    expect(late.value).toBe(false);
  });

  it('in the background is nobody’s concern', async () => {
    void answering(() => new Promise<Response>(() => undefined)).get('/v1/me', { quiet: true });
    await vi.advanceTimersByTimeAsync(PATIENCE_MS * 2);
    expect(late.value).toBe(false);
  });
});

describe('the faces of a failure', () => {
  let place: HTMLElement;
  const show = (what: ComponentChild) => act(() => render(what, place));
  const pass = (milliseconds: number) => act(async () => void (await vi.advanceTimersByTimeAsync(milliseconds)));
  beforeEach(() => {
    vi.useFakeTimers();
    place = document.body.appendChild(document.createElement('div'));
  });
  afterEach(() => {
    render(null, place);
    place.remove();
    vi.useRealTimers();
  });

  it('count the seconds down after a 429, and let one try again after them', async () => {
    const again = vi.fn();
    await show(<Failure error={new Problem(429, {}, 3)} onRetry={again} />);
    expect(place.textContent).toMatch(/Try again in 3 seconds/);
    const button = place.querySelector('button')!;
    button.click();
    expect(again).not.toHaveBeenCalled();
    for (let second = 0; second < 4; second++) await pass(1_000);
    expect(place.textContent).toMatch(/You can try again now/);
    button.click();
    expect(again).toHaveBeenCalledTimes(1);
  });

  it('ask again by themselves when the network is back', async () => {
    const again = vi.fn();
    await show(<Failure error={new Unreachable('lost')} onRetry={again} />);
    await act(() => void dispatchEvent(new Event('online')));
    await pass(1_000);
    expect(again).toHaveBeenCalledTimes(1);
  });

  it('ask again where the network was back before they were there', async () => {
    const offline = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    const lost = new Unreachable('lost');
    offline.mockRestore();
    const again = vi.fn();
    await show(<Failure error={lost} onRetry={again} />);
    await pass(1_000);
    expect(again).toHaveBeenCalledTimes(1);
  });

  it('in a form promise to send it later, and do', async () => {
    const offline = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    const sent = vi.fn((event: Event) => event.preventDefault());
    await show(
      <form onSubmit={sent}>
        <Notice error={new Unreachable('lost')} resend />
      </form>,
    );
    expect(place.textContent).toMatch(/goes out as soon as you are back/);
    offline.mockRestore();
    await act(() => void dispatchEvent(new Event('online')));
    await pass(1_000);
    expect(sent).toHaveBeenCalledTimes(1);
  });

  it('never are an empty page: what can’t be shown has a way out', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    let broken = true;
    const Fragile = () => {
      if (broken) throw new TypeError('items is undefined');
      return <p>whole</p>;
    };
    await show(
      <Guard>
        <Fragile />
      </Guard>,
    );
    expect(place.querySelector('[role=alert] a[href="/"]')).not.toBeNull();
    broken = false;
    await act(() => place.querySelector('button')!.click());
    expect(place.textContent).toBe('whole');
    warn.mockRestore();
  });
});

it('a list tries again what failed: the top after a reload, the next page after that', async () => {
  const asked: (string | undefined)[] = [];
  let fails = false;
  const list = new PagedList<string>(async (cursor) => {
    asked.push(cursor);
    if (fails) throw new Unreachable('lost');
    return { items: [`item ${asked.length}`], cursor: 'next' };
  }, (item) => item);
  await list.reload();
  fails = true;
  await list.more();
  expect(list.items.value).toEqual(['item 1']);
  fails = false;
  await list.again();
  fails = true;
  await list.reload();
  expect(list.items.value).toHaveLength(2);
  fails = false;
  await list.again();
  expect(asked).toEqual([undefined, 'next', 'next', undefined, undefined]);
});

it('a post that was sent takes along what was sent, not what was typed meanwhile', () => {
  const sent: PostDraft = { text: 'first', media: [] };
  const writing: Writing = signal({ ...sent, text: 'first, and more' });
  clearSent(writing, sent);
  expect(writing.value).toEqual({ text: 'first, and more', media: [] });
  writing.value = sent;
  clearSent(writing, sent);
  expect(writing.value.text).toBe('');
});
