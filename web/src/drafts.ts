import { effect, signal, type Signal } from '@preact/signals';

const PREFIX = 'imagora.draft.';
const drafts = new Map<string, { signal: Signal<unknown>; initial: unknown }>();

/**
 * Typed text that survives a reload and a lost session: a signal kept in this browser's storage.
 * `lasting` drafts outlive the tab. Never used for passwords.
 */
export function draft<T>(name: string, initial: T, lasting = false): Signal<T> {
  const known = drafts.get(name);
  if (known) return known.signal as Signal<T>;
  const storage = lasting ? localStorage : sessionStorage;
  const state = signal<T>(read(storage, name, initial));
  drafts.set(name, { signal: state as Signal<unknown>, initial });
  effect(() => {
    const value = JSON.stringify(state.value);
    if (value === JSON.stringify(initial)) storage.removeItem(PREFIX + name);
    else storage.setItem(PREFIX + name, value);
  });
  return state;
}

export function forgetDrafts(): void {
  for (const { signal: state, initial } of drafts.values()) state.value = initial;
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage)) if (key.startsWith(PREFIX)) storage.removeItem(key);
  }
}

function read<T>(storage: Storage, name: string, initial: T): T {
  const stored = storage.getItem(PREFIX + name);
  if (stored === null) return initial;
  try {
    return JSON.parse(stored) as T;
  } catch {
    return initial;
  }
}
