import { signal } from '@preact/signals';
import { currentSpot, offerSpot, type Spot } from './spot';

export interface Place {
  path: string;
  search: string;
  /** How one got here: `pop` is back or forward, and wants the page as it was. */
  by: 'start' | 'push' | 'pop';
}

interface Entry {
  scroll?: number;
  spot?: Spot;
}

export const place = signal<Place>(read('start'));

function read(by: Place['by']): Place {
  return { path: location.pathname, search: location.search, by };
}

export function navigate(to: string, { replace = false } = {}): void {
  rememberScroll();
  if (replace) history.replaceState({}, '', to);
  else history.pushState({}, '', to);
  offerSpot(undefined);
  place.value = read('push');
  scrollTo(0, 0);
}

/** Parameters of `path` under a pattern such as `/p/:id` or `/@:handle`; null where it does not match. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const names: string[] = [];
  const source = pattern.replace(/:([a-z]+)/g, (_, key: string) => {
    names.push(key);
    return '([^/]+)';
  });
  const found = new RegExp(`^${source}/?$`).exec(path);
  if (!found) return null;
  const values = found.slice(1).map(decode);
  return values.some((value) => value === null) ? null : Object.fromEntries(names.map((key, at) => [key, values[at]!]));
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** Plain links are the router's: every `<a href>` of our own origin navigates without a reload. */
export function startRouter(): void {
  history.scrollRestoration = 'manual';
  addEventListener('popstate', (event) => {
    const entry = event.state as Entry | null;
    offerSpot(entry?.spot);
    place.value = read('pop');
    restoreScroll(entry?.scroll ?? 0);
  });
  addEventListener('pagehide', rememberScroll);
  document.addEventListener('click', (event) => {
    const to = ownLink(event);
    if (to === null) return;
    event.preventDefault();
    if (to !== location.pathname + location.search) navigate(to);
    else scrollTo(0, 0);
  });
  const reloaded = history.state as Entry | null;
  offerSpot(reloaded?.spot);
  if (reloaded?.scroll) restoreScroll(reloaded.scroll);
  let pending = 0;
  addEventListener('scroll', () => {
    clearTimeout(pending);
    pending = window.setTimeout(rememberScroll, 150);
  }, { passive: true });
}

function ownLink(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const anchor = (event.target as Element | null)?.closest?.('a[href]');
  if (!(anchor instanceof HTMLAnchorElement) || anchor.target || anchor.hasAttribute('download')) return null;
  if (anchor.origin !== location.origin || anchor.hash || /^\/(v1|media)\//.test(anchor.pathname)) return null;
  return anchor.pathname + anchor.search;
}

function rememberScroll(): void {
  history.replaceState({ ...(history.state as Entry | null), scroll: scrollY, spot: currentSpot() }, '');
}

let restoring = 0;

/** Whoever knows the place better takes over. */
export function stopRestoring(): void {
  restoring += 1;
}

/** The page may need a moment to be tall enough again. */
function restoreScroll(top: number): void {
  const until = performance.now() + 1500;
  const turn = ++restoring;
  const attempt = () => {
    if (turn !== restoring) return;
    const reachable = document.documentElement.scrollHeight - innerHeight;
    if (reachable >= top || performance.now() > until) scrollTo(0, top);
    else requestAnimationFrame(attempt);
  };
  requestAnimationFrame(attempt);
}
