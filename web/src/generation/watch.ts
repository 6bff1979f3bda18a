import { generations, Problem } from '../api';
import type { Generation, GenerationStatus } from '../api/types';
import { pause, visible } from '../timing';

const FINAL: ReadonlySet<GenerationStatus> = new Set(['succeeded', 'blocked', 'failed', 'cancelled']);
const FIRST_MS = 400;
const LONGEST_MS = 2_000;

export const isFinal = (job: Generation) => FINAL.has(job.status);

/** Longer than any provider draws, and than clocks differ. */
const LONG_OVER_MS = 3_600_000;
const LATE_MS = 5_000;
/** How often one looks for what may still come. */
const LATE_LOOKS = 36;

/**
 * Whether pictures may still come of a job that is over. What a provider that costs money draws while its job is cancelled
 * stays spent and comes late, where the provider delivers: the job shows what was spent, and not yet all the pictures.
 */
export const mayStillGive = (job: Generation, now = Date.now()): boolean =>
  job.status === 'cancelled' &&
  job.cost.credits > 0 &&
  (job.media.length < job.count || job.media.some((medium) => medium.status === 'processing')) &&
  now - Date.parse(job.finished_at ?? job.created_at) < LONG_OVER_MS;

/** Quick at first, then every two seconds. */
export const nextPause = (last: number) => (last === 0 ? FIRST_MS : Math.min(LONGEST_MS, last * 1.4));

/**
 * Follow a job to its end, and a cancelled one for three minutes more where pictures may still come, telling of every
 * change. A lost connection or a busy server only slows it down; raises Problem when the job is gone, AbortError when
 * `signal` says so.
 */
export async function watch(
  id: string,
  tell: (job: Generation) => void,
  signal: AbortSignal,
  read: (id: string, signal: AbortSignal) => Promise<Generation> = generations.read,
): Promise<void> {
  let looks = 0;
  for (let last = 0; ; ) {
    last = looks > 0 ? LATE_MS : nextPause(last);
    await pause(last, signal);
    await visible(signal);
    try {
      const job = await read(id, signal);
      tell(job);
      if (isFinal(job) && (!mayStillGive(job) || looks++ >= LATE_LOOKS)) return;
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof Problem && error.status < 500 && error.status !== 429) throw error;
      last = LONGEST_MS;
    }
  }
}
