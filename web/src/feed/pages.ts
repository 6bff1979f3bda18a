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
    return this.#fetch(undefined, (page) => page);
  }

  async more(): Promise<void> {
    if (this.state.value === 'loading' || this.complete.value) return;
    this.#again = () => this.more();
    const known = new Set(this.items.value.map(this.identify));
    await this.#fetch(this.#cursor, (page) => [
      ...this.items.value,
      ...page.filter((item) => !known.has(this.identify(item))),
    ]);
  }

  /** What failed, once more. */
  again(): Promise<void> {
    return this.#again();
  }

  change(edit: (items: readonly T[]) => readonly T[]): void {
    this.items.value = edit(this.items.value);
  }

  async #fetch(cursor: string | undefined, merge: (page: T[]) => readonly T[]): Promise<void> {
    const turn = ++this.#turn;
    this.state.value = 'loading';
    try {
      const page = await this.#load(cursor);
      if (turn !== this.#turn) return;
      noteWriters(page.items);
      this.items.value = merge(page.items);
      this.#cursor = page.cursor ?? undefined;
      this.complete.value = this.#cursor === undefined;
      this.error.value = null;
      this.state.value = 'ready';
    } catch (error) {
      if (turn !== this.#turn) return;
      this.error.value = error;
      this.state.value = 'failed';
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

/** Apply `edit` to all that is kept: something was deleted, liked or followed. It gives back what it leaves alone. */
export function changeKept(edit: (held: unknown) => unknown): void {
  for (const held of kept.values()) held.value = edit(held.value);
}

export function forgetLists(): void {
  forgetWriters();
  lists.clear();
  kept.clear();
}
