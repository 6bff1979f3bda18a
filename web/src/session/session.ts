import { computed, signal } from '@preact/signals';
import { accounts, authority, me, Problem, sessions } from '../api';
import type { Me } from '../api/types';
import { forgetDrafts } from '../drafts';
import { clearBench } from '../generation/bench';
import { forgetLists } from '../feed/pages';

/** Who signed in here last (an id), so that a stranger's first visit asks for no refresh. */
const RETURNING = 'imagora.returning';

export type Phase = 'starting' | 'out' | 'in' | 'unreachable';

export const phase = signal<Phase>('starting');
export const viewer = signal<Me | null>(null);
export const signedIn = computed(() => phase.value === 'in');

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
      phase.value = 'out';
      return;
    }
    authority.accept(token);
    phase.value = 'in';
    viewer.value = await me.read();
  } catch {
    if (viewer.value === null && authority.token() === null) phase.value = 'unreachable';
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  const tokens = await sessions.start(email, password);
  authority.accept(tokens.access_token);
  const account = await me.read();
  // What was typed before a lost session is its writer's, and no one else's on the same machine.
  const returning = localStorage.getItem(RETURNING);
  if (returning !== null && returning !== account.id) forgetDrafts();
  localStorage.setItem(RETURNING, account.id);
  if (viewer.value?.id !== account.id) forgetLists();
  if (returning !== null && returning !== account.id) clearBench();
  viewer.value = account;
  phase.value = 'in';
}

/** Raises Problem; `confirm` is answered where the account waits for the code that was mailed. */
export async function signUp(form: {
  email: string;
  password: string;
  handle: string;
  name: string;
}): Promise<'in' | 'confirm'> {
  await accounts.create(form);
  try {
    await signIn(form.email, form.password);
    return 'in';
  } catch (error) {
    if (error instanceof Problem && (error.status === 401 || error.status === 403)) return 'confirm';
    throw error;
  }
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
  viewer.value = null;
  phase.value = 'out';
}

/** Leave nothing of the person behind on this machine. */
function forget(): void {
  leave();
  localStorage.removeItem(RETURNING);
  forgetDrafts();
}
