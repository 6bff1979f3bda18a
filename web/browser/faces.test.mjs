/** Every screen and every form while the API is down, slow, busy, unreadable, over or out of reach. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { askedBy, broken, follow, release } from './faults.mjs';
import { askForCode, moreForms } from './forms.mjs';
import { inOwnWindow, inWindowOf, passes } from './windows.mjs';
import { BASE, call, eventually, go, join, launch, PEOPLE, posted, tokenOf } from './world.mjs';

const { author, reader, first } = PEOPLE;
let browser;
const tokens = {};
const known = {};

const publish = (text, more = {}, who = 'author') => call(tokens[who], 'POST', '/v1/posts', { text, ...more });
const caseAbout = async (id) => {
  for (let cursor = ''; ; ) {
    const page = await call(tokens.first, 'GET', `/v1/moderation/queue?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    const found = page.items.find((one) => one.subject.id === id);
    if (found || !page.cursor) return found;
    cursor = page.cursor;
  }
};
const report = async (id) => {
  await call(tokens.reader, 'POST', '/v1/reports', { post_id: id, reason: 'spam' });
  return (await caseAbout(id)).id;
};

before(async () => {
  browser = await launch();
  for (const [role, person] of Object.entries(PEOPLE)) tokens[role] = await tokenOf(person);
  known.post = (await publish('A post that is looked at while things break. #brittle')).id;
  await call(tokens.reader, 'PUT', `/v1/posts/${known.post}/like`);
  const judged = (await publish('A post whose author says no to a decision.')).id;
  const judgedCase = await report(judged);
  await call(tokens.first, 'POST', `/v1/moderation/cases/${judgedCase}/claim`);
  await call(tokens.first, 'POST', `/v1/moderation/cases/${judgedCase}/decision`, { action: 'reject', rule: 'spam', note: 'As a test.' });
  const shown = await posted(tokens.author, 'A picture that others go on from');
  Object.assign(known, { pictured: shown.id, picture: shown.media[0].id });
  known.bytes = Buffer.from(await (await fetch(BASE + shown.media[0].url)).arrayBuffer());
  known.invite = (await call(tokens.author, 'POST', '/v1/invites', { uses: 5 })).code;
  [known.forgetful, known.careful, known.hasty] = await Promise.all(['forgetful', 'careful', 'hasty'].map(join));
  known.case = await report((await publish('A post that a moderator looks at.')).id);
  await eventually(async () => (await call(tokens.author, 'GET', '/v1/notifications')).items.length > 0, 'notifications');
  for (const feed of ['home', 'tags/brittle']) await eventually(async () => (await call(tokens.author, 'GET', `/v1/feeds/${feed}`)).items.length > 0, `posts in ${feed}`);
});
after(() => browser?.close());

/** A post, not the bones of one. */
const POST = '.post:not(.skeleton)';
/** Each: who sees it, where, what it asks for, and how one knows that it is here. */
const SCREENS = [
  ['author', '/', /^GET .v1.feeds.home/, POST],
  ['author', '/explore', /^GET .v1.feeds.explore/, '.wall .tile, .feed .post, .state:not([role])'],
  ['author', '/tags/brittle', /^GET .v1.feeds.tags/, POST],
  ['author', () => `/p/${known.post}`, /^GET .v1.posts/, '.post.focal'],
  ['author', () => `/p/${known.post}/history`, /^GET .v1.posts/, 'main article, main li, .state:not([role])'],
  ['author', () => `/p/${known.post}/likes`, /^GET .v1.posts/, '.person'],
  ['author', () => `/p/${known.post}/quotes`, /^GET .v1.posts/, `${POST}, .state:not([role])`],
  ['author', () => `/remixes/${known.picture}?from=${known.pictured}`, /^GET .v1.media.*remixes/, '.branch, .state:not([role])'],
  ['author', '/invites', /^GET .v1.invites/, '.invite-code'],
  ['author', '/settings/mutes', /^GET .v1.me.mutes/, '.person, .state:not([role])'],
  ['author', () => `/@${author.handle}`, /^GET .v1.accounts/, '.profile-names'],
  ['author', () => `/@${author.handle}/followers`, /^GET .v1.accounts/, '.person, .state:not([role])'],
  ['author', '/search?q=brittle&type=posts', /^GET .v1.search/, `${POST}, .state:not([role])`],
  ['author', () => `/search?q=${reader.handle}&type=accounts`, /^GET .v1.search/, '.person, .state:not([role])'],
  ['author', '/notifications', /^GET .v1.notifications/, '.note'],
  ['author', '/requests', /^GET .v1.me.follow/, '.person, .state:not([role])'],
  ['author', '/bookmarks', /^GET .v1.me.bookmarks/, `${POST}, .state:not([role])`],
  ['author', '/likes', /^GET .v1.me.likes/, `${POST}, .state:not([role])`],
  ['author', '/gallery', /^GET .v1.generations/, '.job, .state:not([role])'],
  ['author', '/credits', /^GET .v1.me.credits/, '.balance-left'],
  ['author', '/settings/content', /^GET .v1.me.preferences/, '.label-choice'],
  ['author', '/settings/notifications', /^GET .v1.me.notification-preferences/, '[role=switch]'],
  ['author', '/settings/webhook', /^GET .v1.me.webhook/, 'form input'],
  ['author', '/settings/words', /^GET .v1.me.muted-words/, 'form input'],
  ['author', '/settings/blocks', /^GET .v1.me.blocks/, '.person, .state:not([role])'],
  ['author', '/my-moderation', /^GET .v1.me.moderation/, '.decision'],
  ['author', '/rules', /^GET .v1.rules/, '.rulebook li'],
  ['author', '/transparency', /^GET .v1.transparency/, '.figures'],
  ['author', '/report', /^GET .v1.rules/, '.rule-option'],
  ['first', '/moderation', /^GET .v1.moderation.queue/, '.case-open'],
  ['first', '/moderation/audit', /^GET .v1.moderation/, '.deed'],
  ['first', () => `/moderation/cases/${known.case}`, /^GET .v1.moderation/, '.lease'],
];
const placeOf = (path) => (typeof path === 'function' ? path() : path);
const FAILURE = 'main .state[role=alert]';
const again = (page) => page.click(`${FAILURE} button`);
/** How long one has to wait is said for as long as the button is shut. */
const isBusy = (page) => page.locator(`${FAILURE}:has(button[aria-disabled=true])`, { hasText: /in \d+ second/ }).waitFor();

