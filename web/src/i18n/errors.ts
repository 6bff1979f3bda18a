import { Problem, Unreachable } from '../api';
import { en, type Key } from './en';
import { t, until, within } from '.';

/** Nothing that a person can put right: the page sent what the server does not take. */
const MISUNDERSTOOD = [
  'malformed_json',
  'unsupported_media_type',
  'method_not_allowed',
  'foreign_origin',
  'idempotency_key_reused',
];

/** What went wrong, for people. Codes that the catalogue does not know keep the server's own words. */
export function explain(error: unknown): string {
  if (error instanceof Unreachable) return t(error.offline ? 'error.offline' : 'error.unreachable');
  if (!(error instanceof Problem)) return t('error.internal');
  const key = `error.${error.code}`;
  if (error.status === 404) return t('app.notFoundText');
  if (error.code === 'rate_limited') {
    const left = error.secondsLeft();
    return left === 0 ? t('error.rate_over') : t('error.rate_limited', { when: within(left) });
  }
  if (key in en) return t(key as Key, { when: until(error.renewsAt) });
  if (MISUNDERSTOOD.includes(error.code)) return t('error.misunderstood');
  if (error.status >= 500) return t(error.status === 503 ? 'error.unavailable' : 'error.internal');
  return error.message;
}
