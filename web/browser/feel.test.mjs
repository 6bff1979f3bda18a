/**
 * How the page feels, in Debian's Chromium against the stand-in of the API (dev/mock.mjs, started here): long lists,
 * keys, what is shown before it is stored, the page without a network. Needs the built page (web/dist) and no stack.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const POSTS = 1_000;
/** Elements in the whole page, however long the list is. */
const MOST_ELEMENTS = 1_500;
const ADA = { email: 'ada@example.org', password: 'a good password' };

const mock = spawn(process.execPath, [fileURLToPath(new URL('../dev/mock.mjs', import.meta.url))], {
  env: { ...process.env, PORT: '0', POSTS: String(POSTS) },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [line] = await mock.stdout.take(1).toArray();
process.env.BASE = String(line).split(' ')[0].trim();
const { BASE, go, launch, open } = await import('./world.mjs');

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser.close();
  mock.kill();
});

const elements = (page) => page.evaluate(() => document.querySelectorAll('*').length);
/** The article at the window's middle and where it begins. */
const middle = (page) =>
  page.evaluate(() => {
    const article = document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('.slot > article');
    return article && { id: article.parentElement.dataset.id, top: article.getBoundingClientRect().top };
  });
const topOf = (page, id) => page.evaluate((wanted) => document.querySelector(`[data-id="${wanted}"] > article`)?.getBoundingClientRect().top ?? null, id);
const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Down to the end of the list, page by page; the most elements that the page had on the way. */
async function toTheEnd(page) {
  let most = 0;
  for (let step = 0; step < 400; step++) {
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
  for (let step = 0; step < 25; step++) {
    await page.mouse.wheel(0, 1_500);
    await settled(page);
  }
  const seen = await middle(page);
  assert.ok(seen && (await page.evaluate(() => scrollY)) > 8_000, 'not far down');
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
  await settled(page);
  near(await topOf(page, seen.id), seen.top, 'after back');

  await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
  await page.reload();
  await page.waitForSelector(`[data-id="${seen.id}"]`);
  await page.waitForFunction((id) => document.querySelector(`[data-id="${id}"] > article`)?.getBoundingClientRect().top < innerHeight, seen.id);
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
  for (let step = 0; step < 30; step++) {
    await page.mouse.wheel(0, 1_200);
    await settled(page);
  }
  assert.ok((await elements(page)) <= MOST_ELEMENTS);
  const drawn = await page.evaluate(() => document.querySelectorAll('.wall .slot').length);
  const all = await page.evaluate(() => [...document.querySelectorAll('.wall article')].at(-1).getAttribute('aria-posinset'));
  assert.ok(drawn < Number(all), `${drawn} of ${all} are drawn`);
  for (let step = 0; step < 20; step++) {
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