/** One screen through every fault in turn: each has its face, and in the end the screen is there. */
async function breakScreen(page, [, path, on, here]) {
  const where = placeOf(path);
  const face = async (kind, words) => {
    page.fault = { kind, on };
    await again(page);
    await page.locator(FAILURE, { hasText: words }).waitFor();
  };
  page.fault = { kind: 'down', on };
  await page.goto(BASE + where);
  await page.locator(FAILURE, { hasText: 'can’t be reached' }).waitFor();
  await face('unavailable', /resting for a moment/);
  await face('page', /broke on our side|resting/);
  await face('portal', /can’t be read/);
  await face('empty', /can’t be read/);
  page.fault = { kind: 'busy', on };
  await again(page);
  await isBusy(page);
  await passes(page, page.waits);
  await page.locator(FAILURE, { hasText: 'You can try again now' }).waitFor();
  page.fault = { kind: 'slow', on };
  await again(page);
  await page.locator('main .bone').first().waitFor();
  await passes(page, LATE_S);
  await page.locator('.late span').first().waitFor();
  release(page);
  await page.locator(here).first().waitFor();
  await page.locator('.late span').first().waitFor({ state: 'detached' });
  assert.deepEqual(page.complaints.filter((line) => !/^this could not be shown/.test(line)), [], where);
}

/** Windows at once: two processors have enough to do with them. */
const AT_ONCE = 4;
/** Seconds after which a word says that an answer takes long (src/api/pace.ts). */
const LATE_S = 3;
/** A place as it is written in the table. */
const nameOf = (path) => String(path).replaceAll(/^\(\) => `|`$/g, '');

