import type { Account, Post, Tombstone } from '../api/types';
import { changeKept } from './pages';

type Thing = Record<string, unknown>;

const isThing = (value: unknown): value is Thing => typeof value === 'object' && value !== null;

/** Where lists, threads and posts keep further posts and accounts. */
const PLACES = ['post', 'quote', 'account', 'ancestors'];

/**
 * The same value with every thing inside that `fits` put through `edit`; the very same object where nothing fits,
 * so that what did not change is not drawn again.
 */
export function editInside(value: unknown, fits: (thing: Thing) => boolean, edit: (thing: Thing) => unknown): unknown {
  if (Array.isArray(value)) {
    const next = value.map((item) => editInside(item, fits, edit));
    return next.some((item, at) => item !== value[at]) ? next : value;
  }
  if (!isThing(value)) return value;
  let next = value;
  for (const place of PLACES) {
    if (!(place in value)) continue;
    const part = editInside(value[place], fits, edit);
    if (part !== value[place]) next = { ...next, [place]: part };
  }
  return fits(next) ? edit(next) : next;
}

const isPost = (thing: Thing, id: string) => thing['id'] === id && 'counts' in thing;

/** Change a post wherever it is shown. */
export function changePost(id: string, edit: (post: Post) => Post): void {
  changeKept((held) => editInside(held, (thing) => isPost(thing, id), (thing) => edit(thing as Post)));
}

/** Change an account wherever it is shown. */
export function changeAccount(handle: string, edit: (account: Account) => Account): void {
  const fits = (thing: Thing) => thing['handle'] === handle && 'posts_count' in thing;
  changeKept((held) => editInside(held, fits, (thing) => edit(thing as unknown as Account)));
}

/** A deleted post leaves the lists; a tombstone stays where something hangs on it. */
export function dropPost(id: string): void {
  const tombstone: Tombstone = { id, tombstone: 'deleted' };
  changeKept((held) =>
    editInside(without(held, (item) => postOf(item)?.id === id), (thing) => isPost(thing, id), () => tombstone),
  );
}

/** Whom one blocks or mutes leaves the feeds and threads; their own page stays. */
export function dropAuthor(account: string): void {
  const fed = (item: Thing) => 'reason' in item || 'replies_count' in item;
  changeKept((held) =>
    without(held, (item) => fed(item) && (postOf(item)?.author?.id === account || reposterOf(item) === account)),
  );
}

function without(held: unknown, gone: (item: Thing) => boolean): unknown {
  if (!Array.isArray(held) || !held.some((item) => isThing(item) && gone(item))) return held;
  return held.filter((item) => !(isThing(item) && gone(item)));
}

/** Lists hold posts, or feed items around them. */
function postOf(item: Thing): Partial<Post> | undefined {
  return 'post' in item ? (item['post'] as Partial<Post>) : 'counts' in item ? (item as Partial<Post>) : undefined;
}

const reposterOf = (item: Thing) => (item['reason'] as { by?: { id: string } } | undefined)?.by?.id;
