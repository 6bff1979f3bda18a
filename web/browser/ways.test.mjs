/** The core of it, by keyboard alone and by thumb on a phone of 360 pixels. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BASE, call, eventually, launch, open, PEOPLE, posted, shot, still, tokenOf } from './world.mjs';

const { author, reader, newcomer } = PEOPLE;
let browser;
let post;
const tokens = {};

before(async () => {
  browser = await launch();
  for (const [role, person] of Object.entries({ author, reader, newcomer })) tokens[role] = await tokenOf(person);
  for (const role of ['reader', 'newcomer']) await call(tokens[role], 'PUT', `/v1/accounts/${author.handle}/follow`);
  await call(tokens.author, 'POST', '/v1/posts', { text: 'Rain since this morning.' });
  post = (await posted(tokens.author, 'A heron in the reeds')).id;
  for (const role of ['reader', 'newcomer']) {
    await eventually(async () => (await call(tokens[role], 'GET', '/v1/feeds/home')).items.some((item) => item.post.id === post), `the post at home of ${role}`);
  }
});
after(() => browser?.close());

const newest = async (handle) => (await call(null, 'GET', `/v1/accounts/${handle}/posts`)).items[0];
const repliesOf = async () => (await call(null, 'GET', `/v1/posts/${post}/thread`)).replies.items.map((reply) => reply.post.text);
const isLikedBy = async (role) => (await call(tokens[role], 'GET', `/v1/posts/${post}`)).viewer.liked;

describe('by keyboard alone', () => {
  let page;
  before(async () => {
    page = await open(browser, null);
    await page.goto(`${BASE}/sign-in`);
    await page.waitForSelector('[name=password]');
  });
  after(() => page?.context().close());

  const key = (name) => page.keyboard.press(name);
  const has = (selector) => page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
  /** Tab until the focus is there. */
  async function reach(selector, by = 'Tab') {
    await page.waitForSelector(selector);
    for (let tries = 0; tries < 80; tries++) {
      if (await has(selector)) return;
      await key(by);
    }
    assert.fail(`Tab does not lead to ${selector}`);
  }
  const focused = (selector) => page.waitForFunction((wanted) => document.activeElement?.matches(wanted), selector);
  /** In an open dialog Tab goes round, and never behind it; Escape gives the focus back. */
  async function trapped(origin) {
    await page.waitForSelector('dialog[open]');
    const seen = new Set();
    for (let step = 0; step < 24; step++) {
      await key('Tab');
      // The browser's own controls are a stop on the way round; what lies behind the dialog is none.
      assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest('dialog[open]') !== null), 'the focus left the dialog');
      seen.add(await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200)));
    }
    assert.ok(seen.size > 1, 'Tab moves in the dialog');
    await key('Escape');
    await page.waitForSelector('dialog[open]', { state: 'detached' });
    await focused(origin);
  }

  it('signs in', async () => {
    await reach('.skip');
    await reach('[name=email]');
    await page.keyboard.type(reader.email);
    await reach('[name=password]');
    await page.keyboard.type(reader.password);
    await key('Enter');
    await page.waitForSelector(`article.post:has(a[href="/p/${post}"])`);
  });

  it('goes through the feed with j and k, and likes', async () => {
    // Keys come after the page has loaded, with a box of their own beside it.
    await page.waitForSelector('#app ~ div', { state: 'attached' });
    const at = () => page.evaluate(() => document.activeElement.querySelector('.post-time a')?.getAttribute('href'));
    await key('j');
    const one = await at();
    await key('j');
    const two = await at();
    assert.ok(one && two && one !== two, `${one} then ${two}`);
    await key('k');
    assert.equal(await at(), one);
    for (let tries = 0; tries < 5 && (await at()) !== `/p/${post}`; tries++) await key('j');
    assert.equal(await at(), `/p/${post}`);
    await key('l');
    await page.waitForSelector(`article.post:has(a[href="/p/${post}"]) .act.like[aria-pressed=true]`);
    await eventually(() => isLikedBy('reader'), 'the like');
    await shot(page, 'keyboard 1 liked');
  });

  it('opens the list of keys, which keeps the focus and gives it back', async () => {
    await key('?');
    await trapped('article.post');
  });

  it('opens menus and what they lead to', async () => {
    await reach('.post-more');
    await key('Enter');
    await focused('[role=menuitem]');
    const first = await page.evaluate(() => document.activeElement.textContent);
    await key('ArrowDown');
    assert.notEqual(await page.evaluate(() => document.activeElement.textContent), first);
    await shot(page, 'keyboard 2 menu');
    await key('Escape');
    await page.waitForSelector('[role=menu]', { state: 'detached' });
    await focused('.post-more');
    await key('Enter');
    await focused('[role=menuitem]');
    await key('End');
    await key('Enter');
    await page.waitForSelector('dialog .rule-option');
    await trapped('.post-more');
  });

  it('answers', async () => {
    await key('r');
    await focused('.reply-door textarea');
    await page.keyboard.type('It stood there for an hour.');
    await key('Control+Enter');
    await page.waitForSelector('.post.reply:has-text("for an hour")');
    await eventually(async () => (await repliesOf()).includes('It stood there for an hour.'), 'the reply in the thread');
  });

  it('creates, and posts what came', async () => {
    await page.evaluate(() => document.activeElement.blur());
    await key('n');
    await reach('.order textarea');
    await page.keyboard.type('A heron in the rain');
    await page.waitForSelector('.price[aria-busy=false] .price-line strong');
    await key('Control+Enter');
    await page.waitForSelector('.job[data-status=succeeded] .pick');
    await reach('.pick');
    await key('Space');
    await page.waitForSelector('.attached li');
    await reach('#composer textarea[rows="3"]');
    await page.keyboard.type('By keyboard alone.');
    await shot(page, 'keyboard 3 composed');
    await key('Control+Enter');
    await page.waitForSelector('.toast a');
    assert.equal((await newest(reader.handle)).text, 'By keyboard alone.');
  });

  it('changes the language, and everything with it', async () => {
    await reach('.rail li:last-child a', 'Shift+Tab');
    await key('Enter');
    await reach('a[href="/settings"]');
    await key('Enter');
    await reach('select:has(option[value=de])');
    await page.keyboard.type('D');
    await page.waitForFunction(() => document.documentElement.lang === 'de');
    await page.waitForSelector('.rail :text("Entdecken")');
    await shot(page, 'keyboard 4 german');
    assert.deepEqual(page.complaints, []);
  });
});

