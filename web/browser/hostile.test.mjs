/** What people type may be meant to break the page: nothing of it runs, spills or turns the page around. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { corpus, damage, NAMES, TAGS } from './hostile.mjs';
import { BASE, call, eventually, go, launch, open, PEOPLE, still, tokenOf } from './world.mjs';

const { author, reader, newcomer, first } = PEOPLE;
const WRITERS = { author, reader, newcomer };
const tokens = {};
const known = {};
let browser;

const as = (who, method, path, body) => call(tokens[who], method, path, body);
/** What the API refuses is no harm to the page; what it takes has to be shown. */
const tolerated = (answer) => answer.catch((error) => (/: (403|409|422) /.test(error.message) ? null : Promise.reject(error)));
const publish = (who, body) => tolerated(as(who, 'POST', '/v1/posts', body));

/** A picture made from a hostile prompt, with a hostile description. */
async function drawn(prompt, alt, style) {
  const order = { prompt, size: '512x512' };
  const job = (style && (await tolerated(as('author', 'POST', '/v1/generations', { ...order, style })))) ?? (await as('author', 'POST', '/v1/generations', order));
  const done = await eventually(async () => {
    const now = await as('author', 'GET', `/v1/generations/${job.id}`);
    return now.status === 'succeeded' ? now : null;
  }, `the picture of ${prompt}`, 120);
  const medium = done.media[0].id;
  await as('author', 'PATCH', `/v1/media/${medium}`, { alt, share_prompt: true });
  return medium;
}

