/**
 * How the page feels, in Debian's Chromium against the stand-in of the API (dev/mock.mjs, started here): long lists,
 * keys, what is shown before it is stored, the page without a network. Needs the built page (web/dist) and no stack.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const POSTS = 1_000;
/** Elements in the whole page, however long the list is. */
const MOST_ELEMENTS = 1_500;
const ADA = { email: 'ada@example.org', password: 'a good password' };

/** The built page, copied, so that a test can change it. */
const DIST = join(mkdtempSync(join(tmpdir(), 'imagora-')), 'dist');
cpSync(fileURLToPath(new URL('../dist', import.meta.url)), DIST, { recursive: true });

const mock = spawn(process.execPath, [fileURLToPath(new URL('../dev/mock.mjs', import.meta.url))], {
  env: { ...process.env, PORT: '0', POSTS: String(POSTS), DIST },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const address = await new Promise((done) => mock.stdout.once('data', (line) => done(String(line).split(' ')[0].trim())));
process.env.BASE = address;
const { eventually, go, launch, open } = await import('./world.mjs');

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser.close();
  mock.kill();
  rmSync(dirname(DIST), { recursive: true, force: true });
});

const elements = (page) => page.evaluate(() => document.querySelectorAll('*').length);
/** The post nearest to the window's middle and where it begins. */
const middle = (page) =>
  page.evaluate(() => {
    const away = ({ top, bottom }) => Math.max(0, top - innerHeight / 2, innerHeight / 2 - bottom);
    const [nearest] = [...document.querySelectorAll('.slot > article.post')]
      .map((post) => ({ id: post.parentElement.dataset.id, box: post.getBoundingClientRect() }))
      .filter(({ box }) => box.bottom > 0 && box.top < innerHeight)
      .sort((one, other) => away(one.box) - away(other.box));
    return nearest && { id: nearest.id, top: nearest.box.top };
  });