describe('every screen that loads something', { concurrency: AT_ONCE }, () => {
  for (const screen of SCREENS) {
    const [who, path, on, here] = screen;
    const name = nameOf(path);
    it(`has a face for a server that is down, busy, slow or not to be understood, and comes back: ${name}`, () =>
      inWindowOf(browser, PEOPLE[who], (page) => breakScreen(page, screen), { patient: screen === SCREENS[0] }));

    it(`waits for the network, and loads by itself once it is back: ${name}`, () =>
      inWindowOf(browser, PEOPLE[who], async (page) => {
        await follow(page, '/check');
        await page.waitForSelector('.drop');
        await page.context().setOffline(true);
        await page.waitForSelector('.banner');
        await follow(page, placeOf(path));
        await page.locator(FAILURE, { hasText: 'You are offline' }).waitFor();
        await page.context().setOffline(false);
        await page.locator(here).first().waitFor();
        await page.waitForSelector('.banner', { state: 'detached' });
      }));

    it(`never is an empty page, whatever the API answers: ${name}`, () =>
      inWindowOf(browser, PEOPLE[who], async (page) => {
        await follow(page, '/check');
        await page.waitForSelector('.drop');
        page.fault = { kind: 'strange', on };
        await follow(page, placeOf(path));
        await page.waitForSelector('.drop', { state: 'detached' });
        await page.locator('main .state, main h2, main form').first().waitFor();
        assert.ok((await page.textContent('main')).trim().length > 10);
      }));
  }

  it('reading what is there goes on without a network', async () => {
    const page = await broken(browser, author);
    await go(page, '/');
    await page.waitForSelector(POST);
    await page.context().setOffline(true);
    await page.waitForSelector('.banner');
    assert.ok((await page.locator(POST).count()) > 0);
    await page.context().close();
  });

  it('and the start itself: who cannot be recognised may try again', async () => {
    const page = await broken(browser, author);
    page.fault = { kind: 'down', on: /v1.sessions.refresh/ };
    await page.goto(`${BASE}/notifications`);
    await page.locator(FAILURE, { hasText: 'can’t be reached' }).waitFor();
    page.fault = { kind: 'busy', on: /v1.sessions.refresh/ };
    await again(page);
    await page.locator(FAILURE, { hasText: 'You can try again now' }).waitFor();
    page.fault = { kind: 'unavailable', on: /GET .v1.me$/ };
    await again(page);
    await page.waitForSelector('.note');
    page.fault = null;
    await go(page, '/settings');
    await page.waitForFunction(() => Boolean(document.querySelector('form input')?.value));
    await page.context().close();
  });
});

/**
 * Each form: who fills it (nobody: a guest), how one gets there, its text, how it is sent, what that asks of the API, and
 * how one knows that it went. `also`: other fields that are kept; `fill` and `holds`: something is chosen instead of
 * typed; `fleeting`: a reload forgets it, as it has to with passwords and files; `ends`: a session may end over it.
 */
