import { generations, Problem } from '../api';
import type { Generation, GenerationStatus } from '../api/types';
import { pause, visible } from '../timing';

const FINAL: ReadonlySet<GenerationStatus> = new Set(['succeeded', 'blocked', 'failed', 'cancelled']);
const FIRST_MS = 400;
const LONGEST_MS = 2_000;

export const isFinal = (job: Generation) => FINAL.has(job.status);

/** Quick at first, then every two seconds. */
export const nextPause = (last: number) => (last === 0 ? FIRST_MS : Math.min(LONGEST_MS, last * 1.4));

/**
 * Follow a job to its end, telling of every change. A lost connection or a busy server only slows it down;
 * raises Problem when the job is gone, AbortError when `signal` says so.
 */
export async function watch(
  id: string,
  tell: (job: Generation) => void,
  signal: AbortSignal,
  read: (id: string, signal: AbortSignal) => Promise<Generation> = generations.read,
): Promise<void> {
  for (let last = 0; ; ) {
    last = nextPause(last);
    await pause(last, signal);
    await visible(signal);
    try {
      const job = await read(id, signal);
      tell(job);
      if (isFinal(job)) return;
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof Problem && error.status < 500 && error.status !== 429) throw error;
      last = LONGEST_MS;
    }
  }
}