const topOf = (page, id) => page.evaluate((wanted) => document.querySelector(`[data-id="${wanted}"] > article`)?.getBoundingClientRect().top ?? null, id);
const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
/** Until nothing moves, for some frames on end: a turn of the wheel scrolls later than it is told, and lists grow. */
const rests = (page) =>
  page.evaluate(
    () =>
      new Promise((done) => {
        let before = '';
        let same = 0;
        const look = () => {
          const now = `${scrollY} ${document.documentElement.scrollHeight}`;
          same = now === before ? same + 1 : 0;
          before = now;
          if (same === 6) done();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );

/** So many pixels down by the wheel, as far as it takes: pages of the list come when they come. */
async function wheelDown(page, by, far) {
  for (const end = Date.now() + 60_000; (await page.evaluate(() => scrollY)) < far; ) {
    assert.ok(Date.now() < end, `not ${far} pixels down`);
    await page.mouse.wheel(0, by);
    await settled(page);
  }
  await rests(page);
}

/** Down to the end of the list, page by page, in two minutes at most; the most elements that the page had on the way. */
async function toTheEnd(page) {
  let most = 0;
  for (const end = Date.now() + 120_000; Date.now() < end; ) {
    most = Math.max(most, await elements(page));
    const done = await page.evaluate(() => {
      scrollTo(0, document.documentElement.scrollHeight);
      return document.querySelector('.list-end button') === null;
    });
    await settled(page);
    if (done) return most;
  }
  throw new Error('the list never ended');
}

for (const frame of ['desk', 'phone']) {
  test(`a feed of ${POSTS} posts stays small (${frame})`, async () => {
    const page = await open(browser, ADA, { frame });
    await go(page, '/');
    await page.waitForSelector('.feed article');
    let most = await toTheEnd(page);
    const last = await page.evaluate(() => [...document.querySelectorAll('.feed article[aria-posinset]')].at(-1).getAttribute('aria-posinset'));
    assert.ok(Number(last) >= POSTS, `only ${last} posts`);
    for (let step = 0; step < 30; step++) {
      await rests(page);
      const seen = await middle(page);
      await page.mouse.wheel(0, -500);
      await settled(page);
      most = Math.max(most, await elements(page));
      const now = seen && (await topOf(page, seen.id));
      if (now !== null && seen) assert.ok(now >= seen.top - 2 && now <= seen.top + 502, `jumped from ${seen.top} to ${now}`);
    }
    assert.ok(most <= MOST_ELEMENTS, `${most} elements`);
    await page.context().close();
  });
}

/** A post far down that shows whole. */
async function farDown(page) {
  await wheelDown(page, 1_500, 15_000);
  const seen = await middle(page);
  assert.ok(seen, 'no post in the window');
  return seen;
}

const near = (actual, expected, what) => assert.ok(actual !== null && Math.abs(actual - expected) <= 3, `${what}: ${actual}, not ${expected}`);

test('back finds the place, also after a reload', async () => {
  const page = await open(browser, ADA);
  await go(page, '/');
  await page.waitForSelector('.feed article');
  const seen = await farDown(page);
  await page.evaluate((id) => document.querySelector(`[data-id="${id}"] .post-time a`).click(), seen.id);
  await page.waitForSelector('.post.focal');
  await page.goBack();
  await page.waitForSelector(`[data-id="${seen.id}"]`);
  await rests(page);
  near(await topOf(page, seen.id), seen.top, 'after back');

  await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
  await page.reload();
  await page.waitForSelector(`[data-id="${seen.id}"]`);
  await page.waitForFunction((id) => document.querySelector(`[data-id="${id}"] > article`)?.getBoundingClientRect().top < innerHeight, seen.id);
  await rests(page);
  near(await topOf(page, seen.id), seen.top, 'after a reload');
  await page.context().close();
});

test('what has the focus stays in the page, and is still there when one looks for it', async () => {
  const page = await open(browser, ADA);
  await go(page, '/');
  await page.waitForSelector('.feed article .act.like');
  const id = await page.evaluate(() => {
    const like = document.querySelectorAll('.feed .slot .act.like')[1];
    like.focus();
    return like.closest('.slot').dataset.id;
  });
  await farDown(page);
  assert.equal(await page.evaluate(() => document.activeElement.closest('.slot')?.dataset.id), id);
  assert.equal(await page.evaluate(() => document.activeElement.className), 'act like');
  await page.context().close();
});

test('a wall of tiles is windowed in whole rows', async () => {
  const page = await open(browser, ADA);
  await go(page, '/explore');
  await page.waitForSelector('.wall article.tile');
  await wheelDown(page, 1_200, 12_000);
  assert.ok((await elements(page)) <= MOST_ELEMENTS);
  const drawn = await page.evaluate(() => document.querySelectorAll('.wall .slot').length);
  const all = await page.evaluate(() => [...document.querySelectorAll('.wall article')].at(-1).getAttribute('aria-posinset'));
  assert.ok(drawn < Number(all), `${drawn} of ${all} are drawn`);
  for (let step = 0; step < 20; step++) {
    await rests(page);
    const seen = await page.evaluate(() => {
      const tile = document.elementFromPoint(innerWidth / 2 - 100, innerHeight / 2)?.closest('.tile');
      return tile && { id: tile.parentElement.dataset.id, top: tile.getBoundingClientRect().top, left: tile.getBoundingClientRect().left };
    });
    await page.mouse.wheel(0, -300);
    await settled(page);
    if (!seen) continue;
    const now = await page.evaluate((id) => {
      const box = document.querySelector(`[data-id="${id}"] > article`)?.getBoundingClientRect();
      return box && { top: box.top, left: box.left };
    }, seen.id);
    if (now) assert.ok(now.top >= seen.top - 3 && now.top <= seen.top + 303 && Math.abs(now.left - seen.left) <= 1, JSON.stringify({ seen, now }));
  }
  await page.context().close();
});

/** Keys come after the page has loaded, with a box of their own beside it. */
const keysAreThere = (page) => page.waitForSelector('#app ~ div', { state: 'attached' });
const focused = (page) => page.evaluate(() => document.activeElement?.closest('.slot')?.dataset.id ?? null);

test('keys walk through the posts, like, answer and tell what they do', async () => {
  const page = await open(browser, ADA);
  await go(page, '/');
  await page.waitForFunction(() => document.querySelectorAll('.feed .slot').length > 2);
  await keysAreThere(page);
  const ids = await page.evaluate(() => [...document.querySelectorAll('.feed .slot')].slice(0, 3).map((slot) => slot.dataset.id));
  await page.keyboard.press('?');
  await page.waitForSelector('dialog[open] .key-list');
  await page.keyboard.press('j');
  assert.equal(await focused(page), null, 'keys work under a dialog');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog[open]', { state: 'detached' });

  await page.keyboard.press('j');
  assert.equal(await focused(page), ids[0]);
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('j');
  assert.equal(await focused(page), ids[1]);
  const pressed = () => page.getAttribute(`[data-id="${ids[1]}"] .act.like`, 'aria-pressed');
  const before = await pressed();
  await page.keyboard.press('l');
  await page.waitForFunction(([id, was]) => document.querySelector(`[data-id="${id}"] .act.like`).getAttribute('aria-pressed') !== was, [ids[1], before]);
  await page.keyboard.press('Control+j');
  assert.equal(await focused(page), ids[1], 'a browser shortcut moved');

  await page.keyboard.press('Enter');
  await page.waitForSelector('.post.focal');
  await page.goBack();
  await page.waitForSelector('.feed article');
  await page.keyboard.press('n');
  await page.waitForFunction(() => location.pathname === '/create');
  await page.waitForSelector('textarea');
  await page.locator('textarea').first().fill('');
  await page.locator('textarea').first().press('j');
  assert.equal(await page.locator('textarea').first().inputValue(), 'j');

  await go(page, '/settings');
  await page.getByRole('switch', { name: 'Single keys' }).uncheck();
  await go(page, '/');
  await page.waitForSelector('.feed article');
  await keysAreThere(page);
  await page.keyboard.press('j');
  assert.equal(await focused(page), null, 'keys work though they are off');
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('a like that does not arrive is taken back, and said so', async () => {
  const page = await open(browser, ADA);
  await go(page, '/');
  const like = page.locator('.feed .act.like').first();
  const before = await like.getAttribute('aria-pressed');
  let asked;
  const refused = new Promise((answer) => (asked = answer));
  await page.route('**/v1/posts/*/like', async (route) => {
    await refused;
    await route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ code: 'unavailable' }) });
  });
  await like.click();
  assert.notEqual(await like.getAttribute('aria-pressed'), before, 'it is shown at once');
  asked();
  await page.getByText('Your like stays as it was.').waitFor();
  assert.equal(await like.getAttribute('aria-pressed'), before);
  await page.context().close();
});

test('pictures are looked at one after the other, by keys, and the focus comes back', async () => {
  const page = await open(browser, ADA);
  await go(page, '/');
  await page.waitForSelector('.feed article');
  const rows = page.locator('.feed .media-rows[data-count="3"]').first();
  for (const end = Date.now() + 60_000; (await rows.count()) === 0 && Date.now() < end; ) {
    await page.mouse.wheel(0, 900);
    await settled(page);
  }
  await rests(page);
  await rows.locator('.media-open').first().focus();
  await page.keyboard.press('Enter');
  const dialog = page.locator('dialog[open]');
  await dialog.getByText('Picture 1 of 3').waitFor();
  const source = () => dialog.locator('.viewer img').getAttribute('src');
  const first = await source();
  await page.keyboard.press('ArrowRight');
  await dialog.getByText('Picture 2 of 3').waitFor();
  assert.notEqual(await source(), first);
  await page.keyboard.press('ArrowLeft');
  await dialog.getByText('Picture 1 of 3').waitFor();
  await dialog.getByText('Hills before a low sun').first().waitFor();
  await dialog.getByRole('button', { name: 'Full size' }).click();
  const widths = await dialog.locator('.viewer img').evaluate((image) => [image.getBoundingClientRect().width, Number(image.getAttribute('width'))]);
  assert.equal(widths[0], widths[1]);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.className), 'media-open');
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('a picture that is pasted into a post, or dropped on it, is taken up', async () => {
  const page = await open(browser, ADA);
  await go(page, '/create');
  await page.waitForSelector('.composer textarea');
  for (const how of ['paste', 'drop']) {
    // What listens comes after what is shown.
    await settled(page);
    await page.evaluate((kind) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(200)], `${kind}.png`, { type: 'image/png' }));
      const event = kind === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }) : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
      document.querySelector('.composer textarea').dispatchEvent(event);
    }, how);
    await page.locator('dialog[open]').getByText(`${how}.png`).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
  }
  await page.context().close();
});

