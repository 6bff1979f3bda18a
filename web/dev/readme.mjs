/**
 * The pictures of the README, docs/screenshot-*.jpg: `npm run dev:readme` while `make run` shows its demo people
 * (BASE, http://127.0.0.1:8000 unless set).
 */
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const BASE = process.env.BASE ?? 'http://127.0.0.1:8000';
const OUT = fileURLToPath(new URL('../../docs/', import.meta.url));
const WHO = { email: process.env.EMAIL ?? 'mara_lindt@demo.example', password: process.env.PASSWORD ?? 'paint me a lighthouse' };
const DESK = { width: 1280, height: 800 };
const TALK = { width: 1000, height: 800 };
const PHONE = { width: 360, height: 740 };

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });

async function windowOf(viewport, colorScheme) {
  const context = await browser.newContext({ viewport, colorScheme, locale: 'en', reducedMotion: 'reduce', serviceWorkers: 'block', deviceScaleFactor: viewport === PHONE ? 2 : 1 });
  const page = await context.newPage();
  await page.goto(`${BASE}/sign-in`);
  await page.fill('[name=email]', WHO.email);
  await page.fill('[name=password]', WHO.password);
  await page.click('form [type=submit]');
  await page.waitForSelector('.post img');
  return page;
}

async function take(page, name) {
  await page.waitForFunction(() => document.querySelector('.bone, [aria-busy=true]') === null);
  await page.waitForFunction(() => [...document.images].every((image) => image.complete || image.getBoundingClientRect().top > innerHeight));
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: `${OUT}screenshot-${name}.jpg`, type: 'jpeg', quality: 80 });
}

/** The post with the most answers among those on the screen. */
async function openTalk(page) {
  const href = await page.evaluate(() => {
    const links = [...document.querySelectorAll('.post:has(img) .act[href$=reply]')];
    const answers = (link) => Number(/\d+/.exec(link.textContent)?.[0] ?? 0);
    return links.sort((a, b) => answers(b) - answers(a))[0].getAttribute('href').replace('?reply', '');
  });
  await page.goto(BASE + href);
  await page.waitForSelector('.post.focal img');
}

const desk = await windowOf(DESK, 'light');
await desk.goto(`${BASE}/create`);
await desk.fill('.order textarea', 'Three hot-air balloons over a golden desert at sunrise');
await desk.waitForSelector('.price[aria-busy=false] .price-line strong');
await desk.click('.order [type=submit]');
await desk.locator('.job[data-status=succeeded] .pick').first().click();
await desk.fill('#composer textarea[rows="3"]', 'Sunrise drill. #balloons');
await desk.locator('.job').first().scrollIntoViewIfNeeded();
await take(desk, 'create');
const night = await windowOf(TALK, 'dark');
await openTalk(night);
await take(night, 'thread');
const phone = await windowOf(PHONE, 'light');
await take(phone, 'phone');
await browser.close();
