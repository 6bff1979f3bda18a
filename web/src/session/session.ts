import { computed, signal } from '@preact/signals';
import { authority, me, Problem, sessions } from '../api';
import type { Me } from '../api/types';
import { forgetDrafts, takeDraftsOf } from '../drafts';
import { clearBench } from '../generation/bench';
import { forgetLists } from '../feed/pages';
import { forgetLast, latest } from '../offline/latest';
import { pause, visible } from '../timing';
import { afterFirstPosts } from './first';
import { RETURNING } from './returning';

export type Phase = 'starting' | 'out' | 'in' | 'unreachable';

export const phase = signal<Phase>('starting');
export const viewer = signal<Me | null>(null);
export const signedIn = computed(() => phase.value === 'in');
/** Whose session it is, from its first moment, long before the rest of `viewer` is known; '' for a guest. */
export const viewerId = computed(() => viewer.value?.id ?? (signedIn.value ? (localStorage.getItem(RETURNING) ?? '') : ''));
/** Why it is not known who is here, while `unreachable`. */
export const startError = signal<unknown>(null);

/** On load: take up the session of the refresh cookie, if there is one. */
export async function resume(): Promise<void> {
  if (localStorage.getItem(RETURNING) === null) {
    phase.value = 'out';
    return;
  }
  phase.value = 'starting';
  try {
    const token = await sessions.refresh();
    if (token === null) {
      void forgetLast();
      phase.value = 'out';
      return;
    }
    authority.accept(token);
    phase.value = 'in';
  } catch (error) {
    startError.value = error;
    phase.value = 'unreachable';
    return;
  }
  await recognise();
}

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** Who it is whose session this is: asked until it is known, or the session is over. */
async function recognise(): Promise<void> {
  const never = new AbortController().signal;
  for (let wait = FIRST_MS; phase.value === 'in' && viewer.value === null; wait = Math.min(LONGEST_MS, wait * 2)) {
    try {
      await afterFirstPosts();
      const account = await me.read();
      if (viewer.value !== null || phase.value !== 'in') return;
      if (account.id !== viewerId.value) {
        // Whoever signed in last left before that was noted: what the one before typed is not theirs.
        localStorage.setItem(RETURNING, account.id);
        takeDraftsOf(account.id);
      }
      viewer.value = account;
    } catch (error) {
      // Somebody signed in over it, or left: what was asked before says nothing of them.
      if (viewer.value !== null || phase.value !== 'in') return;
      // Refused, not failed: whoever it was is no more.
      if (error instanceof Problem && error.status < 500 && error.status !== 429) return leave();
      await pause(wait, never);
      await visible(never);
    }
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  const tokens = await sessions.start(email, password);
  const account = await me.readAs(tokens.access_token);
  const returning = localStorage.getItem(RETURNING);
  const before = viewerId.value;
  // What waits for a lost session to go on is not sent in somebody else's name.
  if (returning !== null && returning !== account.id) authority.dismiss();
  takeDraftsOf(account.id);
  authority.accept(tokens.access_token);
  localStorage.setItem(RETURNING, account.id);
  if (before !== account.id) forgetLists();
  void forgetLast(account.id);
  if (returning !== null && returning !== account.id) clearBench();
  viewer.value = account;
  phase.value = 'in';
}

export async function signOut(): Promise<void> {
  try {
    await sessions.end();
  } finally {
    forget();
  }
}

export async function eraseAccount(password: string): Promise<void> {
  await me.erase(password);
  forget();
}

/** Reload who the viewer is, after a change. */
export function rename(changed: Partial<Me>): void {
  if (viewer.value !== null) viewer.value = { ...viewer.value, ...changed };
}

/** The session has ended and nobody takes it up: out, with what was typed kept for the same person. */
export function leave(): void {
  authority.dismiss();
  clearBench();
  forgetLists();
  latest.value = null;
  void forgetLast();
  viewer.value = null;
  phase.value = 'out';
}

/** Leave nothing of the person behind on this machine. */
function forget(): void {
  leave();
  localStorage.removeItem(RETURNING);
  forgetDrafts();
  takeDraftsOf('');
}
