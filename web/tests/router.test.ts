import { describe, expect, it } from 'vitest';
import { match } from '../src/routing/router';
import { resolve } from '../src/routing/routes';

describe('match', () => {
  it('reads parameters, decoded', () => {
    expect(match('/@:handle', '/@ada')).toEqual({ handle: 'ada' });
    expect(match('/p/:id', '/p/a%20b/')).toEqual({ id: 'a b' });
  });

  it('knows what does not fit', () => {
    expect(match('/p/:id', '/p/')).toBeNull();
    expect(match('/p/:id', '/p/%E0%A4%A')).toBeNull();
    expect(match('/', '/create')).toBeNull();
  });
});

describe('resolve', () => {
  it('sends guests to sign in, and back to where they wanted to go', () => {
    expect(resolve('/create', '', false)).toEqual({ redirect: '/sign-in?next=%2Fcreate' });
  });

  it('has a start page for both', () => {
    const guest = resolve('/', '', false);
    const member = resolve('/', '', true);
    expect(guest).not.toBeNull();
    expect(member).not.toBeNull();
    expect(guest).not.toEqual(member);
  });

  it('knows nothing of other paths', () => {
    expect(resolve('/nowhere/at/all', '', true)).toBeNull();
  });
});
