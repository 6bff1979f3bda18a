import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useSending } from '../src/parts/sending';
import { useOnce } from '../src/session/once';

let place: HTMLElement;
const press = () => act(() => place.querySelector('form')!.requestSubmit());

beforeEach(() => {
  place = document.body.appendChild(document.createElement('div'));
});
afterEach(() => {
  render(null, place);
  place.remove();
});

describe('a form', () => {
  it('is busy while it is sent, does nothing when sent again, and says what went wrong', async () => {
    let fail: (error: Error) => void = () => undefined;
    const send = vi.fn(() => new Promise<void>((_, reject) => (fail = reject)));
    const Form = () => {
      const { busy, error, submit } = useSending(send);
      return <form onSubmit={submit}>{busy ? 'busy' : error instanceof Error ? error.message : ''}</form>;
    };
    render(<Form />, place);
    await press();
    expect(place.textContent).toBe('busy');
    await press();
    expect(send).toHaveBeenCalledTimes(1);
    await act(async () => fail(new Error('no answer')));
    expect(place.textContent).toBe('no answer');
    await press();
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('that is not ready sends nothing', async () => {
    const send = vi.fn(async () => undefined);
    const Form = () => <form onSubmit={useSending(send, false).submit} />;
    render(<Form />, place);
    await press();
    expect(send).not.toHaveBeenCalled();
  });
});

describe('the first of two steps', () => {
  it('is done once for the same values, and again where it failed or they changed', async () => {
    let once: ReturnType<typeof useOnce>;
    const Form = () => {
      once = useOnce();
      return null;
    };
    render(<Form />, place);
    const step = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('no')).mockResolvedValue();
    await expect(once!(['a'], step)).rejects.toThrow('no');
    await once!(['a'], step);
    await once!(['a'], step);
    expect(step).toHaveBeenCalledTimes(2);
    await once!(['b'], step);
    expect(step).toHaveBeenCalledTimes(3);
  });
});