const dialog = (menu, item) => async (page) => {
  await go(page, `/p/${known.post}`);
  await page.locator(menu).first().click();
  await page.click(`[role=menuitem]:has-text("${item}")`);
  await page.waitForSelector('dialog textarea');
};
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const FORMS = [
  { name: 'post', who: 'author', at: (page) => go(page, '/create'), text: '#composer textarea', send: '#composer [type=submit]', on: /^POST .v1.posts$/, went: POST },
  { name: 'reply', who: 'author', at: (page) => go(page, `/p/${known.post}`), text: '.reply-door textarea', send: '.reply-door [type=submit]', on: /^POST .v1.posts$/, went: '.post.reply' },
  { name: 'quote', who: 'author', at: dialog('.act.repost', 'Quote'), text: 'dialog textarea', send: 'dialog [type=submit]', on: /^POST .v1.posts$/, went: '.toast' },
  { name: 'edit', who: 'author', at: dialog('.post.focal .post-more', 'Edit'), text: 'dialog textarea', send: 'dialog [type=submit]', on: /^PATCH .v1.posts/, went: '.toast' },
  {
    name: 'prompt',
    who: 'author',
    at: (page) => go(page, '/create'),
    text: '.order textarea',
    send: '.order [type=submit]',
    on: /^POST .v1.generations$/,
    went: '.job',
    stays: true,
  },
  {
    name: 'report',
    who: 'reader',
    at: async (page) => {
      await dialog('.post.focal .post-more', 'Report')(page);
      await page.check('dialog input[value=spam]');
    },
    text: 'dialog textarea',
    send: 'dialog [type=submit]',
    on: /^POST .v1.reports/,
    went: 'dialog .done-line',
  },
  {
    name: 'urgent report',
    who: 'reader',
    at: async (page) => {
      await go(page, `/report?post=${known.post}`);
      await page.locator('.rule-option input').first().check();
    },
    text: 'form textarea',
    send: 'form [type=submit]',
    on: /^POST .v1.reports/,
    went: '.done-line',
  },
  {
    name: 'appeal',
    who: 'author',
    at: async (page) => {
      await go(page, '/my-moderation');
      await page.locator('.appeal-door button').first().click();
    },
    text: '.decision textarea',
    send: '.decision [type=submit]',
    on: /^POST .v1.me.moderation/,
    went: '.appeal',
  },
  {
    name: 'decision',
    who: 'first',
    at: async (page) => {
      await go(page, `/moderation/cases/${known.case}`);
      await page.locator('.lease .primary, .lease [role=timer]').first().waitFor();
      if (await page.locator('.lease .primary').count()) await page.click('.lease .primary');
      await page.check('#decide input[value=dismiss], #decide input[value=approve]');
    },
    text: '#decide textarea',
    send: '#decide [type=submit]',
    on: /^POST .v1.moderation.cases.*decision/,
    went: '.bench-side .done-line',
  },
  { name: 'profile', who: 'author', at: (page) => go(page, '/settings'), text: 'form textarea', send: 'form [type=submit]', on: /^PATCH .v1.me$/, went: '.toast', stays: true },
  { name: 'muted word', who: 'author', at: (page) => go(page, '/settings/words'), text: 'form input:not([type=radio])', send: 'form [type=submit]', on: /^PUT .v1.me.muted-words/, went: '.words li', ends: true },
  {
    name: 'webhook',
    who: 'author',
    at: (page) => go(page, '/settings/webhook'),
    text: 'form input[type=url]',
    words: 'https://hooks.example.org/imagora',
    send: 'form [type=submit]',
    on: /^PUT .v1.me.webhook/,
    went: '.secret',
    stays: true,
  },
  {
    name: 'co-pilot',
    who: 'author',
    at: async (page) => {
      await go(page, '/create');
      await page.click('#composer button:has-text("Co-pilot")');
      await page.waitForSelector('.pilot textarea');
    },
    text: '.pilot textarea',
    send: '.pilot-ask button',
    on: /^POST .v1.drafts.assist/,
    went: '.suggested-list',
    stays: true,
    asksAgain: false,
  },
  {
    name: 'upload',
    who: 'author',
    at: async (page) => {
      await go(page, '/create');
      await page.click('#composer .composer-foot button');
      await page.waitForSelector('dialog textarea');
      await page.setInputFiles('dialog input[type=file]', { name: 'dot.png', mimeType: 'image/png', buffer: PNG });
    },
    text: 'dialog textarea',
    send: 'dialog [type=submit]',
    on: /^POST .v1.uploads/,
    went: '.attached, dialog .notice.wrong',
    stays: true,
  },
  ...moreForms(known, PEOPLE),
];

const WRONG = '.notice.wrong, .field-error';

const wordsOf = (form) => form.words ?? `Typed for the ${form.name} and never lost.`;
const typedInto = (form) => (form.text ? { [form.text]: wordsOf(form), ...form.also } : {});
const said = (words) => (typeof words === 'function' ? words() : words);

async function fillIn(page, form) {
  await form.at(page);
  for (const [field, words] of Object.entries(typedInto(form))) await page.locator(field).first().fill(said(words));
  await form.fill?.(page);
  await form.more?.(page);
}

async function holds(page, form, when) {
  for (const [field, words] of Object.entries(typedInto(form))) assert.equal(await page.locator(field).first().inputValue(), said(words), when);
  await form.holds?.(page, when);
}

