import { signal } from '@preact/signals';
import { navigate, place } from '../routing/router';
import { membersOnly } from '../session/door';
import { singleKeys } from './choice';

/** Whether the list of keys is shown. */
export const helping = signal(false);

/** What stands in a list, or is what a page is about. A quoted post is part of another. */
const POSTS = 'main article.post, main article.tile';

const KEYS: Record<string, () => void> = {
  j: () => step(1),
  k: () => step(-1),
  l: () => press('.act.like'),
  r: () => press('.act[href]'),
  p: () => press('.act.repost'),
  b: () => press('.act.bookmark'),
  Enter: () => press('.post-time a, .tile-link'),
  n: () => membersOnly() && navigate('/create'),
  h: () => navigate('/'),
  '/': () => navigate('/search'),
  '?': () => (helping.value = true),
};

/** Lists of moderators have keys of their own. */
const OWN_KEYS = /^\/moderation(\/|$)/;

export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (!meant(event)) return;
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || (OWN_KEYS.test(place.value.path) && event.key !== '?')) return;
    // A link or a button with the focus is what Enter is for.
    if (event.key === 'Enter' && document.activeElement !== current()) return;
    event.preventDefault();
    act();
  });
}

/** A key on its own, while nothing is typed, chosen or asked. */
function meant(event: KeyboardEvent): boolean {
  if (!singleKeys.value || event.defaultPrevented) return false;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  const target = event.target as Element | null;
  return !target?.closest?.('input, textarea, select, [contenteditable], [role=menu]') && document.querySelector('dialog[open]') === null;
}

/** The post that has the focus, or something in it. */
const current = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>(POSTS) ?? null;

function shown(post: HTMLElement): boolean {
  const { top, bottom } = post.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

function step(by: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>(POSTS)];
  const at = current();
  // Who scrolled away from it goes on from where they look.
  const next = at && shown(at) ? all[all.indexOf(at) + by] : all.find((post) => post.getBoundingClientRect().bottom > innerHeight * 0.15);
  if (!next) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'start' });
}

function press(what: string): void {
  current()?.querySelector<HTMLElement>(what)?.click();
}
