/**
 * Photograph every screen: light and dark, phone and desk, into web/screens/ (ignored by git).
 * Needs `npm run dev:mock` or the stack at BASE (http://127.0.0.1:8000) and Debian's Chromium. ONLY=home,create picks;
 * AXE=<path of axe.min.js> also looks for what keeps people out.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const BASE = process.env.BASE ?? 'http://127.0.0.1:8000';
const OUT = fileURLToPath(new URL('../screens/', import.meta.url));
const ONLY = process.env.ONLY?.split(',');
const AXE = process.env.AXE;
const PEER = process.env.PEER ?? 'mika_m';
const FRAME_NAMES = process.env.FRAME?.split(',');
const SCHEMES = process.env.SCHEME?.split(',') ?? ['light', 'dark'];
const EMAIL = process.env.EMAIL ?? 'ada@example.org';
const PASSWORD = process.env.PASSWORD ?? 'a good password';
const FRAMES = { phone: { width: 360, height: 740 }, desk: { width: 1360, height: 860 } };

const settle = async (page) => {
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.waitForTimeout(500);
};
const at = (path) => async (page) => {
  await page.goto(BASE + path);
  await settle(page);
};
/** The post with the most answers on home. */
const openMostAnswered = async (page) => {
  await at('/')(page);
  const href = await page.evaluate(() => {
    const links = [...document.querySelectorAll('.act[href$=reply]')];
    const answers = (link) => Number(/\d+/.exec(link.textContent)?.[0] ?? 0);
    return links.sort((a, b) => answers(b) - answers(a))[0]?.getAttribute('href').replace('?reply', '');
  });
  await at(href ?? '/')(page);
};
const reportBarriers = async (page, where) => {
  const violations = await page.evaluate(async () => (await window.axe.run()).violations);
  for (const { id, nodes } of violations) console.log(`${where}: ${id}: ${nodes.map((node) => node.target.join(' ')).slice(0, 4).join(' | ')}`);
};
const GUEST = {
  welcome: at('/'),
  'sign-in': at('/sign-in'),
  'sign-up': async (page) => {
    await at('/sign-up')(page);
    await page.fill('[name=name]', 'Tove');
    await page.fill('[name=handle]', 'to');
    await page.fill('[name=email]', 'tove@example');
    await page.fill('[name=password]', 'long enough now');
    await settle(page);
  },
  explore: at('/explore'),
  rules: at('/rules'),
  transparency: at('/transparency'),
  check: at('/check'),
  report: at('/report'),
};
const MEMBER = {
  home: at('/'),
  'create-empty': at('/create'),
  create: async (page) => {
    await at('/create')(page);
    await page.fill('textarea', 'Three hot-air balloons over a golden desert at sunrise');
    await page.click('.choice-option:has([value="3"])');
    await page.click('.order button[type=submit]');
    await page.waitForTimeout(3_400);
  },
  compose: async (page) => {
    await page.waitForTimeout(3_500);
    for (const pick of (await page.locator('.pick').all()).slice(0, 2)) await pick.click();
    await page.fill('#composer textarea[rows="3"]', 'Sunrise drill. #balloons');
    await page.locator('#composer').scrollIntoViewIfNeeded();
    await settle(page);
  },
  upload: async (page) => {
    await page.click('.composer-foot .button.quiet');
    await settle(page);
  },
  gallery: at('/gallery'),
  profile: at(`/@${PEER}`),
  'profile-media': async (page) => {
    await page.click('.tabs button:nth-child(3)');
    await settle(page);
  },
  followers: at(`/@${PEER}/followers`),
  own: async (page) => {
    await page.locator('.rail li:last-child a').click();
    await settle(page);
  },
  thread: async (page) => {
    await openMostAnswered(page);
  },
  'thread-reply': async (page) => {
    await page.locator('.post.reply .act').first().click();
    await settle(page);
  },
  menu: async (page) => {
    await at('/')(page);
    await page.locator('.post-more').first().click();
    await settle(page);
  },
  quote: async (page) => {
    await page.keyboard.press('Escape');
    await page.locator('.act.repost').first().click();
    await page.locator('.menu button').nth(1).click();
    await page.waitForSelector('dialog textarea');
    await settle(page);
  },
  edit: async (page) => {
    await page.keyboard.press('Escape');
    await page.locator('.rail li:last-child a').click();
    await page.waitForSelector('.post-more');
    await page.locator('.post-more').first().click();
    await page.locator('.menu button').nth(1).click();
    await page.waitForSelector('dialog textarea');
    await settle(page);
  },
  likes: async (page) => {
    await openMostAnswered(page);
    await page.locator('.tallies a[href$=likes]').click();
    await settle(page);
  },
  notifications: at('/notifications'),
  requests: at('/requests'),
  search: at('/search?q=hills&type=posts'),
  'search-people': at(`/search?q=${PEER}&type=accounts`),
  'search-tags': at('/search?q=pa&type=tags'),
  'search-empty': at('/search'),
  bookmarks: at('/bookmarks'),
  'my-likes': at('/likes'),
  words: at('/settings/words'),
  blocks: at('/settings/blocks'),
  'notification-settings': at('/settings/notifications'),
  post: async (page) => {
    await at('/')(page);
    await page.locator('.post-time').first().click();
    await settle(page);
    await page.locator('.origin summary').first().click().catch(() => undefined);
  },
  missing: at('/p/01ARZ3NDEKTSV4RRFFQ69G5FAV'),
  settings: at('/settings'),
  content: at('/settings/content'),
  decisions: at('/my-moderation'),
  queue: at('/moderation'),
};

mkdirSync(OUT, { recursive: true });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
for (const scheme of SCHEMES) {
  for (const [frame, viewport] of Object.entries(FRAMES)) {
    if (FRAME_NAMES && !FRAME_NAMES.includes(frame)) continue;
    const context = await browser.newContext({ viewport, colorScheme: scheme, locale: process.env.LANGUAGE_TAG ?? 'en', bypassCSP: Boolean(AXE) });
    if (AXE) await context.addInitScript({ path: AXE });
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && console.log(frame, scheme, message.text()));
    page.on('pageerror', (error) => console.log(frame, scheme, error.message));
    const shoot = async (screens) => {
      for (const [name, open] of Object.entries(screens)) {
        if (ONLY && !ONLY.includes(name)) continue;
        try {
          await open(page);
        } catch (error) {
          console.log(`${name} ${frame}: ${error.message.split('\n')[0]}`);
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) console.log(`${name} ${frame}: ${wide} px too wide`);
        if (AXE) await reportBarriers(page, `${name} ${frame} ${scheme}`);
        await page.screenshot({ path: `${OUT}${name}-${frame}-${scheme}.png` });
      }
    };
    await shoot(GUEST);
    await at('/sign-in')(page);
    await page.fill('[name=email]', EMAIL);
    await page.fill('[name=password]', PASSWORD);
    await page.click('form button[type=submit]');
    await page.waitForSelector('.rail');
    await settle(page);
    await shoot(MEMBER);
    await context.close();
  }
}
await browser.close();
