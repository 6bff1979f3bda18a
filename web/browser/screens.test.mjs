/** No screen keeps anybody out: axe-core on every one of them, light and dark, on phone and desk, in both languages. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { scenery } from './scenery.mjs';
import { screensOf } from './screens.mjs';
import { barriers, BASE, FRAMES, launch, open, still } from './world.mjs';

/** SCREENS=home,menu looks at these only. */
const ONLY = process.env.SCREENS?.split(',');

/** Whether a path fits a pattern of routes.ts. */
const fits = (pattern, path) => new RegExp(`^${pattern.replaceAll(/:[a-z]+/g, '[^/]+')}/?$`).test(path.split('?')[0]);

let browser;
let seen;
before(async () => {
  [browser, seen] = await Promise.all([launch(), scenery()]);
});
after(() => browser?.close());

it('every route of the page is looked at', async () => {
  const source = await readFile(new URL('../src/routing/routes.ts', import.meta.url), 'utf8');
  const patterns = new Set([...source.matchAll(/pattern: '([^']+)'/g)].map(([, pattern]) => pattern));
  const screens = screensOf(seen.there, 'en');
  assert.deepEqual([...patterns].filter((pattern) => !screens.some(({ route }) => route === pattern)), []);
  for (const { route, path } of screens) assert.ok(route === null || fits(route, path), `${path} is no ${route}`);
});

it('light and dark differ in colours only', async () => {
  const source = new URL('../src/', import.meta.url);
  const files = (await readdir(source, { recursive: true })).filter((name) => /\.(css|tsx?)$/.test(name));
  const texts = await Promise.all(files.map(async (name) => [name, await readFile(new URL(name, source), 'utf8')]));
  assert.ok(texts.some(([, text]) => text.includes('light-dark(')), 'which takes nothing but colours');
  assert.deepEqual(texts.filter(([, text]) => text.includes('prefers-color-scheme')).map(([name]) => name), []);
});

it('what looks for barriers finds them', async () => {
  const page = await open(browser, null, { looking: true });
  await page.goto(`${BASE}/rules`);
  await page.waitForSelector('h1');
  await page.evaluate(() => document.querySelector('main').append(Object.assign(new Image(), { src: '/favicon.svg', id: 'unnamed' })));
  assert.deepEqual(await barriers(page, 'here'), ['here: image-alt: #unnamed']);
  await page.evaluate(() => document.querySelector('#unnamed').replaceWith(Object.assign(document.createElement('p'), { id: 'pale', textContent: 'Pale.' })));
  await page.evaluate(() => Object.assign(document.querySelector('#pale').style, { color: '#ddd', background: '#fff' }));
  assert.deepEqual(await barriers(page, 'here', { colours: true }), ['here: color-contrast: #pale']);
  await page.context().close();
});

/** As a press on a link: what is fetched once stays. */
async function follow(page, path) {
  // Looked at in the same breath: a screen may go on to an address of its own.
  const there = await page.evaluate((href) => {
    const way = Object.assign(document.createElement('a'), { href });
    document.body.append(way);
    way.click();
    way.remove();
    return location.pathname + location.search;
  }, path);
  assert.equal(there, path);
}

/** There, from wherever the window is: by way of another screen if it is there already, since nothing else begins it anew. */
async function come(page, { path, press, before: early }) {
  const now = new URL(page.url());
  if (early) await press(page);
  if (now.origin !== BASE) await page.goto(BASE + path);
  else {
    if (now.pathname + now.search === path) {
      await follow(page, BETWEEN.path);
      await page.waitForSelector(BETWEEN.wanted);
    }
    await follow(page, path);
  }
  await page.waitForSelector('h1');
  await still(page);
  if (press && !early) await press(page);
}
const BETWEEN = { path: '/check', wanted: '.drop' };

/** Both schemes differ in colours only, and each frame has its whole look in one of them. */
const LOOKS = [
  ['desk', 'light', {}],
  ['desk', 'dark', { colours: true }],
  ['phone', 'dark', {}],
  ['phone', 'light', { colours: true }],
];

async function lookAt(page, screen, language) {
  const found = [];
  await come(page, screen);
  await page.waitForSelector(screen.wanted, { state: 'attached' });
  for (const [frame, scheme, how] of LOOKS) {
    await page.setViewportSize(FRAMES[frame]);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    found.push(...(await barriers(page, `${screen.who} ${screen.name} ${frame} ${scheme} ${language}`, how)));
  }
  await page.setViewportSize(FRAMES.desk);
  return found;
}

describe('no screen keeps anybody out', { concurrency: true }, () => {
  for (const language of ['en', 'de']) {
    it(language, async (test) => {
      const found = [];
      let page;
      let whose;
      for (const screen of screensOf(seen.there, language)) {
        if (ONLY && !ONLY.includes(screen.name)) continue;
        if (screen.who !== whose) {
          await page?.context().close();
          whose = screen.who;
          page = await open(browser, seen.people[whose] ?? null, { language, looking: true });
        }
        const began = performance.now();
        found.push(...(await lookAt(page, screen, language).catch((error) => [`${screen.who} ${screen.name} ${language}: ${error.message}`])));
        if (process.env.TIMES) test.diagnostic(`${screen.who} ${screen.name}: ${Math.round(performance.now() - began)} ms`);
        assert.equal(await page.getAttribute('html', 'lang'), language);
      }
      await page?.context().close();
      assert.deepEqual(found, []);
    });
  }
});