test('links are shared by the system where it can, and copied where not', async () => {
  const page = await open(browser, ADA);
  await page.addInitScript(() => {
    window.shared = [];
    navigator.share = async (what) => void window.shared.push(what.url);
  });
  await go(page, '/');
  await page.locator('.feed .post-more').first().click();
  await page.getByRole('menuitem', { name: 'Share' }).click();
  await page.waitForFunction(() => window.shared.length === 1);
  const href = await page.locator('.feed .post-time a').first().getAttribute('href');
  assert.deepEqual(await page.evaluate(() => window.shared), [address + href]);
  await page.context().close();
});

/** How much moved under the reader's eyes (CLS), once all is quiet. */
async function shift(page) {
  await page.waitForLoadState('networkidle');
  await settled(page);
  return page.evaluate(() => window.shifts.reduce((sum, { value }) => sum + value, 0));
}

for (const frame of ['desk', 'phone']) {
  test(`nothing moves while home and a post arrive, and home asks for little (${frame})`, async () => {
    const page = await open(browser, ADA, { frame });
    await page.addInitScript(() => {
      window.shifts = [];
      // What was asked of the API until the first posts were in the page.
      const asked = [];
      const fetched = window.fetch;
      window.fetch = (address, ...rest) => {
        if (String(address).startsWith('/v1/')) asked.push(String(address).split('?')[0]);
        return fetched(address, ...rest);
      };
      new MutationObserver(() => {
        if (!window.firstSight && document.querySelector('.feed article')) window.firstSight = [...asked];
      }).observe(document, { childList: true, subtree: true });
      new PerformanceObserver((list) => window.shifts.push(...list.getEntries().filter((entry) => !entry.hadRecentInput))).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(`${address}/`);
    await page.waitForSelector('.feed article');
    await page.waitForFunction(() => window.firstSight !== undefined);
    assert.deepEqual(await page.evaluate(() => window.firstSight), ['/v1/sessions/refresh', '/v1/feeds/home']);
    const home = await shift(page);
    assert.ok(home <= 0.02, `home moved by ${home}`);
    const href = await page.locator('.feed .post-time a').first().getAttribute('href');
    await page.goto(address + href);
    await page.waitForSelector('.post.focal');
    const post = await shift(page);
    assert.ok(post <= 0.02, `the post moved by ${post}`);
    await page.context().close();
  });
}

/** What this browser keeps: `shell`, and `last` for somebody's last feed. */
const kept = (page) => page.evaluate(async () => (await caches.keys()).map((name) => name.split('.')[1]).sort().join());
/** Paths of what is laid by of the last feed. */
const laidBy = (page) =>
  page.evaluate(async () => {
    const name = (await caches.keys()).find((one) => one.startsWith('imagora.last.'));
    const entries = name ? await (await caches.open(name)).keys() : [];
    return entries.map(({ url }) => new URL(url).pathname);
  });

test('a new version is offered, and taken over when its reader wants it', async () => {
  const page = await open(browser, ADA, { workers: true });
  await go(page, '/');
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  assert.equal(await page.getByText('There is a new version').count(), 0, 'a first visit has no news');
  appendFileSync(join(DIST, 'sw.js'), '\n// A new version.\n');
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  const left = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Reload' }).click();
  await left;
  await page.waitForSelector('.feed article');
  await eventually(() => page.evaluate(async () => (await navigator.serviceWorker.ready).waiting === null), 'the new version is in charge');
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('signing out leaves nothing of the last feed behind', async () => {
  const page = await open(browser, ADA, { workers: true });
  await go(page, '/');
  await eventually(async () => (await kept(page)) === 'last,shell', 'home is laid by');
  await go(page, '/settings');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await eventually(async () => (await kept(page)) === 'shell', 'it is forgotten');
  await page.context().close();
});

// The last: the API is gone after it.
test('without a network there is the shell, and the last feed with its pictures', async () => {
  const page = await open(browser, ADA, { workers: true });
  await go(page, '/');
  await page.waitForSelector('.feed article');
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await eventually(async () => (await laidBy(page)).length > 5, 'home is laid by');
  await page.waitForLoadState('networkidle');
  const paths = await laidBy(page);
  assert.ok(paths.length <= 25, `${paths.length} things are kept`);
  assert.deepEqual(paths.filter((path) => path.startsWith('/v1')), []);

  const gone = new Promise((done) => mock.once('exit', done));
  mock.kill();
  await gone;
  await page.reload();
  await page.waitForSelector('.old-home article');
  await page.locator('.old-home img').first().scrollIntoViewIfNeeded();
  await page.waitForFunction(() => [...document.querySelectorAll('.old-home img')].some((image) => image.complete && image.naturalWidth > 0));
  assert.equal(await page.locator('h1').count(), 1);
  await page.goto(`${address}/explore`);
  await page.waitForSelector('[role=alert]');
  await page.context().close();
});
