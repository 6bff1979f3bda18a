import { effect, signal, type Signal } from '@preact/signals';
import { RETURNING } from './session/returning';

const PREFIX = 'imagora.draft.';

interface Draft {
  signal: Signal<unknown>;
  initial: unknown;
  storage: Storage;
}

const drafts = new Map<string, Draft>();
let owner = localStorage.getItem(RETURNING) ?? '';

/** Whether who types here is still who signed in last: in another tab it may have been somebody else. */
export const isStillTheirs = (): boolean => (localStorage.getItem(RETURNING) ?? '') === owner;

const keyOf = (name: string) => `${PREFIX}${owner}.${name}`;

/**
 * Typed text that survives a reload, a failure and a lost session: a signal kept in this browser's storage, for
 * whoever is signed in. `lasting` drafts outlive the tab, and are the same in every tab. Never used for passwords.
 */
export function draft<T>(name: string, initial: T, lasting = false): Signal<T> {
  const known = drafts.get(name);
  if (known) return known.signal as Signal<T>;
  const storage = lasting ? localStorage : sessionStorage;
  const state = signal<T>(read(storage, name, initial));
  drafts.set(name, { signal: state as Signal<unknown>, initial, storage });
  effect(() => write(storage, name, state.value, initial));
  return state;
}

/** What was sent is done with. What was typed after it was sent stays: an answer may take its time. */
export function settle<T>(typed: Signal<T>, sent: T, initial: T): void {
  if (JSON.stringify(typed.value) === JSON.stringify(sent)) typed.value = initial;
}

/** From here on it is this person who types (an account's id; empty for a guest). Everybody finds what is theirs. */
export function takeDraftsOf(person: string): void {
  if (person === owner) return;
  // What a guest began goes along when the guest turns out to be somebody.
  const brought = owner === '' ? [...drafts].filter(([, { signal: state, initial }]) => state.value !== initial) : [];
  const texts = new Map(brought.map(([name, { signal: state }]) => [name, state.value]));
  if (owner === '') clearAll();
  owner = person;
  for (const [name, { signal: state, initial, storage }] of drafts) {
    state.value = texts.get(name) ?? read(storage, name, initial);
  }
}

/** Nothing that this person typed stays on this machine. */
export function forgetDrafts(): void {
  clearAll();
  for (const { signal: state, initial } of drafts.values()) state.value = initial;
}

function clearAll(): void {
  for (const { storage, name } of keptDrafts()) storage.removeItem(keyOf(name));
}

/** What this person's drafts hold on this machine, those of screens that were not opened included. */
export function keptDrafts(): { name: string; value: unknown; storage: Storage }[] {
  const prefix = keyOf('');
  return [localStorage, sessionStorage].flatMap((storage) =>
    Object.keys(storage)
      .filter((key) => key.startsWith(prefix))
      .map((key) => ({ name: key.slice(prefix.length), value: parse<unknown>(storage.getItem(key), null), storage })),
  );
}

function read<T>(storage: Storage, name: string, initial: T): T {
  return parse(storage.getItem(keyOf(name)), initial);
}

function parse<T>(stored: string | null, initial: T): T {
  if (stored === null) return initial;
  try {
    return JSON.parse(stored) as T;
  } catch {
    return initial;
  }
}

function write(storage: Storage, name: string, state: unknown, initial: unknown): void {
  const value = JSON.stringify(state);
  try {
    if (value === JSON.stringify(initial)) storage.removeItem(keyOf(name));
    else if (value !== storage.getItem(keyOf(name))) storage.setItem(keyOf(name), value);
  } catch (error) {
    // Full, or forbidden by the browser: the text stays in the page, which is where it is being typed.
    console.warn('what is typed could not be kept', error);
  }
}

/** Another tab typed. */
addEventListener('storage', ({ key, newValue, storageArea }) => {
  if (storageArea !== localStorage || !key?.startsWith(keyOf(''))) return;
  const known = drafts.get(key.slice(keyOf('').length));
  if (known?.storage === localStorage) known.signal.value = parse(newValue, known.initial);
});
