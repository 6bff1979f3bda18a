import { describe, expect, it } from 'vitest';
import { isMuted, noteMuted } from '../src/feed/muted';
import { aPost } from './samples';

describe('a muted conversation', () => {
  it('is muted for every post in it, and no other', () => {
    noteMuted(aPost('root'), true);
    expect([aPost('root'), aPost('reply', { root: 'root' }), aPost('other')].map(isMuted)).toEqual([true, true, false]);
    noteMuted(aPost('reply', { root: 'root' }), false);
    expect(isMuted(aPost('root'))).toBe(false);
  });
});
