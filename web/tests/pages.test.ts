import { describe, expect, it } from 'vitest';
import { PagedList } from '../src/feed/pages';

interface Item {
  id: string;
}
const items = (...ids: string[]): Item[] => ids.map((id) => ({ id }));
const identify = (item: Item) => item.id;
const shown = (list: PagedList<Item>) => list.items.value.map(identify);

describe('PagedList', () => {
  it('appends pages, shows nothing twice and knows its end', async () => {
    const pages = [{ items: items('c', 'b'), cursor: 'next' }, { items: items('b', 'a') }];
    const list = new PagedList<Item>(async () => pages.shift()!, identify);
    await list.reload();
    expect(list.complete.value).toBe(false);
    await list.more();
    expect(shown(list)).toEqual(['c', 'b', 'a']);
    expect(list.complete.value).toBe(true);
  });

  it('keeps what it shows when a page fails, and goes on from there', async () => {
    let broken = false;
    const list = new PagedList<Item>(async (cursor) => {
      if (broken) throw new Error('down');
      return cursor === undefined ? { items: items('b'), cursor: 'next' } : { items: items('a') };
    }, identify);
    await list.reload();
    broken = true;
    await list.more();
    expect(list.state.value).toBe('failed');
    expect(shown(list)).toEqual(['b']);
    broken = false;
    await list.more();
    expect(shown(list)).toEqual(['b', 'a']);
  });
});