describe('on a phone', () => {
  let page;
  before(async () => {
    page = await open(browser, null, { frame: 'phone', touch: true });
    await page.goto(`${BASE}/sign-in`);
  });
  after(() => page?.context().close());

  const card = () => `article.post:has(a[href="/p/${post}"])`;
  /** Nothing is wider than the window, and what is pressed most is large enough for a thumb. */
  async function fits(name) {
    await still(page);
    const { wide, small } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth - innerWidth,
      small: [...document.querySelectorAll('.rail a, .actions .act, .button, .icon-button')]
        .filter((one) => one.checkVisibility() && !one.closest('[aria-hidden=true]'))
        .map((one) => ({ box: one.getBoundingClientRect(), name: one.className }))
        .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
        .map(({ name: what }) => what),
    }));
    assert.ok(wide <= 0, `${name}: ${wide} px too wide`);
    assert.deepEqual(small, [], name);
    await shot(page, `phone ${name}`);
  }

  it('signs in', async () => {
    await page.fill('[name=email]', newcomer.email);
    await page.fill('[name=password]', newcomer.password);
    await page.tap('form [type=submit]');
    await page.waitForSelector(card());
    await fits('1 home');
  });

  it('likes and answers', async () => {
    await page.tap(`${card()} .act.like`);
    await page.waitForSelector(`${card()} .act.like[aria-pressed=true]`);
    await eventually(() => isLikedBy('newcomer'), 'the like');
    await page.tap(`${card()} a.act[href$="?reply"]`);
    await page.fill('.reply-door textarea', 'A grey one?');
    await page.tap('.reply-door [type=submit]');
    await page.waitForSelector('.post.reply:has-text("A grey one?")');
    await fits('2 thread');
    await eventually(async () => (await repliesOf()).includes('A grey one?'), 'the reply in the thread');
  });

  it('opens a picture and a dialog, and closes both', async () => {
    await page.tap('.post.focal .media-open');
    await page.waitForSelector('dialog[open] img');
    await fits('3 picture');
    await page.tap('dialog[open] .dialog-head .icon-button');
    await page.waitForSelector('dialog[open]', { state: 'detached' });
    await page.tap('.post.focal .post-more');
    await page.locator('[role=menuitem]').last().tap();
    await page.waitForSelector('dialog .rule-option');
    await fits('4 report');
    await page.tap('dialog[open] .dialog-head .icon-button');
    await page.waitForSelector('dialog[open]', { state: 'detached' });
  });

  it('creates, and posts what came', async () => {
    await page.tap('.rail .stop.create');
    await page.fill('.order textarea', 'A heron at night');
    await page.waitForSelector('.price[aria-busy=false] .price-line strong');
    await fits('5 studio');
    await page.tap('.order [type=submit]');
    await page.waitForSelector('.job[data-status=succeeded] .pick');
    await page.locator('.job .pick').first().tap();
    await page.tap('.to-composer');
    await page.fill('#composer textarea[rows="3"]', 'By thumb.');
    await fits('6 composed');
    await page.tap('#composer [type=submit]');
    await page.waitForSelector('.toast a');
    assert.equal((await newest(newcomer.handle)).text, 'By thumb.');
  });

  it('reaches everything else from its bar and the profile', async () => {
    await eventually(async () => (await call(tokens.newcomer, 'GET', '/v1/notifications')).items.length > 0, 'a notification');
    for (const [stop, wanted] of [['/explore', '.post, .tile'], ['/notifications', '.note'], [`/@${newcomer.handle}`, '.profile']]) {
      await page.tap(`.rail a[href="${stop}"]`);
      await page.waitForSelector(wanted);
      await fits(`7 ${stop.slice(1, 6)}`);
    }
    await page.tap('.profile-action a[href="/gallery"]');
    await page.waitForSelector('.job img');
    await fits('8 gallery');
    assert.deepEqual(page.complaints, []);
  });
});
