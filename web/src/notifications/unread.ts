import { effect, signal } from '@preact/signals';
import { me } from '../api';
import { signedIn, viewer } from '../session/session';
import { pause, visible } from '../timing';

const EVERY_MS = 60_000;

/** How many notifications wait to be seen. */
export const unread = signal(0);

/** Ask how many wait, gently and only while the page is looked at, as long as somebody is signed in. */
export function watchUnread(every = EVERY_MS): () => void {
  // Signing in reads the account, and with it the first number.
  let known: string | undefined;
  effect(() => {
    if (viewer.value?.id === known) return;
    known = viewer.value?.id;
    unread.value = viewer.value?.unread_count ?? 0;
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
    const count = await me.glance().then((account) => account.unread_count, () => undefined);
    leaving.throwIfAborted();
    if (count !== undefined) unread.value = count;
  }
}
