import { keptDrafts } from '../drafts';

/** Kept like drafts, and typed by nobody, or not worth a question. */
const NO_WORDS = /^(jobs|keys|sign-in|sign-up|confirm|forgot)$/;
/** What people say by a press, and what others wrote: it is chosen again in a moment. */
const CHOICES = new Set(['post', 'original', 'gates', 'labels', 'assisted', 'events', 'id', 'size', 'style', 'count', 'provider', 'ai', 'scope', 'action', 'rule', 'kind', 'task', 'tone', 'language']);

/** Whether something that was typed, or a picture that was put in, is on this machine only. */
export const hasUnsent = (): boolean => keptDrafts().some(({ name, value }) => !NO_WORDS.test(name) && says(value));

function says(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  if (Array.isArray(value)) return value.some(says) || value.some((one) => typeof one === 'object');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, part]) => !CHOICES.has(name) && says(part));
}
