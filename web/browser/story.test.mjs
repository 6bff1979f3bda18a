/** One story from sign-up to a decision that is taken back, by five people in windows of their own. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BASE, eventually, go, launch, open, PEOPLE, shot, still } from './world.mjs';

const { first, second } = PEOPLE;
const mark = Date.now().toString(36);
const mara = { name: 'Mara Lind', handle: `mara_${mark}`, email: `mara_${mark}@example.org`, password: 'a lighthouse in the fog' };
const jonas = { name: 'Jonas Wolf', handle: `jonas_${mark}`, email: `jonas_${mark}@example.org`, password: 'two kites above the dunes' };
const WORDS = `The first light of ${mark}. #lighthouse`;
const windows = {};
let browser;
let post;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Somebody's window, kept through the story. */
async function of(name, who) {
  windows[name] ??= await open(browser, who ?? null);
  return windows[name];
}
const quiet = () => Object.entries(windows).forEach(([name, page]) => assert.deepEqual(page.complaints, [], name));

async function signUp(page, person) {
  await go(page, '/');
  await page.locator('a[href="/sign-up"]').first().click();
  for (const field of ['name', 'handle', 'email', 'password']) await page.fill(`[name=${field}]`, person[field]);
  await page.click('form [type=submit]');
  await page.waitForSelector('.rail');
  await page.waitForSelector('a.prompt-door[href="/create"]');
}

/** Home, loaded again until it shows what is looked for. */
const comesHome = (page, selector) =>
  eventually(async () => {
    await go(page, '/');
    await still(page);
    // The list is here; of it, what is beyond the window is drawn a moment later.
    return page.waitForSelector(selector, { timeout: 5_000 }).catch(() => null);
  }, `${selector} at home`, 60);

const noteOf = (kind) => `.note.${kind}`;

