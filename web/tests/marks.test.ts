import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { posts } from '../src/api';
import { Problem } from '../src/api/problem';
import type { FeedItem, Post } from '../src/api/types';
import { changeAccount, dropAuthor, dropPost } from '../src/feed/changes';
import { isMarked, marked, toggleMark } from '../src/feed/marks';
import { forgetLists, keep } from '../src/feed/pages';
import { aPost, anAccount } from './samples';

describe('marked', () => {
  it('counts a like once, and never below zero', () => {
    const once = marked(aPost('a'), 'like', true);
    expect(once.counts.likes).toBe(1);
    expect(marked(once, 'like', true)).toBe(once);
    expect(marked(marked(once, 'like', false), 'like', false).counts.likes).toBe(0);
  });

  it('counts no bookmarks', () => {
    const kept = marked(aPost('a'), 'bookmark', true);
    expect(isMarked(kept, 'bookmark')).toBe(true);
    expect(kept.counts).toEqual(aPost('a').counts);
  });
});

describe('toggleMark', () => {
  const shown = signal<readonly Post[]>([]);
  beforeEach(() => {
    shown.value = [aPost('a'), aPost('b', { quote: aPost('a') })];
    keep('shown', shown);
  });
  afterEach(() => {
    forgetLists();
    vi.restoreAllMocks();
  });

  it('shows the like at once, on every copy of the post', async () => {
    let answer: () => void = () => undefined;
    const mark = vi.spyOn(posts, 'mark').mockReturnValue(new Promise((resolve) => (answer = () => resolve(undefined))));
    const done = toggleMark(shown.value[0]!, 'like');
    expect(shown.value[0]!.counts.likes).toBe(1);
    expect((shown.value[1]!.quote as Post).viewer?.liked).toBe(true);
    answer();
    await done;
    expect(mark.mock.calls).toEqual([['a', 'like', true]]);
    expect(shown.value[0]!.viewer?.liked).toBe(true);
  });

  it('takes it back when the server refuses', async () => {
    vi.spyOn(posts, 'mark').mockRejectedValue(new Problem(403, { code: 'private_post' }));
    await toggleMark(shown.value[0]!, 'repost');
    expect(shown.value[0]!.counts.reposts).toBe(0);
    expect(shown.value[0]!.viewer?.reposted).toBe(false);
  });

  it('ends as pressed last when pressed again before the answer', async () => {
    const answers: (() => void)[] = [];
    const mark = vi.spyOn(posts, 'mark').mockImplementation(() => new Promise((resolve) => answers.push(() => resolve(undefined))));
    const done = toggleMark(shown.value[0]!, 'like');
    await toggleMark(shown.value[0]!, 'like');
    expect(shown.value[0]!.counts.likes).toBe(0);
    answers[0]!();
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[1]!();
    await done;
    expect(mark.mock.calls.map((call) => call[2])).toEqual([true, false]);
    expect(shown.value[0]!.viewer?.liked).toBe(false);
  });
});

describe('changes', () => {
  const feed = signal<readonly FeedItem[]>([]);
  beforeEach(() => {
    feed.value = [
      { post: aPost('a'), reason: { kind: 'followed' } },
      { post: aPost('b', { quote: aPost('a') }), reason: { kind: 'reposted', by: anAccount('ben') } },
    ];
    keep('feed', feed);
  });
  afterEach(forgetLists);

  it('leaves a tombstone where a deleted post was quoted', () => {
    dropPost('a');
    expect(feed.value.map((item) => item.post.id)).toEqual(['b']);
    expect(feed.value[0]!.post.quote).toEqual({ id: 'a', tombstone: 'deleted' });
  });

  it('takes what a muted account wrote or reposted out of feeds', () => {
    dropAuthor(anAccount('ben').id);
    expect(feed.value.map((item) => item.post.id)).toEqual(['a']);
  });

  it('keeps the very same list when nothing in it fits', () => {
    const before = feed.value;
    changeAccount('nobody', (account) => ({ ...account, name: 'x' }));
    dropPost('z');
    expect(feed.value).toBe(before);
  });
});
