import { render, type ComponentChild } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../src/api/problem';
import { decisions } from '../src/api/safety';
import { bodyOf } from '../src/compose/publish';
import type { Case, Judge, Manifest, OwnDecision, Preferences, RuleList } from '../src/api/types';
import { PostCard } from '../src/feed/PostCard';
import { NoteRow } from '../src/notifications/NoteRow';
import { DecisionForm } from '../src/safety/bench/DecisionForm';
import { LeaseBar } from '../src/safety/bench/LeaseBar';
import { isHeld, left, rulesNamed, whatOf } from '../src/safety/bench/words';
import { DecisionCard } from '../src/safety/DecisionCard';
import { JudgeLine } from '../src/safety/JudgeLine';
import { rememberPreferences } from '../src/safety/preferences';
import { Notice } from '../src/parts/States';
import { Papers } from '../src/provenance/Papers';
import { moment } from '../src/i18n';
import { namedTarget, targetOf } from '../src/safety/target';
import MyModeration from '../src/screens/MyModeration';
import { span } from '../src/screens/Transparency';
import { phase, viewer } from '../src/session/session';
import { aPost, anAccount } from './samples';

const POST = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const LATER = '2099-01-01T00:00:00.000Z';

const book: RuleList = {
  version: '1',
  language: 'en',
  items: [
    { code: 'spam', title: 'No spam', text: 'No bulk.', consequence: 'Removed.', urgent: false },
    { code: 'health_claims', title: 'No dangerous claims', text: 'No.', consequence: 'Labelled.', urgent: false, label: 'health', help: ['https://www.who.int/x'] },
  ],
};

let box: HTMLElement;
const show = (content: ComponentChild) => {
  void act(() => render(content, box));
  return box;
};

beforeEach(() => {
  box = document.body.appendChild(document.createElement('div'));
  viewer.value = { ...anAccount('mod'), email: 'mod@example.org', roles: ['moderator'], unread_count: 0 };
  phase.value = 'in';
});
afterEach(() => {
  render(null, box);
  box.remove();
  viewer.value = null;
  phase.value = 'out';
});

describe('what a report is about', () => {
  it.each([
    [`https://here/p/${POST}`, { kind: 'post', id: POST }],
    [`https://here/posts/${POST}?x=1#y`, { kind: 'post', id: POST }],
    [`/p/${POST}`, { kind: 'post', id: POST }],
    [POST, { kind: 'post', id: POST }],
    [' @Ada_L ', { kind: 'account', id: 'ada_l' }],
    ['https://here/@ada/followers', { kind: 'account', id: 'ada' }],
    [`https://elsewhere/p/${POST}`, null],
    ['javascript:alert(1)', null],
    ['https://here/explore', null],
    ['', null],
  ])('%s', (text, target) => {
    expect(targetOf(text, 'https://here')).toEqual(target);
  });

  it('comes from the address of the page, where it is an id', () => {
    expect(namedTarget(`?post=${POST}`)).toEqual({ kind: 'post', id: POST });
    expect(namedTarget(`?media=${POST}`)).toEqual({ kind: 'media', id: POST });
    expect(namedTarget('?account=ada')).toEqual({ kind: 'account', id: 'ada' });
    expect(namedTarget('?post=../x')).toBeNull();
  });
});