describe('a story', () => {
  it('Mara signs up and is at home', async () => {
    const page = await of('mara');
    await signUp(page, mara);
    await shot(page, 'story 1 signed up');
    quiet();
  });

  it('she describes a picture, sees the price and the stages, and the pictures come', async () => {
    const page = await of('mara');
    await page.click('a.prompt-door');
    await page.fill('.order textarea', 'A lighthouse above a calm sea at first light');
    await page.waitForSelector('.price[aria-busy=false] .price-line strong');
    assert.match(await page.textContent('.price-line'), /Costs \d+ credits?.*credits left/s);
    await page.click('.order [type=submit]');
    await page.waitForSelector('.job .stages [aria-current=step], .job[data-status=succeeded]');
    await shot(page, 'story 2 stages');
    await page.waitForSelector('.job[data-status=succeeded] img');
    quiet();
  });

  it('she takes one and posts it from the studio', async () => {
    const page = await of('mara');
    await page.locator('.job .pick').first().click();
    await page.waitForSelector('.attached li img');
    await page.fill('#composer textarea[rows="3"]', WORDS);
    await shot(page, 'story 3 composed');
    await page.click('#composer [type=submit]');
    const way = await page.waitForSelector('.toast a');
    post = (await way.getAttribute('href')).split('/').at(-1);
    await page.waitForSelector(`.post:has-text("${WORDS.slice(0, 24)}") img`);
    await shot(page, 'story 4 posted');
    quiet();
  });

  it('Jonas signs up, finds her, and follows', async () => {
    const page = await of('jonas');
    await signUp(page, jonas);
    await page.goto(`${BASE}/search`);
    await page.fill('[type=search]', mara.handle);
    await page.locator('.tabs a').nth(1).click();
    await page.locator(`.person a[href="/@${mara.handle}"]`).first().click();
    const followed = page.waitForResponse((answer) => answer.url().endsWith(`/v1/accounts/${mara.handle}/follow`) && answer.ok());
    await page.click('.profile-action .button');
    await page.waitForSelector('.profile-action .button[aria-pressed=true], .profile-action .button.quiet');
    await followed;
    await shot(page, 'story 5 followed');
    quiet();
  });

  it('he sees her post at home, likes it and answers', async () => {
    const page = await of('jonas');
    const card = `.post:has(a[href="/p/${post}"])`;
    await comesHome(page, card);
    await page.locator(`${card} .act.like`).first().click();
    await page.waitForSelector(`${card} .act.like[aria-pressed=true]`);
    await page.locator(`${card} a.act[href$="?reply"]`).first().click();
    await page.waitForSelector('.reply-door textarea');
    await page.fill('.reply-door textarea', 'I was there an hour later, and it was gone.');
    await page.click('.reply-door [type=submit]');
    await page.waitForSelector('.post.reply:has-text("an hour later")');
    await shot(page, 'story 6 liked and answered');
    quiet();
  });

  it('he remixes its picture, and the credit stands on his post', async () => {
    const page = await of('jonas');
    await page.click('.post.focal .act.repost');
    await page.click('[role=menuitem]:has-text("Remix")');
    await page.waitForSelector('.original strong');
    assert.match(await page.textContent('.original'), new RegExp(`@${mara.handle}`));
    await page.check('.order input[name=count][value="1"]');
    await page.fill('.order textarea', 'The same lighthouse an hour later, in the rain');
    await page.waitForSelector('.price[aria-busy=false] .price-line strong');
    await page.click('.order [type=submit]');
    await page.locator('.job[data-status=succeeded] .pick').first().click();
    await shot(page, 'story 7 remix in the studio');
    await page.fill('#composer textarea[rows="3"]', 'An hour later.');
    await page.click('#composer [type=submit]');
    await page.click('.toast a');
    await page.waitForSelector(`.remix-credit a[href="/p/${post}"]`);
    assert.match(await page.textContent('.remix-credit'), new RegExp(`@${mara.handle}`));
    await shot(page, 'story 8 credit');
    quiet();
  });

  it('Mara is told of the like, the answer and the remix', async () => {
    const page = await of('mara');
    await eventually(async () => {
      await go(page, '/notifications');
      await page.waitForSelector('.note, .state');
      const there = await Promise.all(['like', 'reply', 'remix', 'follow'].map((kind) => page.locator(noteOf(kind)).count()));
      return there.every((count) => count > 0);
    }, 'four notifications');
    assert.match(await page.textContent(noteOf('remix')), /Jonas Wolf/);
    await shot(page, 'story 9 notifications');
    quiet();
  });

  it('Jonas reports her post', async () => {
    const page = await of('jonas');
    await go(page, `/p/${post}`);
    await page.click('.post.focal .post-more');
    await page.click('[role=menuitem]:has-text("Report")');
    await page.check('dialog input[value=spam]');
    await page.fill('dialog textarea', `The same picture again and again ${mark}.`);
    await shot(page, 'story 10 report');
    await page.click('dialog [type=submit]');
    await page.waitForSelector('dialog .done-line');
    quiet();
  });

  it('a moderator finds it in the queue and removes it', async () => {
    const page = await of('first', first);
    await go(page, '/moderation');
    const row = page.locator('.case-row', { hasText: WORDS });
    await row.scrollIntoViewIfNeeded();
    await row.locator('.case-open').click();
    await page.waitForSelector('.lease .primary');
    assert.match(await page.textContent('.bench-facts'), new RegExp(`again and again ${mark}`));
    await page.click('.lease .primary');
    await page.waitForSelector('[role=timer]');
    await page.check('#decide input[value=reject]');
    await page.fill('#decide textarea', 'Posted too often.');
    await shot(page, 'story 11 decision');
    await page.click('#decide [type=submit]');
    await page.waitForSelector('.bench-side .done-line');
    const reader = await of('jonas');
    await eventually(async () => {
      await go(reader, `/p/${post}`);
      await reader.waitForSelector('.state, .post.focal');
      return (await reader.locator('.post.focal').count()) === 0;
    }, 'the post to be gone');
    quiet();
  });

  it('Mara reads why and appeals', async () => {
    const page = await of('mara');
    await eventually(async () => {
      await go(page, '/notifications');
      await page.waitForSelector('.note');
      return (await page.locator('.note.moderation a').count()) > 0;
    }, 'the notification of the decision');
    await page.locator('.note.moderation a').first().click();
    const card = page.locator('.decision', { hasText: 'Posted too often.' });
    await card.waitFor();
    assert.match(await card.textContent(), /Decided by a person/);
    await card.locator('.appeal-door button').click();
    await card.locator('textarea').fill('I posted it once.');
    await shot(page, 'story 12 appeal');
    await card.locator('[type=submit]').click();
    await card.locator('.appeal').waitFor();
    quiet();
  });

  it('another moderator takes the decision back', async () => {
    const page = await of('second', second);
    await go(page, '/moderation');
    await page.locator('.case-row', { hasText: WORDS }).locator('.case-open').click();
    await page.waitForSelector('.lease .primary');
    assert.match(await page.textContent('.bench-facts'), /I posted it once\./);
    await page.click('.lease .primary');
    await page.check('#decide input[value=approve]');
    await shot(page, 'story 13 second look');
    await page.click('#decide [type=submit]');
    await page.waitForSelector('.bench-side .done-line');
    quiet();
  });

  it('the post is back where it stood, with its likes and answers', async () => {
    const author = await of('mara');
    await eventually(async () => {
      await go(author, '/my-moderation');
      await author.waitForSelector('.decision');
      return (await author.locator('.appeal.overturned').count()) > 0;
    }, 'the answer to the appeal');
    await shot(author, 'story 14 overturned');
    const reader = await of('jonas');
    await comesHome(reader, `.post:has(a[href="/p/${post}"])`);
    await go(reader, `/p/${post}`);
    await reader.waitForSelector('.post.focal .act.like[aria-pressed=true]');
    await reader.waitForSelector('.post.reply:has-text("an hour later")');
    await shot(reader, 'story 15 back');
    quiet();
  });
});
