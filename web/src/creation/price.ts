import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem, type GenerationOrder } from '../api';
import { orders } from '../api/creation';
import type { Estimate } from '../api/types';

/** A change of the settings is asked for at once, typing only when it rests. */
const SETTINGS_MS = 200;
const TYPING_MS = 1_500;

export interface Price {
  estimate: Estimate | null;
  asking: boolean;
  error: unknown;
  again: () => void;
}

const settingsOf = ({ prompt: _, ...settings }: GenerationOrder) => JSON.stringify(settings);

/**
 * What the order costs and what would become of it, asked as it is being written. Without a prompt nothing is asked.
 * `turn` is changed from outside when a job ended and the balance is another one.
 */
export function usePrice(order: GenerationOrder, turn: unknown): Price {
  const [state, setState] = useState<Omit<Price, 'again'>>({ estimate: null, asking: false, error: null });
  const [again, setAgain] = useState(0);
  const settings = settingsOf(order);
  const before = useRef<string | null>(null);
  const known = order.prompt !== '';
  useEffect(() => {
    if (!known) {
      setState({ estimate: null, asking: false, error: null });
      return;
    }
    const leaving = new AbortController();
    const settled = before.current !== settings || state.error !== null;
    before.current = settings;
    setState((now) => ({ ...now, asking: settled || now.estimate === null }));
    const timer = setTimeout(() => {
      orders.estimate(order, leaving.signal).then(
        (estimate) => setState({ estimate, asking: false, error: null }),
        (error: unknown) => leaving.signal.aborted || setState({ estimate: null, asking: false, error }),
      );
    }, settled ? SETTINGS_MS : TYPING_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [settings, order.prompt, again, turn]);
  return { ...state, again: () => setAgain((now) => now + 1) };
}

/** What the dry run says of the prompt or a field is said where that stands; the rest is about the price. */
export const isAboutTheOrder = (error: unknown): boolean => error instanceof Problem && [403, 404, 422].includes(error.status);
