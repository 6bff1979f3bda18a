import { computed, signal } from '@preact/signals';
import { generations, Problem } from '../api';
import type { Generation } from '../api/types';
import { draft } from '../drafts';
import { isFinal, mayStillGive, watch } from './watch';

/** Ids of the jobs of this visit, newest first: they are found again after a reload. */
const ids = draft<readonly string[]>('jobs', []);
const MOST = 12;

export const bench = signal<readonly Generation[]>([]);
/** How many of them are over: with each, the balance is another one. */
export const settledJobs = computed(() => bench.value.filter(isFinal).length);
const watched = new Map<string, AbortController>();

/** Put a job on the bench and follow it. */
export function place(job: Generation): void {
  const others = bench.value.filter((known) => known.id !== job.id);
  bench.value = [job, ...others].slice(0, MOST);
  // With those that are still being fetched again.
  ids.value = [job.id, ...ids.value.filter((known) => known !== job.id)].slice(0, MOST);
  follow(job);
}

export function update(job: Generation): void {
  bench.value = bench.value.map((known) => (known.id === job.id ? job : known));
}

function follow(job: Generation): void {
  if ((isFinal(job) && !mayStillGive(job)) || watched.has(job.id)) return;
  const leaving = new AbortController();
  watched.set(job.id, leaving);
  watch(job.id, update, leaving.signal)
    .catch((error: unknown) => {
      if (error instanceof Problem) remove(job.id);
    })
    .finally(() => watched.delete(job.id));
}

function remove(id: string): void {
  bench.value = bench.value.filter((job) => job.id !== id);
  ids.value = ids.value.filter((known) => known !== id);
}

/** After a reload: fetch the jobs of this visit again. What is gone is left out. */
export async function restore(): Promise<void> {
  if (bench.value.length > 0 || ids.value.length === 0) return;
  const found = await Promise.allSettled(ids.value.map((id) => generations.read(id)));
  const jobs = found.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  // Meanwhile one may have been ordered, which stays, and somebody else may have signed in, whose they are not.
  const back = jobs.filter(({ id }) => ids.value.includes(id) && !bench.value.some((known) => known.id === id));
  bench.value = [...bench.value, ...back].slice(0, MOST);
  back.forEach(follow);
}

/** Nobody's jobs any more: stop asking. */
export function clearBench(): void {
  for (const leaving of watched.values()) leaving.abort();
  watched.clear();
  bench.value = [];
}
