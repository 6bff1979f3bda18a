import { effect, signal } from '@preact/signals';
import { me } from '../api';
import { signedIn, viewer } from '../session/session';
import { pause, visible } from '../timing';

const EVERY_MS = 60_000;

/** How many notifications wait to be seen. */
export const unread = signal(0);

/** How often all of them were seen: a number that was asked for before that is no longer true. */
let seen = 0;

export function noteSeen(): void {
  seen++;
  unread.value = 0;
}

/** Ask how many wait, gently and only while the page is looked at, as long as somebody is signed in. */
export function watchUnread(every = EVERY_MS): () => void {
  // Signing in reads the account, and with it the first number.
  let known: string | undefined;
  effect(() => {
    if (viewer.value?.id === known) return;
    // Whose session it is may have seen them before the account, and with it the number, is here.
    const late = known === undefined && seen > 0;
    known = viewer.value?.id;
    seen = 0;
    unread.value = late ? 0 : (viewer.value?.unread_count ?? 0);
  });
  return effect(() => {
    if (!signedIn.value) return;
    const leaving = new AbortController();
    // Ends with the abort when the session ends.
    watch(every, leaving.signal).catch(() => undefined);
    return () => leaving.abort();
  });
}

async function watch(every: number, leaving: AbortSignal): Promise<void> {
  for (;;) {
    await pause(every, leaving);
    await visible(leaving);
    const before = seen;
    const count = await me.glance().then((account) => account.unread_count, () => undefined);
    leaving.throwIfAborted();
    if (count !== undefined && before === seen) unread.value = count;
  }
}
