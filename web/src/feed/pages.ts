import { signal, type Signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Page } from '../api/types';
import { place } from '../routing/router';
import { Heights } from './span';
import { forgetWriters, noteWriters } from './writers';

type Load<T> = (cursor?: string) => Promise<Page<T>>;

/** One list of the API, page by page, each item once. It outlives its screen, so that back finds it as it was. */
export class PagedList<T> {
  readonly items = signal<readonly T[]>([]);
  readonly state = signal<'fresh' | 'loading' | 'ready' | 'failed'>('fresh');
  readonly error = signal<unknown>(null);
  readonly complete = signal(false);
  #cursor: string | undefined;
  #turn = 0;
  /** What was changed here since the newest reload went out: its answer may not have it yet. */
  #meanwhile: ((items: readonly T[]) => readonly T[])[] = [];
  #again = (): Promise<void> => this.reload();
  readonly #load: Load<T>;
  readonly identify: (item: T) => string;
  /** By which its place is found again; none where it is not worth that. */
  readonly name: string;
  /** Of its items, as they were last drawn. */
  readonly heights = new Heights();

  constructor(load: Load<T>, identify: (item: T) => string, name = '') {
    this.#load = load;
    this.identify = identify;
    this.name = name;
  }

  /** From the top; what is shown stays until the answer is here. */
  reload(): Promise<void> {
    this.#again = () => this.reload();
    this.#meanwhile = [];
    return this.#fetch(undefined, (page) => this.#once(this.#meanwhile.reduce<readonly T[]>((items, edit) => edit(items), page)));
  }

  async more(): Promise<void> {
    if (this.state.value === 'loading' || this.complete.value) return;
    this.#again = () => this.more();
    await this.#fetch(this.#cursor, (page) => this.#once([...this.items.value, ...page]));
  }

  /** What failed, once more. */
  again(): Promise<void> {
    return this.#again();
  }

  change(edit: (items: readonly T[]) => readonly T[]): void {
    if (this.state.value === 'loading') this.#meanwhile.push(edit);
    this.items.value = edit(this.items.value);
  }

  /** Of those with one name, the first. */
  #once(items: readonly T[]): readonly T[] {
    const first = new Map<string, T>();
    for (const item of items) if (!first.has(this.identify(item))) first.set(this.identify(item), item);
    return [...first.values()];
  }

  async #fetch(cursor: string | undefined, merge: (page: T[]) => readonly T[]): Promise<void> {
    const turn = ++this.#turn;
    this.state.value = 'loading';
    const { caughtUp, done } = whileAsking();
    try {
      const page = await this.#load(cursor);
      if (turn !== this.#turn) return;
      noteWriters(page.items);
      this.items.value = merge(caughtUp(page.items));
      this.#cursor = page.cursor ?? undefined;
      this.complete.value = this.#cursor === undefined;
      this.error.value = null;
      this.state.value = 'ready';
    } catch (error) {
      if (turn !== this.#turn) return;
      this.error.value = error;
      this.state.value = 'failed';
    } finally {
      done();
    }
  }
}

const lists = new Map<string, unknown>();

/** The list of this name; loaded anew when one comes to it by a link, kept as it was when one comes back. */
export function useList<T>(name: string, load: Load<T>, identify: (item: T) => string): PagedList<T> {
  const list = useMemo(() => {
    const known = lists.get(name) as PagedList<T> | undefined;
    const found = known ?? new PagedList(load, identify, name);
    lists.set(name, found);
    keep(`list:${name}`, found.items);
    return found;
  }, [name]);
  useEffect(() => {
    if (list.state.value === 'fresh' || place.value.by !== 'pop') void list.reload();
  }, [list]);
  return list;
}

const kept = new Map<string, Signal<unknown>>();

/** What is shown and holds posts or accounts, so that a change reaches every copy of them. */
export function keep(name: string, held: Signal<unknown>): void {
  kept.set(name, held);
}

type Edit = (held: unknown) => unknown;

/** For each request that is on its way, what was changed here since it went out. */
const underWay = new Set<Edit[]>();

/** From now until `done`: `caughtUp` gives what an answer holds as it is now, with what was changed here meanwhile. */
export function whileAsking(): { caughtUp: <V>(held: V) => V; done: () => void } {
  const edits: Edit[] = [];
  underWay.add(edits);
  return {
    caughtUp: <V>(held: V) => edits.reduce<unknown>((value, edit) => edit(value), held) as V,
    done: () => underWay.delete(edits),
  };
}

/** Apply `edit` to all that is kept: something was deleted, liked or followed. It gives back what it leaves alone. */
export function changeKept(edit: Edit): void {
  for (const edits of underWay) edits.push(edit);
  for (const held of kept.values()) held.value = edit(held.value);
}

const beside = new Map<Signal<any>, unknown>();

/** What an answer says beside its list, or stands above it: it outlives the screen as the list does, and is forgotten with it. */
export function besideLists<V>(initial: V): Signal<V> {
  const held = signal(initial);
  beside.set(held, initial);
  return held;
}

export function forgetLists(): void {
  forgetWriters();
  for (const [held, initial] of beside) held.value = initial;
  lists.clear();
  kept.clear();
}
