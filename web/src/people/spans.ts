import type { Key } from '../i18n';

/** For how long something is muted, in days; null is for good. */
export const SPANS: readonly { days: number | null; label: Key }[] = [
  { days: 1, label: 'span.day' },
  { days: 7, label: 'span.week' },
  { days: 30, label: 'span.month' },
  { days: null, label: 'span.ever' },
];

/** The moment at which it ends; undefined is never. */
export const endOf = (days: number | null, now = Date.now()): string | undefined =>
  days === null ? undefined : new Date(now + days * 86_400_000).toISOString();
