/**
 * What the first sight waits for longest, asked for while the page's own script is still on its way: a member's token,
 * and at home the first posts. A file of its own, a few hundred bytes, that runs as soon as it is here.
 */
import { EXPLORE, EXPLORE_PAGE, HOME, HOME_PAGE, REFRESH } from './api/first';
import { RETURNING } from './session/returning';

const HOME_POSTS = `${HOME}?limit=${HOME_PAGE}`;
const WELCOME_POSTS = `${EXPLORE}?limit=${EXPLORE_PAGE}`;
const TIMEOUT_MS = 30_000;

interface Begun {
  /** For whom it was asked: nobody else gets it. */
  bearer: string | null;
  answer: Promise<Response>;
}

const asked = new Map<string, Promise<Begun>>();

/** `fetch`, but the first who wants what is on its way already gets that; after a failure it is asked for again. */
export async function early(address: string, init: RequestInit): Promise<Response> {
  const begun = asked.get(address);
  asked.delete(address);
  const answer = await begun?.then(taken(init)).catch(() => null);
  return answer ?? fetch(address, init);
}

const taken = (init: RequestInit) => ({ bearer, answer }: Begun) =>
  bearer === new Headers(init.headers).get('Authorization') ? answer : null;

function begin(): void {
  const home = location.pathname === '/';
  if (localStorage.getItem(RETURNING) === null) {
    if (home) asked.set(WELCOME_POSTS, Promise.resolve({ bearer: null, answer: ask(WELCOME_POSTS, {}) }));
    return;
  }
  const refreshed = ask(REFRESH, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' });
  asked.set(REFRESH, Promise.resolve({ bearer: null, answer: refreshed }));
  if (home) asked.set(HOME_POSTS, handled(refreshed.then(homePosts)));
}

async function homePosts(refreshed: Response): Promise<Begun> {
  if (!refreshed.ok) throw new Error('nobody is signed in');
  const { access_token: token } = (await refreshed.clone().json()) as { access_token: string };
  const bearer = `Bearer ${token}`;
  return { bearer, answer: ask(HOME_POSTS, { headers: { Authorization: bearer } }) };
}

function ask(address: string, { headers, ...init }: RequestInit): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return handled(fetch(address, { ...init, headers: { Accept: 'application/json', ...headers }, credentials: 'same-origin', signal }));
}

/** Whoever takes it hears of its failure; if nobody does, nobody waited for it. */
function handled<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  return answer;
}

begin();
