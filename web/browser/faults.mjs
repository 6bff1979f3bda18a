/** What can go wrong between the page and the API, put on and taken off while the page runs. */
import { BASE, open } from './world.mjs';

/** Seconds that a refused caller is told to wait, unless `page.waits` says otherwise. */
const WAIT_S = 3;

const problem = (status, code, headers = {}) => ({
  status,
  headers,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: `/problems/${code}`, title: code, status, detail: code, code, request_id: 'r' }),
});

const KINDS = {
  down: (route) => route.abort('connectionrefused'),
  unavailable: (route) => route.fulfill(problem(503, 'unavailable', { 'Retry-After': '1' })),
  busy: (route, page) => route.fulfill(problem(429, 'rate_limited', { 'Retry-After': String(page.waits) })),
  refused: (route) => route.fulfill(problem(401, 'unauthenticated')),
  page: (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
  portal: (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Welcome to the hotel</h1>' }),
  empty: (route) => route.fulfill({ status: 200, contentType: 'application/json', body: '' }),
  strange: (route) => route.fulfill({ status: 200, contentType: 'application/json', body: '{"surprise":[null]}' }),
  /** Held until it is released: a busy machine sees what a quick one sees. */
  async slow(route, page) {
    await new Promise((release) => page.held.push(release));
    await route.continue().catch(() => undefined);
  },
};

/** "METHOD /path" of a request; a price is asked with "?dry_run" after it. */
export function askedBy(request) {
  const { pathname, searchParams } = new URL(request.url());
  return `${request.method()} ${pathname}${searchParams.has('dry_run') ? '?dry_run' : ''}`;
}

/** Puts `page.fault = {kind, on}` before what the page asks of the API: `on` matches what `askedBy` says. */
export async function breakable(page) {
  page.fault = null;
  page.asked = [];
  page.held = [];
  page.waits = WAIT_S;
  await page.route(
    (url) => url.origin === BASE && url.pathname.startsWith('/v1/'),
    async (route) => {
      const what = askedBy(route.request());
      page.asked.push(what);
      const { fault } = page;
      if (!fault?.on.test(what)) return route.continue().catch(() => undefined);
      return KINDS[fault.kind](route, page);
    },
  );
  return page;
}

export const broken = async (browser, who, options = {}) => breakable(await open(browser, who, options));

/** Nothing is wrong any more; what was held goes on. */
export function release(page) {
  page.fault = null;
  for (const go of page.held.splice(0)) go();
}

/** As a press on a link of the page's own: no reload. */
export const follow = (page, path) =>
  page.evaluate((to) => {
    const link = Object.assign(document.createElement('a'), { href: to });
    document.querySelector('main').append(link);
    link.click();
    link.remove();
  }, path);
