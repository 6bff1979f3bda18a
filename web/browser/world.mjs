/** The stack under test, people who use it over HTTP, and a browser. BASE and PEOPLE come from tests/web. */
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

export const BASE = process.env.BASE;
/** By role: {handle, email, password}. */
export const PEOPLE = JSON.parse(process.env.PEOPLE ?? '{}');
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const SHOTS = process.env.SHOTS;
/** Seconds that anything may take. */
const PATIENCE_S = Number(process.env.PATIENCE ?? 30);
/** Every answer of the API comes up to so many milliseconds later than it would: what holds only by luck falls. */
const JITTER_MS = Number(process.env.JITTER_MS ?? 0);

export const FRAMES = { phone: { width: 360, height: 740 }, desk: { width: 1360, height: 860 } };

/** One call of the API; what it answers, or an error with its status. */
export async function call(token, method, path, body) {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(BASE + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

export async function tokenOf({ email, password }) {
  return (await call(null, 'POST', '/v1/sessions', { email, password })).access_token;
}

/** What a browser keeps after somebody has signed in: the refresh token's cookie, and that they were here. */
export async function sessionOf({ email, password }) {
  const answer = await fetch(`${BASE}/v1/sessions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: BASE },
    body: JSON.stringify({ email, password, cookie: true }),
  });
  if (!answer.ok) throw new Error(`signing in: ${answer.status} ${await answer.text()}`);
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(answer.headers.getSetCookie()[0]);
  const { id } = await call((await answer.json()).access_token, 'GET', '/v1/me');
  const cookie = { name, value, domain: new URL(BASE).hostname, path: '/v1/sessions', expires: -1, httpOnly: true, secure: true, sameSite: 'Strict' };
  return { cookies: [cookie], origins: [{ origin: BASE, localStorage: [{ name: 'imagora.returning', value: id }] }] };
}

/** The first answer that is anything; an error after so many seconds. */
export async function eventually(look, what, seconds = PATIENCE_S) {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

export const LAUNCH = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
};
export const launch = () => chromium.launch(LAUNCH);

/** Somebody new, beside those of PEOPLE: {handle, email, password}. */
export async function join(name) {
  const handle = `${name}_${Date.now().toString(36)}`;
  const person = { handle, email: `${handle}@example.org`, password: 'correct horse battery' };
  await call(null, 'POST', '/v1/accounts', { ...person, name: name[0].toUpperCase() + name.slice(1) });
  return person;
}

/** Pictures made from words. */
export async function drawn(token, prompt, more = {}) {
  const { id } = await call(token, 'POST', '/v1/generations', { prompt, ...more });
  const done = await eventually(async () => {
    const job = await call(token, 'GET', `/v1/generations/${id}`);
    return job.status === 'succeeded' ? job : null;
  }, `the end of the generation of ${prompt}`, 120);
  return done.media;
}

/** A post with a picture made from words. */
export async function posted(token, prompt, more = {}) {
  const [picture] = await drawn(token, prompt);
  return call(token, 'POST', '/v1/posts', { text: prompt, media_ids: [picture.id], ...more });
}

/**
 * A window of somebody's own, still empty; whoever is named has a session, which `go` takes up. What the page complains of is collected in
 * `page.complaints`. `looking`: axe is at hand, for which the page's policy has to be off. `workers`: the page's
 * service worker runs; without, every test has the network as it is.
 */
export async function open(browser, who, { frame = 'desk', scheme = 'light', language = 'en', looking = false, workers = false, touch = false } = {}) {
  const storageState = who ? await sessionOf(who) : undefined;
  const context = await browser.newContext({ viewport: FRAMES[frame], colorScheme: scheme, locale: language, bypassCSP: looking, storageState, serviceWorkers: workers ? 'allow' : 'block', ...(touch && { hasTouch: true, isMobile: true }) });
  context.setDefaultTimeout(PATIENCE_S * 1_000);
  if (looking) await context.addInitScript({ path: AXE });
  if (JITTER_MS > 0) await context.route('**/v1/**', late);
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(error.message));
  page.on('console', (message) => {
    // What the API refuses is logged by the browser itself.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) page.complaints.push(message.text());
  });
  return page;
}

async function late(route) {
  await new Promise((done) => setTimeout(done, Math.random() * JITTER_MS));
  // The page may be gone by now.
  await route.continue().catch(() => undefined);
}

export const go = async (page, path) => {
  await page.goto(BASE + path);
  await page.waitForSelector('h1');
};

/** A picture of the window as it stands, where SHOTS names a folder for them. */
export async function shot(page, name) {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name.replaceAll(' ', '-')}.png` });
}

/** Once nothing is on its way in what can be used, an open dialog or the whole screen: no skeletons, nothing busy, no motion. */
export const still = (page) =>
  page.waitForFunction(() => {
    const moves = (animation) => animation.playState === 'running' && animation.effect.getComputedTiming().iterations !== Infinity;
    return (document.querySelector('dialog[open]') ?? document).querySelector('.bone, [aria-busy=true]') === null && !document.getAnimations().some(moves);
  });

/**
 * What keeps people out of this screen as it stands: axe's findings, and anything wider than the window. `colours`: only what
 * another scheme can change. Style sheets are not fetched anew for axe: none of its rules that run reads their text.
 */
export async function barriers(page, name, { colours = false } = {}) {
  await still(page);
  const found = await page.evaluate(async (only) => {
    const { violations } = await window.axe.run({ resultTypes: ['violations'], preload: { assets: ['media'] }, ...(only && { runOnly: only }) });
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return [
      ...violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`),
      ...(wide > 0 ? [`${wide} px too wide`] : []),
    ];
  }, colours ? ['color-contrast', 'link-in-text-block'] : null);
  await shot(page, name);
  return found.map((one) => `${name}: ${one}`);
}
