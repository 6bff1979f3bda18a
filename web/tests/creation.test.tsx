import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Advice, Generation, GenerationOptions, Media, ProviderOption } from '../src/api/types';
import { change, detach, write, type PostDraft } from '../src/compose/draft';
import { bodyOf } from '../src/compose/publish';
import { chosen, fitting, makersOf, offer, sizesOf, stylesOf } from '../src/creation/options';
import { submitWords } from '../src/creation/PriceLine';
import { Suggestions } from '../src/copilot/Suggestions';
import { takeDescription, takeText } from '../src/copilot/take';
import { answersOf } from '../src/copilot/talk';
import { changeOrder, forgetOriginal, orderBody, orderDraft } from '../src/generation/order';
import { Stages } from '../src/generation/Stages';
import { RemixCredit } from '../src/remix/RemixCredit';
import { remixHref } from '../src/remix/href';
import { mayRemix } from '../src/remix/policy';
import { aPost, anAccount } from './samples';

const maker = (name: string, more: Partial<ProviderOption> = {}): ProviderOption =>
  ({ name, model: `${name}-1`, source_type: 'trainedAlgorithmicMedia', sizes: ['1024x1024'], styles: [], count: 4, credits: 1, seeds: false, edits: false, strengths: false, transparency: false, ...more }) as ProviderOption;
const medium = (id: string, more: Partial<Media> = {}): Media =>
  ({ id, status: 'ready', url: `/media/${id}/full.webp`, width: 10, height: 10, alt: 'Hills', placeholder: '', remix_policy: 'everyone', ...more }) as Media;
const builtIn = maker('procedural', { sizes: ['1024x1024', '512x512'], multiple: 1, styles: ['oil', 'stained_glass', 'unheard_of'] });
const elsewhere = maker('elsewhere', { sizes: ['1024x1024', '1344x768', '768x1344'], count: 2, edits: true });
const offered: GenerationOptions = { default: 'procedural', providers: [builtIn, elsewhere] };

let box: HTMLElement;
beforeEach(() => {
  box = document.createElement('div');
  document.body.append(box);
  changeOrder({ prompt: '', size: '1024x1024', style: '', count: '2', provider: '', fallback: false, strength: 60 });
  forgetOriginal();
  offer.value = offered;
});
afterEach(() => {
  render(null, box);
  box.remove();
});

describe('an order', () => {
  it('goes to the usual provider without naming it, and to another one by its name', () => {
    changeOrder({ prompt: ' Hills ' });
    expect(orderBody(orderDraft.value, builtIn, 'procedural')).toEqual({ prompt: 'Hills', size: '1024x1024', count: 2 });
    changeOrder({ provider: 'elsewhere', fallback: true });
    expect(chosen.value?.name).toBe('elsewhere');
    expect(orderBody(orderDraft.value, chosen.value, 'procedural')).toMatchObject({ provider: 'elsewhere', allow_fallback: true });
  });

  it('fits whom it goes to, and is as it was with the one before', () => {
    changeOrder({ size: '1536x1024', style: 'oil', count: '4' });
    expect(fitting(orderDraft.value, elsewhere)).toMatchObject({ size: '1344x768', count: '2' });
    expect(fitting(orderDraft.value, builtIn)).toMatchObject({ size: '1536x1024', style: 'oil', count: '4' });
  });

  it('offers the sizes and styles that the provider knows, by our names where we have them', () => {
    expect(sizesOf(elsewhere)).toEqual(['1024x1024', '1344x768', '768x1344']);
    expect(sizesOf(builtIn)).toContain('512x1536');
    const labels = Object.fromEntries(stylesOf(builtIn).map(({ value, label }) => [value, label]));
    expect(labels).toEqual({ '': 'create.style.none', oil: 'create.style.oil', stained_glass: 'create.style.glass', unheard_of: null });
  });

  it('of a remix names its original, and goes to who can begin from a picture', () => {
    changeOrder({ prompt: 'Fog', original: { id: 'm1', post: 'p1' } });
    expect(makersOf(offered, true).map(({ name }) => name)).toEqual(['elsewhere']);
    expect(chosen.value?.name).toBe('elsewhere');
    expect(orderBody(orderDraft.value, { name: 'a', strengths: true })).toMatchObject({ remix_of: 'm1', strength: 0.6 });
    expect(orderBody(orderDraft.value, { name: 'a', strengths: false })).not.toHaveProperty('strength');
    forgetOriginal();
    expect(orderDraft.value).toMatchObject({ prompt: 'Fog' });
    expect(orderDraft.value.original).toBeUndefined();
  });

  it('says on its button what it costs', () => {
    const estimate = { cost: { credits: 3 }, balance: 9, would: 'run' as const };
    expect(submitWords(null)).toBe('Draw it');
    expect(submitWords(estimate)).toBe('Draw it for 3 credits');
    expect(submitWords({ ...estimate, would: 'slow_lane' })).toContain('slow lane');
  });
});