describe('labels', () => {
  const labelled = aPost('a', { text: 'The gardener did it.', labels: [{ value: 'spoiler', source: 'author' }] });
  const prefer = (labels: Preferences['labels']) => rememberPreferences({ labels, hide_ai: false, hide_bots: false, remix_policy: 'everyone' });
  const covered = () => !box.textContent!.includes('The gardener did it.');

  it('cover what the viewer wants to be warned of, until it is opened', () => {
    prefer({ spoiler: 'warn' });
    show(<PostCard post={labelled} />);
    expect(covered()).toBe(true);
    expect(box.textContent).toContain('Spoiler');
    void act(() => box.querySelector<HTMLButtonElement>('.cover button')!.click());
    expect(covered()).toBe(false);
  });

  it('cover what is hidden, too, where it comes by its link', () => {
    prefer({ spoiler: 'hide' });
    show(<PostCard post={{ ...labelled, id: 'not-opened' }} />);
    expect(covered()).toBe(true);
  });

  it('leave alone what nobody asked to cover, and guests', () => {
    prefer({ graphic: 'warn' });
    show(<PostCard post={labelled} />);
    expect(covered()).toBe(false);
    void act(() => void (viewer.value = null));
    void act(() => void (phase.value = 'out'));
    show(<PostCard post={labelled} />);
    expect(covered()).toBe(false);
  });

  it('cover while it is not known yet who is here', () => {
    viewer.value = null;
    localStorage.setItem('imagora.returning', 'somebody');
    show(<PostCard post={labelled} />);
    expect(covered()).toBe(true);
    localStorage.clear();
  });

  it('reach into quotes', () => {
    prefer({ spoiler: 'warn' });
    show(<PostCard post={aPost('b', { quote: labelled })} />);
    expect(covered()).toBe(true);
  });

  it('say who put them there, and how sure a check was', () => {
    show(<PostCard post={aPost('c', { labels: [{ value: 'health', source: 'ai', confidence: 0.634 }, { value: 'odd_one', source: 'moderator' }] })} />);
    expect(box.textContent).toContain('automatic check, which can be wrong. It was 63 % sure.');
    expect(box.textContent).toContain('Put there by a moderator.');
    expect(box.textContent).toContain('odd one');
  });

  it('of the author go along with the post', () => {
    expect(bodyOf({ text: 'x', media: [], labels: ['spoiler'] })).toEqual({ text: 'x', labels: ['spoiler'] });
    expect(bodyOf({ text: 'x', media: [], labels: [] })).toEqual({ text: 'x' });
  });
});

describe('one’s own things', () => {
  it('that were refused lead to the decision', () => {
    show(<PostCard post={aPost('a', { status: 'rejected' })} />);
    expect(box.querySelector('.notice a')!.getAttribute('href')).toBe('/my-moderation');
  });

  it('that are held say what they wait for', () => {
    const held = { id: 'm', status: 'held' as const, width: 1, height: 1, alt: '', placeholder: '', remix_policy: 'everyone' as const };
    show(<PostCard post={aPost('a', { status: 'pending', media: [held] })} />);
    expect(box.querySelector('.notice')!.textContent).toContain('Waiting for a look by a person');
  });

  it('that are refused at once lead there, too', () => {
    show(<Notice error={new Problem(422, { code: 'prompt_blocked' })} />);
    expect(box.querySelector('.notice a')!.getAttribute('href')).toBe('/my-moderation');
    show(<Notice error={new Problem(422, { code: 'invalid_input' })} />);
    expect(box.querySelector('.notice a')).toBeNull();
  });

  it('are told of by a notification that leads there', () => {
    const note = { id: 'n', kind: 'moderation' as const, actors: [], count: 0, created_at: LATER, read: false };
    const link = (part: object) => show(<NoteRow note={{ ...note, ...part }} />).querySelector('a.note-post')?.getAttribute('href');
    expect(link({ case_id: POST })).toBe('/my-moderation');
    expect(link({ report_id: POST })).toBeUndefined();
    expect(link({ post: aPost('copy'), actors: [anAccount('ben')], count: 1 })).toBe('/p/copy');
  });

  it('that look like an earlier picture credit it', () => {
    const media = { id: 'm', status: 'ready' as const, url: '/media/a/full.webp', width: 4, height: 3, alt: 'x', placeholder: '', remix_policy: 'everyone' as const };
    show(<PostCard post={aPost('a', { media: [{ ...media, looks_like: { media_id: 'n', post_id: 'orig', author: anAccount('ben') } }] })} />);
    const link = [...box.querySelectorAll('a')].find((one) => one.textContent!.includes('Looks like a picture by @ben'))!;
    expect(link.getAttribute('href')).toBe('/p/orig');
  });
});

const decision: OwnDecision = {
  case_id: 'c1',
  subject: { kind: 'post', id: 'p1' },
  rule: 'spam',
  reason: 'No spam. No bulk.',
  judged_by: { kind: 'human' },
  action: 'reject',
  decided_at: '2026-01-01T00:00:00.000Z',
  in_force: true,
  options: ['appeal'],
  appeal_until: LATER,
};

