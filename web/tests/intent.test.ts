import { describe, expect, it, vi } from 'vitest';
import { intend } from '../src/feed/intent';

/** A server that answers when it is told to. */
function slowly() {
  const answers: ((error?: Error) => void)[] = [];
  const send = vi.fn((_on: boolean) => new Promise<void>((resolve, reject) => answers.push((error) => (error ? reject(error) : resolve()))));
  return { answers, send };
}

describe('intend', () => {
  it('sends nothing more when pressed there and back and there again', async () => {
    const { answers, send } = slowly();
    const shown: boolean[] = [];
    const parts = { show: (on: boolean) => shown.push(on), send, undone: vi.fn() };
    const done = intend('a', true, parts);
    await intend('a', false, parts);
    await intend('a', true, parts);
    answers[0]!();
    await done;
    expect(send.mock.calls).toEqual([[true]]);
    expect(shown).toEqual([true, false, true, true]);
  });

  it('shows what is stored when a later wish fails', async () => {
    const { answers, send } = slowly();
    const shown: boolean[] = [];
    const undone = vi.fn();
    const parts = { show: (on: boolean) => shown.push(on), send, undone };
    const done = intend('b', true, parts);
    await intend('b', false, parts);
    answers[0]!();
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    const error = new Error('down');
    answers[1]!(error);
    await done;
    expect(shown.at(-1)).toBe(true);
    expect(undone.mock.calls).toEqual([[error]]);
    await Promise.race([intend('b', false, { ...parts, send: async () => undefined }), undefined]);
    expect(shown.at(-1)).toBe(false);
  });

  it('keeps things apart', async () => {
    const send = vi.fn(async () => undefined);
    const parts = { show: () => undefined, send, undone: () => undefined };
    await Promise.all([intend('c', true, parts), intend('d', true, parts)]);
    expect(send).toHaveBeenCalledTimes(2);
  });
});
