import { viewerId } from '../session/session';

/** More than anybody opens in one sitting; the oldest are covered again. */
const MOST = 500;
const opened = new Set<string>();
const keyOf = (id: string) => `${viewerId.value} ${id}`;

/** Whether this reader opened it: long lists take out of the page what is far from the window, and put it back. */
export const isUncovered = (id: string): boolean => opened.has(keyOf(id));

/** For as long as the page lives. */
export function noteUncovered(id: string, open: boolean): void {
  opened.delete(keyOf(id));
  if (open) opened.add(keyOf(id));
  if (opened.size > MOST) opened.delete(opened.values().next().value!);
}
