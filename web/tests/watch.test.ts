import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem, Unreachable } from '../src/api';
import type { Generation, GenerationStatus } from '../src/api/types';
import { nextPause, watch } from '../src/generation/watch';

const job = (status: GenerationStatus) => ({ id: 'job', status, media: [] }) as unknown as Generation;

describe('watch', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('asks after 400 ms at first and never rarer than every 2 s', () => {
    const pauses = [0];
    for (let n = 0; n < 10; n++) pauses.push(nextPause(pauses.at(-1)!));
    expect(pauses[1]).toBe(400);
    expect(Math.max(...pauses)).toBe(2_000);
  });

  it('tells every state until the last, through a lost connection', async () => {
    const answers = [job('queued'), new Unreachable('lost'), job('running'), job('succeeded'), job('queued')];
    const told: string[] = [];
    const watching = watch('job', (state) => told.push(state.status), new AbortController().signal, async () => {
      const answer = answers.shift()!;
      if (answer instanceof Error) throw answer;
      return answer;
    });
    await vi.runAllTimersAsync();
    await watching;
    expect(told).toEqual(['queued', 'running', 'succeeded']);
  });

  it('ends when the job is gone', async () => {
    const watching = watch('job', () => undefined, new AbortController().signal, async () => {
      throw new Problem(404, { code: 'generation_not_found' });
    });
    const outcome = expect(watching).rejects.toMatchObject({ status: 404 });
    await vi.runAllTimersAsync();
    await outcome;
  });

  it('asks no more once it is stopped', async () => {
    const leaving = new AbortController();
    const read = vi.fn(async () => job('running'));
    const outcome = expect(watch('job', () => undefined, leaving.signal, read)).rejects.toBeDefined();
    await vi.advanceTimersByTimeAsync(500);
    leaving.abort();
    await vi.advanceTimersByTimeAsync(10_000);
    await outcome;
    expect(read).toHaveBeenCalledTimes(1);
  });
});
