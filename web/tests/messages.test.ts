import { afterEach, describe, expect, it } from 'vitest';
import { de } from '../src/i18n/de';
import { en } from '../src/i18n/en';
import { account } from '../src/i18n/account/en';
import { feel } from '../src/i18n/feel/en';
import { studio } from '../src/i18n/studio/en';
import { trust } from '../src/i18n/trust/en';
import { readdirSync, readFileSync } from 'node:fs';
import { Problem } from '../src/api/problem';
import { ago, speak, t, until, type Key } from '../src/i18n';
import { explain } from '../src/i18n/errors';

const blanks = (message: unknown) => [...new Set(JSON.stringify(message).match(/\{\w+\}/g) ?? [])].sort();

describe('messages', () => {
  afterEach(() => speak('en'));

  it.each(Object.entries({ ...en, ...account, ...feel, ...studio, ...trust }))('%s has the same blanks in German', (key, message) => {
    expect(blanks(de[key as Key])).toEqual(blanks(message));
  });

  it.each([
    ['trust', trust],
    ['studio', studio],
  ])('of %s are at hand in every file that asks for them, as far as the file says', (name, words) => {
    const lazy = new RegExp(`['"\`](${[...new Set(Object.keys(words).map((key) => key.split('.')[0]!))].join('|')})\\.`);
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path) && !path.startsWith('i18n'));
    const asking = sources.filter((path) => lazy.test(readFileSync(`src/${path}`, 'utf8')));
    expect(asking.length).toBeGreaterThan(5);
    expect(asking.filter((path) => !new RegExp(`from '.*i18n/${name}'`).test(readFileSync(`src/${path}`, 'utf8')))).toEqual([]);
  });

  it('chooses the plural by the number', () => {
    expect(t('profile.followers', { n: 1 })).toBe('1 follower');
    expect(t('profile.followers', { n: 1234 })).toBe('1,234 followers');
  });

  it('speaks German with German numbers', async () => {
    await speak('de');
    expect(t('profile.followers', { n: 1234 })).toBe('1.234 folgen');
    expect(document.documentElement.lang).toBe('de');
  });

  it('tells time relative to now', () => {
    const now = Date.parse('2026-01-10T12:00:00Z');
    expect(ago('2026-01-10T11:55:00Z', now)).toContain('5');
    expect(ago('2026-01-09T11:00:00Z', now)).toBe('yesterday');
    expect(until('2026-01-10T16:30:00Z', now)).toBe('in 5 hours');
  });
});

describe('problem codes', () => {
  const table = readFileSync('../chalicelib/problems.py', 'utf8');
  const codes = [...table.matchAll(/^    "(\w+)": (\d{3}),$/gm)].map(([, code, status]) => [code!, Number(status)] as const);

  it('are found where the API keeps them', () => {
    expect(codes.map(([code]) => code)).toContain('post_not_found');
  });

  it.each(codes)('%s has words of our own', (code, status) => {
    expect(explain(new Problem(status, { code, detail: 'words of the server' }))).not.toBe('words of the server');
  });
});
