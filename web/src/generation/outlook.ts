import type { Generation } from '../api/types';

export interface Outlook {
  /** In the slow lane: drawn when the fast one is idle. */
  slow: boolean;
  /** Waits until the day's money is there again. */
  ceiling: boolean;
  /** How many jobs stand before it, about; null where that isn't known. */
  ahead: number | null;
}

export function outlookOf(job: Generation): Outlook {
  const { place, lane, waiting } = job;
  return {
    slow: lane === 'slow',
    ceiling: waiting?.reason === 'ceiling_reached',
    ahead: place === undefined ? null : Math.max(0, place - 1),
  };
}
