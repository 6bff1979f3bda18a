import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem, Unreachable } from '../src/api';
import type { Generation, GenerationStatus } from '../src/api/types';
import { mayStillGive, nextPause, watch } from '../src/generation/watch';

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

  const cancelled = (pictures: number, more: object = {}) =>
    ({ id: 'job', status: 'cancelled', count: 4, cost: { credits: 2 }, media: Array(pictures).fill({ status: 'ready' }), finished_at: new Date().toISOString(), ...more }) as unknown as Generation;

  it('looks on after a cancel, gently and not for ever, where pictures were paid for that are not there yet', async () => {
    const read = vi.fn(async () => cancelled(read.mock.calls.length > 3 ? 1 : 0));
    const told: number[] = [];
    const began = Date.now();
    const watching = watch('job', (state) => told.push(state.media.length), new AbortController().signal, read);
    await vi.runAllTimersAsync();
    await watching;
    expect(told.slice(0, 5)).toEqual([0, 0, 0, 1, 1]);
    expect(read.mock.calls.length).toBe(37);
    expect(Date.now() - began).toBeGreaterThanOrEqual(36 * 5_000);
  });

  it('is through at once where nothing was spent, all is there, or it was long ago', () => {
    expect(mayStillGive(cancelled(1))).toBe(true);
    expect(mayStillGive(cancelled(0, { cost: { credits: 0 } }))).toBe(false);
    expect(mayStillGive(cancelled(4))).toBe(false);
    expect(mayStillGive(cancelled(4, { media: [{ status: 'processing' }] }))).toBe(true);
    expect(mayStillGive(cancelled(0, { finished_at: '2026-01-01T00:00:00Z' }))).toBe(false);
    expect(mayStillGive({ ...cancelled(1), status: 'succeeded' })).toBe(false);
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