async function breakForm(page, form) {
  const kept = (when) => holds(page, form, `${form.name}: kept ${when}`);
  const send = () => page.locator(form.send).first().click();
  const sent = () => page.asked.filter((what) => form.on.test(what)).length;
  const fails = async (kind, said) => {
    page.fault = { kind, on: form.on };
    await send();
    await page.locator(WRONG, { hasText: said }).first().waitFor();
    await kept(kind);
  };
  await fillIn(page, form);
  await fails('down', /can’t be reached/);
  // A new load of the page.
  page.fault = null;
  if (form.fleeting) await fillIn(page, form);
  else await form.at(page);
  await kept('by a reload');
  await form.more?.(page);
  await fails('unavailable', /resting for a moment/);
  await fails('portal', /can’t be read/);
  await fails('busy', /in \d+ second|again now/);
  await passes(page, page.waits);
  await page.locator(WRONG, { hasText: 'You can try again now' }).first().waitFor();

  if (form.asksAgain !== false) {
    page.fault = null;
    await page.context().setOffline(true);
    await page.waitForSelector('.banner');
    await send();
    await page.locator(WRONG, { hasText: 'goes out as soon as you are back' }).first().waitFor();
    await kept('offline');
  }
  const before = sent();
  page.fault = { kind: 'slow', on: form.on };
  await page.context().setOffline(false);
  if (form.asksAgain === false) await send();
  await page.locator(`${form.send.split(' ').at(-1)}[aria-disabled=true]`).first().waitFor();
  // Pressed again and again: what is under way is not sent twice.
  await page.locator(form.send).first().click({ force: true });
  await page.keyboard.press('Enter');
  await passes(page, LATE_S);
  await page.locator('.late span').first().waitFor();
  release(page);
  await page.locator(form.went).first().waitFor();
  assert.equal(sent() - before, 1, `${form.name}: sent once`);
  assert.deepEqual(page.complaints, [], form.name);
}

describe('every form that sends something', { concurrency: AT_ONCE }, () => {
  for (const form of FORMS) {
    const used = (page) => breakForm(page, form);
    it(`keeps what is typed and sends it once: ${form.name}`, () =>
      form.who ? inWindowOf(browser, PEOPLE[form.who], used, { patient: form === FORMS[0] }) : inOwnWindow(browser, form.person?.(), used));
  }
});

describe('two steps, of which the second one fails', () => {
  /** Sent while nobody can sign in, and again once that goes: `on` was asked for once. */
  async function stumble(page, on) {
    page.fault = { kind: 'unavailable', on: /^POST .v1.sessions$/ };
    await page.click('form [type=submit]');
    await page.locator(WRONG, { hasText: 'resting for a moment' }).first().waitFor();
    page.fault = null;
    await page.click('form [type=submit]');
    await page.waitForSelector('.rail');
    assert.equal(page.asked.filter((what) => on.test(what)).length, 1);
    await page.context().close();
  }

  it('an account is made once', async () => {
    const page = await broken(browser);
    const form = FORMS.find(({ name }) => name === 'sign-up');
    const other = { '[name=handle]': `twice_${Date.now().toString(36)}`, '[name=email]': `twice_${Date.now().toString(36)}@example.org` };
    await fillIn(page, { ...form, also: { ...form.also, ...other } });
    await stumble(page, form.on);
  });

  it('a code is used once', async () => {
    const page = await broken(browser);
    const code = await askForCode(page, known.hasty.email);
    await page.fill('[autocomplete=one-time-code]', code);
    await page.fill('[autocomplete=new-password]', 'a new good one');
    await stumble(page, /reset/);
  });
});

