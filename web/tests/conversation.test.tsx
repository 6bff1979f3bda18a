import { render } from 'preact';
import { afterEach, describe, expect, it } from 'vitest';
import { bodyOf } from '../src/compose/publish';
import { changesOf } from '../src/feed/EditPost';
import { countNew } from '../src/feed/NewPosts';
import { PostCard } from '../src/feed/PostCard';
import { ReplyCard } from '../src/feed/ReplyCard';
import { PagedList } from '../src/feed/pages';
import { noteWriters } from '../src/feed/writers';
import type { FeedItem, Reply } from '../src/api/types';
import { speak } from '../src/i18n';
import { Sentence } from '../src/notifications/Sentence';
import { endOf } from '../src/people/spans';
import { aPost, anAccount } from './samples';

function page(content: preact.ComponentChild): HTMLElement {
  const box = document.createElement('div');
  render(content, box);
  return box;
}

describe('PostCard', () => {
  it('nests what is quoted, as text', () => {
    const quote = aPost('q', { text: '<b>loud</b>', author: anAccount('ben') });
    const box = page(<PostCard post={aPost('a', { quote })} />);
    expect(box.querySelector('.quoted')!.textContent).toContain('<b>loud</b>');
    expect(box.querySelector('.quoted a')!.getAttribute('href')).toBe('/p/q');
    expect(box.querySelector('b')).toBeNull();
  });

  it('says that a quoted post is gone', () => {
    const box = page(<PostCard post={aPost('a', { quote: { id: 'q', tombstone: 'unavailable' } })} />);
    expect(box.querySelector('.gone')!.textContent).toBe('This post is not available to you.');
  });

  it('leads from the edited mark to the history', () => {
    const box = page(<PostCard post={aPost('a', { edited_at: '2026-01-02T00:00:00.000Z' })} />);
    expect(box.querySelector('a[href="/p/a/history"]')!.textContent).toBe('edited');
  });

  it('names whom it answers where the page knows, and leads into the conversation', () => {
    const reply = aPost('b', { reply_to: 'parent' });
    const line = () => page(<PostCard post={reply} />).querySelector('a[href="/p/b"].answering')!.textContent;
    expect(line()).toBe('Reply in a conversation');
    noteWriters([{ post: reply }, { id: 'gone', tombstone: 'deleted' }, { post: aPost('a', { quote: aPost('parent') }) }]);
    expect(line()).toBe('Replying to @ada');
  });

  it('says who reposted', () => {
    const box = page(<PostCard post={aPost('a')} reason={{ kind: 'reposted', by: anAccount('ben') }} />);
    expect(box.querySelector('.reason')!.textContent).toBe('\u2068Ben\u2069 reposted');
  });

  it('shows the viewer’s marks and the counts', () => {
    const post = aPost('a', {
      viewer: { liked: true, reposted: false, bookmarked: true },
      counts: { likes: 1_234, reposts: 0, replies: 0, quotes: 0, remixes: 0 },
    });
    const box = page(<PostCard post={post} />);
    const like = box.querySelector('.act.like')!;
    expect(like.getAttribute('aria-pressed')).toBe('true');
    expect(like.textContent).toContain('1.2K');
    expect(box.querySelector('.act.bookmark')!.getAttribute('aria-pressed')).toBe('true');
  });
});

describe('ReplyCard', () => {
  const list = new PagedList<Reply>(async () => ({ items: [] }), (reply) => reply.post.id);

  it('folds what the root’s author hid', () => {
    const box = page(<ReplyCard reply={{ post: aPost('r'), replies_count: 0, hidden: true }} root={aPost('a')} list={list} />);
    expect(box.textContent).not.toContain('Post r');
  });

  it('keeps the place of a deleted reply that has answers', () => {
    const box = page(<ReplyCard reply={{ post: { id: 'r', tombstone: 'deleted' }, replies_count: 2 }} root={aPost('a')} list={list} />);
    expect(box.querySelector('.more-link')!.textContent).toBe('Show 2 replies');
  });
});

describe('Sentence', () => {
  afterEach(() => speak('en'));
  const [ann, ben, cid] = [anAccount('ann'), anAccount('ben'), anAccount('cid')];
  const text = (actors: Parameters<typeof Sentence>[0]['actors'], count: number) =>
    page(<Sentence message="note.like" actors={actors} count={count} />).textContent;

  it('names one or two, and counts the others', () => {
    expect(text([ann], 1)).toBe('Ann liked your post');
    expect(text([ann, ben], 2)).toBe('Ann and Ben liked your post');
    expect(text([ann, ben, cid], 13)).toBe('Ann and 12 others liked your post');
  });

  it('does so in German', async () => {
    await speak('de');
    expect(text([ann, ben, cid], 13)).toBe('Ann und 12 weitere mögen deinen Beitrag');
  });

  it('needs nobody where nobody did it', () => {
    expect(page(<Sentence message="note.generation" actors={[]} count={0} />).textContent).toBe('Your pictures are ready');
  });
});

describe('what is sent', () => {
  it('says what a post answers, and sends no gates with an answer', () => {
    const draft = { text: ' Yes. ', media: [], gates: { reply: 'nobody', quote: 'everyone' } as const };
    expect(bodyOf(draft, { kind: 'reply', post: aPost('a') })).toEqual({ text: 'Yes.', reply_to: 'a' });
    expect(bodyOf(draft, { kind: 'quote', post: aPost('a') })).toEqual({ text: 'Yes.', quote_of: 'a', gates: draft.gates });
  });

  it('sends only what an edit changes', () => {
    const post = aPost('a');
    expect(changesOf(post, { text: 'Post a', alt: {}, gates: {} })).toBeNull();
    expect(changesOf(post, { text: 'Post b', alt: {}, gates: {} })).toEqual({ text: 'Post b' });
    expect(changesOf(post, { text: 'Post a', alt: {}, gates: { reply: 'nobody', quote: 'everyone' } })).toEqual({
      gates: { reply: 'nobody', quote: 'everyone' },
    });
  });

  it('mutes until a moment, or for good', () => {
    expect(endOf(1, Date.parse('2026-01-01T00:00:00Z'))).toBe('2026-01-02T00:00:00.000Z');
    expect(endOf(null)).toBeUndefined();
  });
});

describe('countNew', () => {
  const item = (id: string, kind: FeedItem['reason']['kind']): FeedItem => ({ post: aPost(id), reason: { kind } });

  it('counts what others posted and is not shown: no fill, nothing of one’s own', () => {
    const found = [item('a', 'followed'), item('c', 'recent'), item('d', 'own'), item('b', 'followed'), item('e', 'followed')];
    expect(countNew(found, [item('b', 'followed')], 'id-me')).toBe(1);
    expect(countNew(found, [], anAccount('ada').id)).toBe(0);
  });
});
