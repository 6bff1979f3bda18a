import type { Case, CaseAction } from '../../api/types';
import { t } from '../../i18n/trust';

type Kind = Case['subject']['kind'];

const OF_POSTS: readonly CaseAction[] = ['approve', 'dismiss', 'label', 'warn', 'reject', 'suspend'];
const OF_TEXTS: readonly CaseAction[] = ['approve', 'dismiss', 'warn', 'reject', 'suspend'];

/** What can be done about each kind of thing: an account can't be labelled, a text that isn't out can't either. */
export const ACTIONS: Record<Kind, readonly CaseAction[]> = {
  post: OF_POSTS,
  media: OF_POSTS,
  account: ['approve', 'dismiss', 'warn', 'suspend'],
  prompt: OF_TEXTS,
  text: OF_TEXTS,
};

/** Needs no rule: nothing is held against anybody. */
export const isHarmless = (action: CaseAction | null): boolean => action === 'approve' || action === 'dismiss';

/** “Post by @ada”, as a case is called everywhere. */
export function whatOf({ subject, owner }: Pick<Case, 'subject' | 'owner'>): string {
  const kind = t(`subject.${subject.kind}`);
  return owner ? `${kind} ${t('queue.by', { name: `@${owner.handle}` })}` : kind;
}

/** The rules that were named, the most often reported first. */
export function rulesNamed({ reports, checks }: Pick<Case, 'reports' | 'checks'>): string[] {
  const named = [...checks.flatMap((check) => (check.rule ? [check.rule] : [])), ...reports.map((report) => report.reason)];
  const counts = new Map<string, number>();
  for (const code of named) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([code]) => code);
}

/** Whether somebody's claim holds now. */
export const isHeld = (lease: Case['lease'], now = Date.now()): boolean => lease !== undefined && Date.parse(lease.until) > now;

/** “14:05” minutes and seconds until then; null once it has passed. */
export function left(until: string, now = Date.now()): string | null {
  const seconds = Math.ceil((Date.parse(until) - now) / 1_000);
  if (seconds <= 0) return null;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