const caseAbout = async (id) => {
  for (let cursor = ''; ; ) {
    const page = await as('first', 'GET', `/v1/moderation/queue?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    const found = page.items.find((one) => one.subject.id === id);
    if (found || !page.cursor) return found.id;
    cursor = page.cursor;
  }
};

before(async () => {
  browser = await launch();
  for (const [role, person] of Object.entries({ ...WRITERS, first })) tokens[role] = await tokenOf(person);
  const texts = corpus();
  const bios = { author: texts.image, reader: texts.tower, newcomer: texts.word };
  for (const who of Object.keys(WRITERS)) await as(who, 'PATCH', '/v1/me', { name: NAMES[who], bio: bios[who] });
  for (const who of ['author', 'newcomer']) await as('reader', 'PUT', `/v1/accounts/${WRITERS[who].handle}/follow`);
  await as('newcomer', 'PUT', `/v1/accounts/${author.handle}/follow`);
  await as('reader', 'PUT', `/v1/accounts/${newcomer.handle}/follow`);

  const pictured = await drawn(texts.script, `${corpus(1_000).word}`, texts.image);
  const spilled = await drawn(corpus(2_000).narrow, texts.tower);
  known.root = (await publish('author', { text: `${texts.rtl} ${texts.image} #${TAGS[0]} #${TAGS[1]}`, media_ids: [pictured] })).id;
  await publish('author', { text: texts.word, media_ids: [spilled] });
  for (const [at, text] of Object.values(texts).entries()) {
    await publish(['author', 'newcomer'][at % 2], { text });
    if (at % 3 === 0) await publish('newcomer', { text, reply_to: known.root });
    if (at % 5 === 0) await publish('reader', { text, quote_of: known.root });
  }
  await publish('reader', { text: texts.unclosed, reply_to: known.root });
  await publish('author', { text: `#${TAGS[2]} #${TAGS[0]}` });
  for (const who of ['reader', 'newcomer']) {
    await as(who, 'PUT', `/v1/posts/${known.root}/like`);
    await as(who, 'PUT', `/v1/posts/${known.root}/repost`);
  }
  const reported = await publish('author', { text: `${texts.svg} ${texts.override}` });
  await as('reader', 'POST', '/v1/reports', { post_id: reported.id, reason: 'spam', note: corpus(2_000).word });
  await as('newcomer', 'POST', '/v1/reports', { post_id: reported.id, reason: 'spam', note: texts.image });
  known.case = await caseAbout(reported.id);
  await as('first', 'POST', `/v1/moderation/cases/${known.case}/claim`);
  await as('first', 'POST', `/v1/moderation/cases/${known.case}/decision`, { action: 'reject', rule: 'spam', note: `${texts.script} ${corpus(1_000).word}` });
  await as('author', 'POST', `/v1/me/moderation/${known.case}/appeal`, { statement: `${texts.image}\n${corpus(1_500).narrow}\n${texts.tower}` });
  await as('author', 'PUT', '/v1/me/muted-words', { items: [texts.image, 'W'.repeat(60), texts.rtl].map((word) => ({ word, scope: 'both' })) });
  // What is not there yet would do no harm either.
  await eventually(async () => (await as('reader', 'GET', '/v1/feeds/home')).items.some(({ post }) => post.author.handle === author.handle), 'posts at home');
  await eventually(async () => (await as('author', 'GET', '/v1/notifications')).items.length > 0, 'notifications');
});
after(() => browser?.close());

const open_ = async (page, path) => {
  await go(page, path);
  await still(page);
  await page.waitForLoadState('networkidle');
};
const at = (path) => (page) => open_(page, typeof path === 'function' ? path() : path);
const SCREENS = {
  author: {
    profile: at(`/@${author.handle}`),
    thread: at(() => `/p/${known.root}`),
    notifications: at('/notifications'),
    gallery: at('/gallery'),
    decisions: at('/my-moderation'),
    settings: at('/settings'),
    words: at('/settings/words'),
    create: async (page) => {
      await open_(page, '/create');
      const texts = corpus();
      await page.fill('.order textarea', `${texts.image} ${corpus(1_000).word} ${texts.tower}`);
      await page.fill('#composer textarea', `${texts.unclosed} ${texts.tower} ${texts.script}`);
    },
    edit: async (page) => {
      await open_(page, `/p/${known.root}`);
      await page.locator('.post.focal .post-more').click();
      await page.click('[role=menuitem]:has-text("Edit")');
      await page.waitForSelector('dialog textarea');
    },
  },
  reader: {
    home: at('/'),
    thread: at(() => `/p/${known.root}`),
    viewer: async (page) => {
      await open_(page, `/p/${known.root}`);
      await page.locator('.post.focal .media-open').first().click();
      await page.click('.papers-open');
      await page.waitForSelector('.papers dl');
    },
    explore: at('/explore'),
    tag: at(`/tags/${TAGS[0]}`),
    'tag in Arabic': at(`/tags/${encodeURIComponent(TAGS[1])}`),
    'long tag': at(`/tags/${TAGS[2]}`),
    'profile of a long word': at(`/@${newcomer.handle}`),
    likes: at(() => `/p/${known.root}/likes`),
    quotes: at(() => `/p/${known.root}/quotes`),
    'search for posts': at(`/search?q=${encodeURIComponent('script')}&type=posts`),
    'search for people': at(`/search?q=${author.handle}&type=accounts`),
    'search for nothing': at(`/search?q=${encodeURIComponent(corpus(90).image)}${'W'.repeat(60)}&type=tags`),
    quote: async (page) => {
      await open_(page, `/p/${known.root}`);
      await page.locator('.post.focal .act.repost').click();
      await page.click('[role=menuitem]:has-text("Quote")');
      await page.waitForSelector('dialog textarea');
    },
  },
  first: {
    queue: at('/moderation'),
    case: at(() => `/moderation/cases/${known.case}`),
    audit: at('/moderation/audit'),
  },
};

describe('texts that are meant to harm', () => {
  for (const [who, screens] of Object.entries(SCREENS)) {
    it(`do nothing to what ${who} sees`, async () => {
      const page = await open(browser, PEOPLE[who]);
      await page.addInitScript(() => {
        window.__violations = [];
        addEventListener('securitypolicyviolation', (event) => window.__violations.push(`policy: ${event.violatedDirective} ${event.blockedURI}`));
      });
      page.on('dialog', async (dialog) => {
        page.complaints.push(`a dialog of the browser's: ${dialog.message()}`);
        await dialog.dismiss();
      });
      const found = [];
      for (const [name, see] of Object.entries(screens)) {
        await see(page);
        for (const [frame, viewport] of Object.entries({ desk: { width: 1360, height: 860 }, phone: { width: 360, height: 740 } })) {
          await page.setViewportSize(viewport);
          await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
          for (const one of await page.evaluate(damage)) found.push(`${name}, ${frame}: ${one}`);
          if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/hostile-${who}-${name.replaceAll(' ', '-')}-${frame}.png`, fullPage: false });
        }
        await page.setViewportSize({ width: 1360, height: 860 });
      }
      assert.deepEqual(found, []);
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });
  }
});