describe('a job that waits', () => {
  const job = (more: object) => ({ id: 'j', status: 'queued', count: 2, media: [], progress: 0, ...more }) as unknown as Generation;
  const told = (more: object) => {
    act(() => render(<Stages job={job(more)} />, box));
    return box.textContent!;
  };

  it.each([
    [{}, 'It begins shortly.'],
    [{ place: 1 }, 'You are next.'],
    [{ place: 3 }, 'About place 3 in the queue.'],
    [{ stage: 'retrying', progress: 5 }, 'asked again shortly'],
    [{ status: 'moderating', stage: 'checking', progress: 90 }, 'All is drawn: looked at, marked and signed, 90 %'],
    [{ status: 'moderating', stage: 'finishing', progress: 99 }, 'Almost done, 99 %'],
    [{ lane: 'slow', place: 7 }, 'Slow lane'],
    [{ status: 'running', progress: 40, media: [medium('a')] }, '1 of 2 are here.'],
  ])('%o says where it is', (more, words) => {
    expect(told(more)).toContain(words);
    expect(box.querySelectorAll('[aria-current=step]')).toHaveLength(1);
  });
});

describe('a suggestion', () => {
  const writing = (more: Partial<PostDraft> = {}) => signal<PostDraft>({ text: '', media: [], ...more });

  it('makes the post assisted, until nothing of it is left', () => {
    const post = writing({ text: 'Fog.' });
    expect(bodyOf(post.value)).not.toHaveProperty('ai');
    takeText('#fog', 'insert', post);
    expect(post.value.text).toBe('Fog. #fog');
    expect(bodyOf(post.value)).toMatchObject({ ai: 'assisted' });
    write('Fog, edited. #fog', post);
    expect(bodyOf(post.value)).toMatchObject({ ai: 'assisted' });
    write('', post);
    expect(bodyOf(post.value)).not.toHaveProperty('ai');
  });

  it('begins a new line, or stands in place of the text', () => {
    const post = writing({ text: 'Fog. ' });
    takeText('And one bell.', 'insert', post);
    expect(post.value.text).toBe('Fog.\nAnd one bell.');
    takeText('A bell in the fog.', 'replace', post);
    expect(post.value.text).toBe('A bell in the fog.');
  });

  it('for a description counts as long as its picture is there', () => {
    const post = writing({ media: [{ media: medium('m1'), alt: '' }] });
    takeDescription('Hills before a low sun', 'm1', post);
    expect(post.value.media[0]!.alt).toBe('Hills before a low sun');
    expect(bodyOf(post.value)).toMatchObject({ ai: 'assisted' });
    detach('m1', post);
    change({ text: 'Mine' }, post);
    expect(bodyOf(post.value)).not.toHaveProperty('ai');
  });

  it('is shown as text, with who made it', () => {
    const text = '<img src=x onerror=alert(1)>';
    const advice: Advice = { suggestions: [{ text, rationale: text }], provider: 'builtin', model: 'builtin-1' };
    const asking = { advice, busy: false, error: null, ask: () => undefined, stop: () => undefined, forget: () => undefined };
    act(() => render(<Suggestions asking={asking} actions={() => null} />, box));
    expect(box.querySelector('img')).toBeNull();
    expect(box.querySelector('.suggested-text')!.textContent).toBe(text);
    expect(box.textContent).toContain('no model');
  });

  it('after questions rests on what was answered', () => {
    expect(answersOf(['Who?', 'When?'], { 'Who?': ' All ', 'When?': ' ' })).toEqual([{ question: 'Who?', answer: 'All' }]);
  });
});

describe('a remix', () => {
  const credit = (media: Media[]) => {
    act(() => render(<RemixCredit post={aPost('p9', { media })} />, box));
    return box;
  };

  it('has an address that says what it begins from', () => {
    expect(remixHref('m1', 'p1')).toBe('/create?remix=m1&from=p1');
    expect(remixHref('m1')).toBe('/create?remix=m1');
  });

  it('is offered where the owner allows it', () => {
    const ada = anAccount('ada');
    expect(mayRemix(medium('m'), ada)).toBe(true);
    expect(mayRemix(medium('m', { remix_policy: 'nobody' }), ada)).toBe(false);
    expect(mayRemix(medium('m', { status: 'held' }), ada)).toBe(false);
  });

  it('credits all whom it owes something, everyone once', () => {
    const credits = [
      { media_id: 'm2', author: anAccount('ben'), post_id: 'p2' },
      { media_id: 'm1', author: anAccount('cy'), post_id: 'p1' },
    ];
    credit([medium('a', { remix_of: 'm2', credits }), medium('b', { remix_of: 'm2', credits })]);
    expect([...box.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toEqual(['/p/p2', '/p/p1']);
    expect(box.textContent).toBe('Remix of a picture by @ben, @cy');
  });

  it('says that an original is gone, and in a list leads to where credit is', () => {
    expect(credit([medium('a', { remix_of: 'm2', credits: [{ media_id: 'm2', tombstone: 'deleted' }] })]).textContent).toContain('was deleted');
    expect(credit([medium('a', { remix_of: 'm2' })]).querySelector('a')!.getAttribute('href')).toBe('/p/p9');
    expect(credit([medium('a')]).textContent).toBe('');
  });
});