describe('DecisionCard', () => {
  const card = (part: Partial<OwnDecision>) => show(<DecisionCard decision={{ ...decision, ...part }} book={book} onChange={() => undefined} />);

  it('says what, why, who, and offers the appeal', () => {
    card({ note: 'Ten times a day.' });
    expect(box.querySelector('h2')!.textContent).toBe('Your post was removed');
    expect(box.textContent).toContain('No spam. No bulk.');
    expect(box.textContent).toContain('Ten times a day.');
    expect(box.textContent).toContain('Decided by a person');
    void act(() => box.querySelector<HTMLButtonElement>('.appeal-door button')!.click());
    expect(box.querySelector('textarea')).toBe(document.activeElement);
    expect(box.querySelector<HTMLButtonElement>('form [type=submit]')!.disabled).toBe(true);
  });

  it('tells the deadline of an appeal, and shows no second one', () => {
    card({ options: [], appeal: { status: 'open', deadline: LATER, statement: 'I did not.' } });
    expect(box.querySelector('.appeal')!.textContent).toContain('2099');
    expect(box.textContent).toContain('I did not.');
    expect(box.querySelector('.appeal-door')).toBeNull();
  });

  it('says that a decision was taken back', () => {
    card({ options: [], in_force: false, appeal: { status: 'overturned', deadline: LATER, statement: 'x' } });
    expect(box.querySelector('.decision')!.hasAttribute('data-void')).toBe(true);
    expect(box.textContent).toContain('Taken back after your appeal');
  });

  it('brings help with the rule that has some', () => {
    card({ rule: 'health_claims', action: 'label', labels: ['health'] });
    expect(box.querySelector('.help-links a')!.getAttribute('href')).toBe('https://www.who.int/x');
  });
});

describe('JudgeLine', () => {
  const line = (judge: Judge) => show(<JudgeLine judge={judge} book={book} />).textContent!;

  it('names provider, model and version, and what was measured', () => {
    const said = line({ kind: 'ai', provider: 'openai', model: 'omni', version: 'v7', scores: { spam: 0.913, health_claims: 0.2 } });
    expect(said).toContain('openai · omni');
    expect(said).toContain('Version v7');
    expect(said.indexOf('No spam')).toBeLessThan(said.indexOf('No dangerous claims'));
    expect(said).toContain('91 %');
  });

  it('does not pass the word rules for a measurement', () => {
    const said = line({ kind: 'ai', provider: 'imagora', model: 'word-rules', version: '1', scores: { spam: 1 } });
    expect(said).toContain('Imagora’s own word rules, Version 1');
    expect(said).not.toContain('%');
  });
});

const aCase = (part: Partial<Case> = {}): Case => ({
  id: 'case1',
  status: 'open',
  lane: 'normal',
  subject: { kind: 'post', id: 'p1' },
  owner: anAccount('ada'),
  opened_at: '2026-01-01T00:00:00.000Z',
  reports_count: 2,
  reports: [
    { reason: 'spam', note: '', created_at: LATER },
    { reason: 'health_claims', note: '', created_at: LATER },
    { reason: 'health_claims', note: '', created_at: LATER },
  ],
  checks: [],
  evidence: { media: [] },
  decisions: [],
  ...part,
});

describe('a case', () => {
  it('is called after what it is about', () => {
    expect(whatOf(aCase())).toBe('Post by @ada');
    expect(rulesNamed(aCase())).toEqual(['health_claims', 'spam']);
  });

  it('is held until the second that the claim ends', () => {
    const until = '2026-01-01T00:15:00.000Z';
    expect(left(until, Date.parse('2026-01-01T00:00:01.500Z'))).toBe('14:59');
    expect(left(until, Date.parse(until))).toBeNull();
    expect(isHeld({ by: 'x', until }, Date.parse(until) - 1)).toBe(true);
    expect(isHeld({ by: 'x', until }, Date.parse(until))).toBe(false);
  });

  const bar = (part: Partial<Case>) => show(<LeaseBar one={aCase(part)} busy={false} onClaim={() => undefined} onRelease={() => undefined} />);

  it('of one’s own is for somebody else', () => {
    bar({ owner: anAccount('mod') });
    expect(box.querySelector('button')).toBeNull();
    expect(box.textContent).toContain('Not yours to judge');
  });

  it('that another has cannot be claimed', () => {
    bar({ lease: { by: 'id-other', until: LATER } });
    expect(box.querySelector<HTMLButtonElement>('button')!.disabled).toBe(true);
  });

  it('on appeal says why the first judge waits', () => {
    const ruling = { judged_by: { kind: 'human' as const }, judge_id: 'id-mod', action: 'reject' as const, note: '', labels: [], at: LATER };
    bar({ decisions: [ruling], appeal: { status: 'open', deadline: LATER, statement: 'no' } });
    expect(box.textContent).toContain('You made the first decision');
  });
});