describe('what is on its way when the page goes', () => {
  /** Sent, made by the server, and its answer never seen: the page is loaded anew, and what was kept is sent again. */
  async function sendTwice(page, form, change) {
    const keys = [];
    page.on('request', (request) => form.on.test(`${request.method()} ${new URL(request.url()).pathname}`) && keys.push(request.headers()['idempotency-key']));
    let made;
    const answered = new Promise((done) => (made = done));
    await page.route(`**${form.sentTo}`, async (route) => {
      if (keys.filter(Boolean).length !== 1) return route.fallback();
      await route.fetch();
      made();
    });
    await fillIn(page, form);
    await page.click(form.send);
    await answered;
    await form.at(page);
    await holds(page, form, 'by a reload');
    await change?.();
    await page.click(form.send);
    await page.locator(form.went).first().waitFor();
    return keys.filter(Boolean);
  }
  const words = (what) => `${what} ${Date.now().toString(36)}.`;

  it('a post is made once', async () => {
    const page = await broken(browser, author);
    const text = words('Once');
    const sent = await sendTwice(page, { ...FORMS.find(({ name }) => name === 'post'), sentTo: '/v1/posts', words: text });
    assert.equal(sent.length, 2);
    assert.equal(sent[0], sent[1]);
    const { items } = await call(tokens.author, 'GET', `/v1/accounts/${author.handle}/posts`);
    assert.equal(items.filter((post) => post.text === text).length, 1);
    await page.context().close();
  });

  it('and one that was changed is another', async () => {
    const page = await broken(browser, author);
    const text = words('Changed');
    const sent = await sendTwice(page, { ...FORMS.find(({ name }) => name === 'post'), sentTo: '/v1/posts', words: text }, () => page.fill('#composer textarea', `${text} And more.`));
    assert.notEqual(sent[0], sent[1]);
    await page.context().close();
  });

  it('pictures are ordered once', async () => {
    const page = await broken(browser, author);
    const prompt = words('a lighthouse');
    const sent = await sendTwice(page, { ...FORMS.find(({ name }) => name === 'prompt'), sentTo: '/v1/generations', words: prompt });
    assert.equal(sent[0], sent.at(-1));
    const { items } = await call(tokens.author, 'GET', '/v1/generations');
    assert.equal(items.filter((job) => job.prompt === prompt).length, 1);
    await page.context().close();
  });
});

describe('signing out', () => {
  it('asks first where something that was typed would be lost', async () => {
    const page = await broken(browser, author);
    await go(page, '/create');
    await page.fill('#composer textarea', 'Not sent yet.');
    await go(page, '/settings');
    await page.click('.sign-out');
    await page.click('dialog .button:not(.danger)');
    await page.waitForSelector('dialog', { state: 'detached' });
    await go(page, '/create');
    assert.equal(await page.inputValue('#composer textarea'), 'Not sent yet.');
    await go(page, '/settings');
    await page.click('.sign-out');
    await page.click('dialog .danger');
    await page.waitForSelector('.top-bar.guest');
    assert.deepEqual(await page.evaluate(() => Object.keys({ ...localStorage, ...sessionStorage }).filter((key) => key.startsWith('imagora.draft.'))), []);
    await page.context().close();
  });
});

