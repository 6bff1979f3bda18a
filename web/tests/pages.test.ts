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

  it('keeps what was changed while it was asked for anew', async () => {
    let tell: (ids: Item[]) => void = () => undefined;
    const list = new PagedList<Item>(() => new Promise((done) => (tell = (found) => done({ items: found }))), identify);
    const loaded = list.reload();
    list.change((known) => [{ id: 'made' }, ...known]);
    list.change((known) => known.filter(({ id }) => id !== 'gone'));
    tell(items('b', 'gone', 'a'));
    await loaded;
    expect(shown(list)).toEqual(['made', 'b', 'a']);
    const again = list.reload();
    tell(items('made', 'b'));
    await again;
    expect(shown(list)).toEqual(['made', 'b']);
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