describe('DecisionForm', () => {
  it('asks for a rule only against somebody, and puts the rule’s own label', () => {
    const decide = vi.fn();
    show(<DecisionForm one={aCase({ id: 'case2' })} book={book} busy={false} error={null} onDecide={decide} />);
    const pick = (value: string) => act(() => void box.querySelector<HTMLInputElement>(`input[value=${value}]`)!.click());
    const submit = () => act(() => void box.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true })));
    void submit();
    expect(decide).not.toHaveBeenCalled();
    void pick('approve');
    expect(box.querySelector('select')).toBeNull();
    void submit();
    void pick('label');
    expect(box.querySelector<HTMLSelectElement>('select')!.value).toBe('health_claims');
    void submit();
    expect(decide.mock.calls).toEqual([[{ action: 'approve' }], [{ action: 'label', rule: 'health_claims', labels: ['health'] }]]);
  });

  it('offers only what can be done to an account', () => {
    show(<DecisionForm one={aCase({ id: 'case3', subject: { kind: 'account', id: 'a' } })} book={book} busy={false} error={null} onDecide={vi.fn()} />);
    expect([...box.querySelectorAll<HTMLInputElement>('input[name=action]')].map((input) => input.value)).toEqual(['approve', 'dismiss', 'warn', 'suspend']);
  });
});

describe('a picture’s papers', () => {
  const nothing: Manifest = { valid: false, trusted: false, issuer: null, actions: [] };
  const signed: Manifest = { valid: true, trusted: true, issuer: 'Imagora', actions: [{ action: 'c2pa.created', software_agent: 'painter-1' }, { action: 'x.unheard' }] };
  const read = (manifest: Manifest, more = {}) =>
    show(<Papers manifest={manifest} sourceType={null} lineage={[]} nearest={[]} {...more} />).textContent!;

  it('say plainly that nothing is known', () => {
    const said = read(nothing);
    expect(said).toContain('Not stated. That does not mean that no AI was used.');
    expect(said).toContain('nobody vouches');
    expect(said).toContain('No earlier picture here looks like it.');
  });

  it.each([
    ['Signed by Imagora, and unchanged since.', signed],
    ['the name is only a claim', { ...signed, trusted: false }],
    ['they don’t hold', { ...signed, trusted: false, valid: false, problems: ['assertion.dataHash.mismatch'] }],
  ])('%s', (words, manifest) => {
    expect(read(manifest)).toContain(words);
  });

  it('tell what was done, and keep words that they don’t know', () => {
    const said = read(signed, { sourceType: 'trainedAlgorithmicMedia' });
    expect(said).toContain('An AI model made it.');
    expect(said).toContain('Created with painter-1');
    expect(said).toContain('x.unheard');
  });

  it('credit what it looks like, and link it where it is a parent, too', () => {
    const near = { media_id: 'm1', distance: 0.1, post_id: 'p9', author: anAccount('ben'), thumb_url: '/media/k/thumb.webp' };
    read(signed, { nearest: [near], lineage: [{ depth: 1, relationship: 'parentOf', media_id: 'm1' }, { depth: 2, relationship: 'parentOf' }] });
    expect([...box.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toEqual(['/p/p9', '/p/p9']);
    expect(box.textContent).toContain('Nearly the same picture');
    expect(box.textContent).toContain('by @ben');
    expect(box.textContent).toContain('A picture that you can’t see');
  });
});

describe('times in the figures', () => {
  it.each([
    [null, 'Nothing yet'],
    [60, 'up to 1 minute'],
    [3_840, 'up to 2 hours'],
    [245_760, 'up to 3 days'],
  ])('%s s', (seconds, words) => {
    expect(span(seconds)).toBe(words);
  });
});

describe('one’s own decisions', () => {
  it('say until when one is muted', async () => {
    vi.spyOn(decisions, 'list').mockResolvedValue({ items: [], muted_until: LATER });
    show(<MyModeration />);
    await act(async () => Promise.resolve());
    await vi.waitFor(() => expect(box.querySelector('.notice')).not.toBeNull());
    expect(box.querySelector('.notice')!.textContent).toContain(moment(LATER));
    vi.restoreAllMocks();
  });
});

describe('a webhook that was turned off', () => {
  it('is told, with the way to it', () => {
    show(<NoteRow note={{ id: 'n1', kind: 'generation', actors: [], count: 1, read: true, created_at: LATER, webhook: 'disabled' }} />);
    expect(box.textContent).toContain('Your webhook was turned off');
    expect(box.querySelector('.note-post')!.getAttribute('href')).toBe('/settings/webhook');
  });
});
