/** Answers come when they come: what was done meanwhile stays done. */
import { render, type ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { generations, me } from '../src/api';
import type { Generation, Me, Media, MutedWord, Post } from '../src/api/types';
import { pictures } from '../src/api/creation';
import { send } from '../src/compose/upload';
import { draft } from '../src/drafts';
import { dropPost } from '../src/feed/changes';
import { toggleMark } from '../src/feed/marks';
import { forgetLists, keep, PagedList } from '../src/feed/pages';
import { rememberPublished, publishedBeyond } from '../src/feed/published';
import { ThreadView } from '../src/feed/thread';
import { bench, clearBench, place as order, restore } from '../src/generation/bench';
import { noteSeen, unread, watchUnread } from '../src/notifications/unread';
import PictureSettings from '../src/remix/PictureSettings';
import { Cover } from '../src/safety/Cover';
import { rememberPreferences } from '../src/safety/preferences';
import Credits from '../src/screens/Credits';
import SettingsWords from '../src/screens/SettingsWords';
import { phase, viewer } from '../src/session/session';
import { aPost, anAccount } from './samples';

vi.setConfig({ testTimeout: 30_000 });
const mine = { ...anAccount('ada'), email: 'ada@example.org', roles: [], unread_count: 3 } as Me;

/** A promise that is kept when it is told to. */
function later<T>() {
  let tell: (value: T) => void = () => undefined;
  const answer = new Promise<T>((done) => (tell = done));
  return { answer, tell };
}

const json = (body: unknown) => new Response(JSON.stringify(body));
let box: HTMLElement;
const show = (what: ComponentChild) => act(() => render(what, box));
beforeEach(() => {
  vi.stubGlobal('IntersectionObserver', class { observe() {} disconnect() {} });
  vi.stubGlobal('fetch', async () => new Response(null, { status: 204 }));
  box = document.body.appendChild(document.createElement('div'));
});
afterEach(() => {
  render(null, box);
  box.remove();
  forgetLists();
  clearBench();
  phase.value = 'out';
  viewer.value = null;
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('an answer that was asked for before', () => {
  it('does not take back a mark, nor bring back what was deleted', async () => {
    const { answer, tell } = later<{ items: Post[] }>();
    const list = new PagedList<Post>(() => answer, (post) => post.id);
    keep('list', list.items);
    list.items.value = [aPost('a'), aPost('b')];
    const loaded = list.reload();
    await toggleMark(list.items.value[0]!, 'like');
    dropPost('b');
    tell({ items: [aPost('a'), aPost('b')] });
    await loaded;
    expect(list.items.value).toMatchObject([{ id: 'a', viewer: { liked: true }, counts: { likes: 1 } }]);
  });

  it('of a mark that is on its way, neither', async () => {
    const stored = later<Response>();
    vi.stubGlobal('fetch', () => stored.answer);
    const list = new PagedList<Post>(async () => ({ items: [aPost('a')] }), (post) => post.id);
    keep('list', list.items);
    await list.reload();
    const marked = toggleMark(list.items.value[0]!, 'like');
    await list.reload();
    stored.tell(new Response(null, { status: 204 }));
    await marked;
    expect(list.items.value).toMatchObject([{ viewer: { liked: true }, counts: { likes: 1 } }]);
  });

  it('leaves the post that a page is about as it is by now', async () => {
    const { answer, tell } = later<Response>();
    const thread = new ThreadView('a');
    keep('thread', thread.head);
    thread.head.value = { post: aPost('a'), ancestors: [] };
    vi.stubGlobal('fetch', (address: string) => (address.includes('thread') ? answer : Promise.resolve(new Response(null, { status: 204 }))));
    const loaded = thread.replies.reload();
    await toggleMark(aPost('a'), 'bookmark');
    tell(json({ post: aPost('a'), ancestors: [], replies: { items: [] } }));
    await loaded;
    expect(thread.head.value).toMatchObject({ post: { viewer: { bookmarked: true } } });
  });

  it('does not say again that something is unread', async () => {
    const { answer, tell } = later<Me>();
    vi.spyOn(me, 'glance').mockReturnValueOnce(answer).mockReturnValue(new Promise(() => undefined));
    const stop = watchUnread(1);
    viewer.value = mine;
    phase.value = 'in';
    await vi.waitFor(() => expect(me.glance).toHaveBeenCalled());
    noteSeen();
    tell(mine);
    await new Promise((done) => setTimeout(done, 20));
    expect(unread.value).toBe(0);
    viewer.value = null;
    noteSeen();
    viewer.value = mine;
    expect(unread.value).toBe(0);
    stop();
  });
});

describe('what stands beside a list', () => {
  it('is there when one comes back, and goes with the session', async () => {
    const statement = { plan: 'free', granted: 10, used: 3, reserved: 0, period_ends_at: '2026-02-01T00:00:00.000Z', ledger: { items: [] } };
    vi.stubGlobal('fetch', async () => json(statement));
    await show(<Credits />);
    await vi.waitFor(() => expect(box.querySelector('.balance')).not.toBeNull());
    await show(null);
    await show(<Credits />);
    await vi.waitFor(() => expect(box.querySelector('.balance')).not.toBeNull());
    await show(null);
    rememberPublished(aPost('a'));
    forgetLists();
    expect(publishedBeyond([])).toEqual([]);
    vi.stubGlobal('fetch', () => new Promise(() => undefined));
    await show(<Credits />);
    expect(box.querySelector('.balance')).toBeNull();
  });
});

describe('what is open', () => {
  it('stays open under a cover that turns out not to be wanted', async () => {
    vi.stubGlobal('fetch', () => new Promise(() => undefined));
    viewer.value = mine;
    phase.value = 'in';
    const Opened = () => {
      const [open, setOpen] = useState(false);
      return <button class="in" onClick={() => setOpen(true)}>{open ? 'open' : 'shut'}</button>;
    };
    await show(<Cover id="late" labels={[{ value: 'satire', source: 'author' }]}><Opened /><Opened /></Cover>);
    await act(() => box.querySelector<HTMLElement>('.cover button')!.click());
    await act(() => box.querySelector<HTMLElement>('.in')!.click());
    await act(() => rememberPreferences({ labels: {} } as Parameters<typeof rememberPreferences>[0]));
    expect(box.querySelector('.cover')).toBeNull();
    expect(box.textContent).toBe('openshut');
  });
});

describe('what is chosen quickly one after the other', () => {
  it('is stored in that order, and shown as chosen last', async () => {
    const medium = { id: 'm', status: 'ready', remix_policy: 'everyone', alt: '', placeholder: '' } as unknown as Media;
    const [read, first] = [later<Media>(), later<Media>()];
    vi.spyOn(pictures, 'read').mockReturnValue(read.answer);
    const change = vi.spyOn(pictures, 'change').mockReturnValueOnce(first.answer).mockResolvedValue({ ...medium, remix_policy: 'nobody' });
    HTMLDialogElement.prototype.showModal ??= () => undefined;
    await show(<PictureSettings media={medium} onClose={() => undefined} />);
    const choose = (value: string) => act(() => void box.querySelector<HTMLInputElement>(`input[value=${value}]`)!.dispatchEvent(new Event('change', { bubbles: true })));
    await choose('followers');
    await choose('nobody');
    expect(change).toHaveBeenCalledTimes(1);
    await act(async () => first.tell({ ...medium, remix_policy: 'followers' }));
    await act(async () => read.tell(medium));
    expect(change.mock.calls.map(([, wish]) => wish)).toEqual([{ remix_policy: 'followers' }, { remix_policy: 'nobody' }]);
    await vi.waitFor(() => expect(box.querySelector<HTMLInputElement>('input[value=nobody]')!.checked).toBe(true));
  });

  it('brings no word back that was taken out', async () => {
    const words = ['one', 'two'].map((word) => ({ word, scope: 'both' }) as MutedWord);
    const { answer, tell } = later<{ items: MutedWord[] }>();
    vi.spyOn(me, 'mutedWords').mockResolvedValue({ items: words });
    const put = vi.spyOn(me, 'muteWords').mockReturnValueOnce(answer).mockImplementation(async (items) => ({ items }));
    await show(<SettingsWords />);
    await vi.waitFor(() => expect(box.querySelectorAll('.words li')).toHaveLength(2));
    const remove = (at: number) => act(() => box.querySelectorAll<HTMLElement>('.words .icon-button')[at]!.click());
    await remove(0);
    await remove(1);
    await act(async () => tell({ items: words.slice(1) }));
    await remove(0);
    expect(put.mock.calls.map(([items]) => items.map(({ word }) => word))).toEqual([['two'], []]);
  });
});

it('sends nothing of an upload that was cancelled before it began', async () => {
  const request = vi.fn();
  vi.stubGlobal('XMLHttpRequest', request);
  const leaving = new AbortController();
  leaving.abort();
  await expect(send({ method: 'POST', url: '/', fields: {} } as Parameters<typeof send>[0], new File([], 'a.png'), () => undefined, leaving.signal)).rejects.toThrow();
  expect(request).not.toHaveBeenCalled();
});

it('keeps the jobs of this visit when another is ordered while they are fetched again', async () => {
  const job = (id: string) => ({ id, status: 'succeeded', media: [], count: 1, cost: { credits: 0 } }) as unknown as Generation;
  const { answer, tell } = later<Generation>();
  vi.spyOn(generations, 'read').mockReturnValue(answer);
  const ids = draft<readonly string[]>('jobs', []);
  ids.value = ['old'];
  const restored = restore();
  order(job('new'));
  tell(job('old'));
  await restored;
  expect(bench.value.map(({ id }) => id)).toEqual(['new', 'old']);
  expect(ids.value).toEqual(['new', 'old']);
});
