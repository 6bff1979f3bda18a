import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Label, Preferences } from '../api/types';
import { viewerId } from '../session/session';

/** What the viewer wants to see, asked for when the first label comes up: most pages have none. */
const known = signal<{ of: string; preferences: Preferences } | null>(null);
let asking: string | null = null;

/** After a change on this page. */
export function rememberPreferences(preferences: Preferences): void {
  known.value = { of: viewerId.value, preferences };
}

/** The labels because of which the viewer wants it covered; null where it is to be shown. */
export function useCovered(labels: readonly Label[]): readonly Label[] | null {
  const me = viewerId.value;
  const labelled = labels.length > 0;
  useEffect(() => {
    if (labelled && me) void ask(me);
  }, [labelled, me]);
  if (!labelled || !me) return null;
  // Somebody's own wishes are not known yet: better covered for a moment than shown to who does not want it.
  const preferences = known.value?.of === me ? known.value.preferences : null;
  const covered = preferences === null ? labels : labels.filter((label) => isUnwanted(preferences, label));
  return covered.length > 0 ? covered : null;
}

/** What is hidden never comes in a list; by its link it does, and is covered then. */
const isUnwanted = (preferences: Preferences, label: Label) => (preferences.labels[label.value] ?? 'show') !== 'show';

async function ask(me: string): Promise<void> {
  if (known.value?.of === me || asking === me) return;
  asking = me;
  try {
    const { preferences } = await import('../api/safety');
    known.value = { of: me, preferences: await preferences.read() };
  } catch {
    // What can't be looked up stays covered: one press shows it.
  } finally {
    asking = null;
  }
}
