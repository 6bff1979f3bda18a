import { render } from 'preact';
import { describe, expect, it } from 'vitest';
import type { Facet } from '../src/api/types';
import { safeLink, splitByFacets } from '../src/feed/facets';
import { PostText } from '../src/feed/PostText';

const bytes = (text: string) => new TextEncoder().encode(text).length;

/** A facet over the first place where `part` stands in `text`. */
function facet(text: string, part: string, kind: Facet['kind'], value = part): Facet {
  const start = bytes(text.slice(0, text.indexOf(part)));
  return { start, end: start + bytes(part), kind, value };
}

function page(text: string, facets: Facet[]): HTMLElement {
  const box = document.createElement('div');
  render(<PostText text={text} facets={facets} />, box);
  return box;
}

describe('splitByFacets', () => {
  it('counts bytes, not characters', () => {
    const text = '🌫️ Grüße an @mika_m in #Köln';
    const runs = splitByFacets(text, [facet(text, '#Köln', 'tag'), facet(text, '@mika_m', 'mention')]);
    expect(runs.map((run) => run.text)).toEqual(['🌫️ Grüße an ', '@mika_m', ' in ', '#Köln']);
  });

  it.each([
    ['overlaps another', [{ start: 0, end: 3 }, { start: 2, end: 4 }]],
    ['ends outside the text', [{ start: 2, end: 900 }]],
    ['cuts a character', [{ start: 1, end: 4 }]],
    ['is empty', [{ start: 2, end: 2 }]],
    ['starts before the text', [{ start: -2, end: 2 }]],
  ])('keeps the whole text when a facet %s', (_, places) => {
    const text = 'äöü end';
    const facets = places.map((place) => ({ ...place, kind: 'tag' as const, value: 'x' }));
    expect(splitByFacets(text, facets).map((run) => run.text).join('')).toBe(text);
  });

  it('gives nothing for no text', () => {
    expect(splitByFacets('', [])).toEqual([]);
  });
});

describe('safeLink', () => {
  it.each(['javascript:alert(1)', 'data:text/html,x', ' vbscript:x', '//evil.example', 'not a link'])('refuses %s', (value) => {
    expect(safeLink(value)).toBeNull();
  });

  it('lets the web through', () => {
    expect(safeLink('https://example.org/a?b')).toBe('https://example.org/a?b');
  });
});

describe('PostText', () => {
  it('shows markup as the text that it is', () => {
    const text = '<img src=x onerror=alert(1)> <b>bold</b>';
    const box = page(text, []);
    expect(box.querySelector('img, b')).toBeNull();
    expect(box.textContent).toBe(text);
  });

  it('links mentions to profiles and links to the web without vouching for them', () => {
    const text = 'With @ada: https://example.org/x';
    const box = page(text, [facet(text, '@ada', 'mention', 'ada'), facet(text, 'https://example.org/x', 'link')]);
    const [mention, link] = box.querySelectorAll('a');
    expect(mention!.getAttribute('href')).toBe('/@ada');
    expect(link!.getAttribute('rel')).toBe('noopener nofollow ugc');
    expect(link!.getAttribute('href')).toBe('https://example.org/x');
  });

  it('leaves a link that would run something as plain text', () => {
    const text = 'press here';
    const box = page(text, [facet(text, 'here', 'link', 'javascript:alert(1)')]);
    expect(box.querySelector('a')).toBeNull();
    expect(box.textContent).toBe(text);
  });
});