describe('a session that ends in the middle', { concurrency: AT_ONCE }, () => {
  const WORDS = 'Half a thought when the session ended.';

  it('is renewed once, and nobody notices', async () => {
    const page = await broken(browser, author);
    await go(page, `/p/${known.post}`);
    await page.fill('.reply-door textarea', WORDS);
    let refusals = 0;
    await page.route('**/v1/posts', (route) => (refusals++ === 0 ? route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"code":"unauthenticated","status":401}' }) : route.fallback()));
    const before = page.asked.filter((what) => /refresh/.test(what)).length;
    await page.click('.reply-door [type=submit]');
    await page.locator('.post.reply', { hasText: WORDS }).first().waitFor();
    assert.equal(page.asked.filter((what) => /refresh/.test(what)).length - before, 1);
    assert.equal(refusals, 2);
    assert.equal(await page.inputValue('.reply-door textarea'), '');
    await page.context().close();
  });

  /** A reply that can't be sent: neither its token nor the renewal of it is taken any more. */
  async function ended(words) {
    const page = await broken(browser, author);
    await go(page, `/p/${known.post}`);
    await page.fill('.reply-door textarea', words);
    page.fault = { kind: 'refused', on: /^(POST .v1.posts|POST .v1.sessions.refresh)$/ };
    await page.click('.reply-door [type=submit]');
    await page.waitForSelector('dialog [name=password]');
    return page;
  }

  it('is taken up over the page, and what was sent goes on', async () => {
    const words = `${WORDS} Taken up.`;
    const page = await ended(words);
    assert.equal(await page.inputValue('.reply-door textarea'), words);
    page.fault = null;
    await page.fill('dialog [name=password]', author.password);
    await page.click('dialog [type=submit]');
    await page.locator('.post.reply', { hasText: words }).first().waitFor();
    assert.equal(await page.locator('.post.reply', { hasText: words }).count(), 1);
    await page.context().close();
  });

  it('or later: signing in leads back to the same place, with the text still there', async () => {
    const words = `${WORDS} Later.`;
    const page = await ended(words);
    await page.locator('dialog .link').last().click();
    await page.locator('.reply-door.guest a').click();
    await page.waitForSelector('[name=email]');
    page.fault = null;
    await page.fill('[name=email]', author.email);
    await page.fill('[name=password]', author.password);
    await page.click('form [type=submit]');
    await page.waitForSelector('.reply-door textarea');
    assert.match(page.url(), new RegExp(`/p/${known.post}`));
    assert.equal(await page.inputValue('.reply-door textarea'), words);
    await page.context().close();
  });

  for (const form of FORMS.filter(({ ends }) => ends)) {
    it(`or over a form: ${form.name}`, async () => {
      const person = PEOPLE[form.who];
      const page = await broken(browser, person);
      await fillIn(page, form);
      page.fault = { kind: 'refused', on: new RegExp(`${form.on.source}|^POST .v1.sessions.refresh$`) };
      await page.locator(form.send).first().click();
      await page.waitForSelector('dialog [name=password]');
      await holds(page, form, form.name);
      page.fault = null;
      await page.fill('dialog [name=password]', person.password);
      // What shows that it went may be there of an earlier time.
      const went = page.waitForResponse((answer) => form.on.test(askedBy(answer.request())) && answer.ok());
      await page.click('dialog:has([name=password]) [type=submit]');
      await went;
      await page.locator(form.went).first().waitFor();
      await page.context().close();
    });
  }

  it('keeps a place for members, too', async () => {
    const page = await broken(browser, author);
    await go(page, '/create');
    await page.fill('#composer textarea', WORDS);
    await page.fill('.order textarea', WORDS);
    page.fault = { kind: 'refused', on: /v1.(posts|sessions.refresh)/ };
    await page.click('#composer [type=submit]');
    await page.waitForSelector('dialog [name=password]');
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/sign-in\?next=%2Fcreate/);
    page.fault = null;
    await page.fill('[name=email]', author.email);
    await page.fill('[name=password]', author.password);
    await page.click('form [type=submit]');
    await page.waitForURL(/\/create$/);
    assert.equal(await page.inputValue('#composer textarea'), WORDS);
    assert.equal(await page.inputValue('.order textarea'), WORDS);
    await page.context().close();
  });

  it('gives nobody’s words to somebody else on the same machine', async () => {
    const page = await broken(browser, author);
    await go(page, '/create');
    await page.fill('#composer textarea', WORDS);
    page.fault = { kind: 'refused', on: /v1.(posts|sessions.refresh)/ };
    await page.click('#composer [type=submit]');
    await page.waitForSelector('dialog [name=password]');
    await page.keyboard.press('Escape');
    page.fault = null;
    const posted = () => page.asked.filter((what) => what === 'POST /v1/posts').length;
    const before = posted();
    const enter = async (who) => {
      await page.waitForURL(/\/sign-in/);
      await page.fill('[name=email]', who.email);
      await page.fill('[name=password]', who.password);
      await page.click('form [type=submit]');
      await page.waitForURL(/\/create$/);
    };
    await enter(reader);
    assert.equal(await page.inputValue('#composer textarea'), '');
    assert.equal(posted(), before, 'nothing is posted in the name of somebody else');
    await page.context().clearCookies();
    await page.goto(`${BASE}/create`);
    await enter(author);
    assert.equal(await page.inputValue('#composer textarea'), WORDS);
    await page.context().close();
  });
});
