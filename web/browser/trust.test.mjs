/** Safety and provenance, as people meet them: `make test-web` runs this against the whole stack in Chromium. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BASE, call, eventually, go, launch, open, PEOPLE, posted, tokenOf } from './world.mjs';

const { author, reader, first, second } = PEOPLE;
let browser;
const tokens = {};

before(async () => {
  browser = await launch();
  for (const [role, person] of Object.entries(PEOPLE)) tokens[role] = await tokenOf(person);
});
after(() => browser?.close());

const publish = (text, more = {}) => call(tokens.author, 'POST', '/v1/posts', { text, ...more });
const isPublic = (id) => fetch(`${BASE}/v1/posts/${id}`).then((response) => response.status === 200);
const caseAbout = async (id) => {
  const { items } = await call(tokens.first, 'GET', '/v1/moderation/queue');
  return items.find((one) => one.subject.id === id);
};
const quiet = (page) => assert.deepEqual(page.complaints, []);

async function reportByMenu(page, post, rule) {
  await go(page, `/p/${post}`);
  await page.click('.post-more');
  await page.click('[role=menuitem]:has-text("Report")');
  await page.check(`dialog input[value=${rule}]`);
  await page.fill('dialog textarea', 'Please look at this.');
  await page.click('dialog [type=submit]');
  await page.waitForSelector('dialog .done-line');
}

describe('from a report to an appeal that is granted', () => {
  let post;
  before(async () => {
    post = (await publish('A post that somebody reports.')).id;
  });

  it('a reader reports, and is told what happens now', async () => {
    const page = await open(browser, reader);
    await reportByMenu(page, post, 'harassment');
    assert.match(await page.textContent('dialog'), /not told who reported/);
    quiet(page);
    await page.context().close();
  });

  it('a moderator removes it, by keyboard alone', async () => {
    const page = await open(browser, first);
    const waiting = await caseAbout(post);
    await go(page, '/moderation');
    await page.waitForSelector('.case-open');
    for (let tries = 0; tries < 20; tries++) {
      await page.keyboard.press('j');
      const at = await page.evaluate(() => document.activeElement.getAttribute('href'));
      if (at === `/moderation/cases/${waiting.id}`) break;
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('.lease .primary');
    assert.match(await page.textContent('.bench-facts'), /Please look at this\./);
    // What listens to keys comes with the title, after what is shown.
    await page.waitForFunction(() => document.title.startsWith(document.querySelector('h1').textContent));
    await page.keyboard.press('c');
    await page.waitForSelector('[role=timer]');
    await page.waitForFunction(() => document.activeElement?.matches('#decide input'));
    for (let tries = 0; tries < 8 && !(await page.isChecked('#decide input[value=reject]')); tries++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('n');
    await page.keyboard.type('Written to hurt.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.bench-side .done-line');
    await eventually(async () => !(await isPublic(post)), 'the post to be gone');
    quiet(page);
    await page.context().close();
  });

  it('its author is told, reads why, and appeals', async () => {
    await eventually(async () => {
      const { items } = await call(tokens.author, 'GET', '/v1/notifications');
      return items.some((note) => note.kind === 'moderation');
    }, 'the notification of the decision');
    const page = await open(browser, author);
    await go(page, '/notifications');
    await page.click('.note.moderation a.note-post');
    await page.waitForSelector('.decision');
    const card = page.locator('.decision', { hasText: 'Written to hurt.' }).first();
    assert.match(await card.textContent(), /Your post was removed.*No harassment.*Decided by a person/s);
    await card.locator('.appeal-door button').click();
    // The focus comes after the form; until then letters are keys.
    await page.waitForFunction(() => document.activeElement?.matches('.decision textarea'));
    await page.keyboard.type('It is a line from a play.');
    await card.locator('[type=submit]').click();
    await card.locator('.appeal').waitFor();
    assert.match(await card.textContent(), /being looked at.*at the latest on/s);
    await go(page, `/p/${post}`);
    assert.equal(await page.getAttribute('.notice a', 'href'), '/my-moderation');
    quiet(page);
    await page.context().close();
  });

  it('the first judge may not answer it', async () => {
    const page = await open(browser, first);
    await go(page, `/moderation/cases/${(await caseAbout(post)).id}`);
    await page.waitForSelector('.lease');
    assert.match(await page.textContent('.lease'), /You made the first decision/);
    await page.click('.lease .primary');
    assert.match(await page.textContent('.bench-side .notice.wrong'), /Somebody else answers the appeal/);
    await page.context().close();
  });

  it('another moderator takes the decision back, and everything is as before', async () => {
    const page = await open(browser, second);
    await go(page, `/moderation/cases/${(await caseAbout(post)).id}`);
    await page.click('.lease .primary');
    await page.check('#decide input[value=approve]');
    await page.click('#decide [type=submit]');
    await page.waitForSelector('.bench-side .done-line');
    await eventually(() => isPublic(post), 'the post to be back');
    await go(page, '/moderation/audit');
    await page.waitForSelector('.deed');
    assert.match(await page.textContent('.deeds'), /Left as it is/);
    quiet(page);
    await page.context().close();
    const owner = await open(browser, author);
    await go(owner, '/my-moderation');
    await owner.waitForSelector('.appeal.overturned');
    await owner.context().close();
  });
});

it('of two moderators one is first, and the other is told', async () => {
  const { id } = await publish('Two look at this at once.');
  await call(tokens.reader, 'POST', '/v1/reports', { post_id: id, reason: 'spam' });
  const { id: caseId } = await caseAbout(id);
  const pages = [await open(browser, first), await open(browser, second)];
  for (const page of pages) {
    await go(page, `/moderation/cases/${caseId}`);
    await page.waitForSelector('.lease .primary');
  }
  await pages[0].click('.lease .primary');
  await pages[0].waitForSelector('[role=timer]');
  await pages[1].click('.lease .primary');
  await pages[1].waitForSelector('.bench-side .notice.wrong');
  assert.match(await pages[1].textContent('.bench-side'), /Somebody was faster/);
  await pages[1].waitForSelector('.lease .primary:disabled');
  await pages[0].click('.lease button:last-child');
  await pages[0].waitForSelector('.lease .primary');
  for (const page of pages) await page.context().close();
});

it('who has no account reports what is urgent, and it stands first', async () => {
  const { id } = await publish('A post about somebody without an account.');
  const page = await open(browser, null, { frame: 'phone' });
  await go(page, `/p/${id}`);
  await page.click('.post-more');
  await page.click('[role=menuitem]:has-text("Report")');
  await page.waitForSelector('.rule-option');
  assert.equal(await page.locator('.rule-option').count(), 2);
  await page.check('input[value=nonconsensual_intimate]');
  await page.fill('input[maxlength="254"]', 'ann@example.org');
  await page.click('form [type=submit]');
  await page.waitForSelector('.done-line');
  quiet(page);
  await page.context().close();
  const { items } = await call(tokens.first, 'GET', '/v1/moderation/queue');
  const at = items.findIndex((one) => one.subject.id === id);
  assert.ok(at >= 0);
  assert.ok(items.slice(0, at + 1).every((one) => one.lane === 'urgent'));
});

it('an author warns, and who wants to be warned sees it covered', async () => {
  const page = await open(browser, author);
  await go(page, '/create');
  await page.fill('#composer textarea', 'The butler was a robot all along.');
  await page.click('#composer details.gates:last-of-type summary');
  await page.click('#composer .choice-option:has-text("Spoiler")');
  await page.click('#composer button[type=submit]');
  await page.waitForSelector('.post .origin:has-text("Spoiler")');
  await page.context().close();

  const { items } = await call(null, 'GET', `/v1/accounts/${author.handle}/posts`);
  const { id } = items.find((post) => post.labels.some((label) => label.value === 'spoiler'));
  const other = await open(browser, reader);
  await go(other, '/settings/content');
  await other.check('input[name=label-spoiler][value=warn]');
  await other.waitForSelector('.toast');
  // Until it is known what somebody wants to see, all that is labelled is covered.
  const known = other.waitForResponse((answer) => new URL(answer.url()).pathname === '/v1/me/preferences');
  await go(other, `/p/${id}`);
  await known;
  await other.waitForLoadState('networkidle');
  await other.waitForSelector('.cover');
  assert.doesNotMatch(await other.textContent('.post.focal'), /butler/);
  await other.click('.cover button');
  assert.match(await other.textContent('.post.focal'), /butler/);
  quiet(other);
  await other.context().close();
});

it('a picture says where it comes from, and the check knows it again', async () => {
  const post = await posted(tokens.author, 'A lighthouse at dusk, calm sea');
  const page = await open(browser, null);
  await go(page, `/p/${post.id}`);
  await page.click('.media-open');
  await page.click('.papers-open');
  await page.waitForSelector('.papers .signature[data-trusted]');
  assert.match(await page.textContent('.papers'), /An algorithm drew it/);

  await go(page, '/check');
  const served = Buffer.from(await (await fetch(BASE + post.media[0].url)).arrayBuffer());
  await page.setInputFiles('input[type=file]', { name: 'mine.webp', mimeType: 'image/webp', buffer: served });
  await page.click('form [type=submit]');
  await page.waitForSelector('.verdict');
  assert.match(await page.textContent('.verdict'), /It was made on Imagora/);

  const strange = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
    const pen = canvas.getContext('2d');
    for (let at = 0; at < 60; at++) {
      pen.fillStyle = `hsl(${(at * 67) % 360} 70% ${20 + ((at * 13) % 60)}%)`;
      pen.fillRect((at * 71) % 320, (at * 53) % 240, 20 + ((at * 29) % 90), 10 + ((at * 17) % 70));
    }
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  await page.click('.papers .button');
  await page.setInputFiles('input[type=file]', { name: 'other.png', mimeType: 'image/png', buffer: Buffer.from(strange) });
  await page.click('form [type=submit]');
  await page.waitForSelector('.verdict');
  assert.match(await page.textContent('.verdict'), /Nothing known/);
  assert.match(await page.textContent('main'), /does not guess from pixels/);
  quiet(page);
  await page.context().close();
});

it('held pictures are shown to moderators, blurred until they open them', async () => {
  const post = await posted(tokens.author, 'Northern lights above a still mountain lake');
  const bytes = await (await fetch(BASE + post.media[0].url)).arrayBuffer();
  const ticket = await call(tokens.author, 'POST', '/v1/uploads', { content_type: 'image/webp', bytes: bytes.byteLength, alt: 'Lights', ai: 'none' });
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.upload.fields)) form.append(name, value);
  form.append('file', new Blob([bytes], { type: 'image/webp' }));
  assert.ok((await fetch(ticket.upload.url, { method: 'POST', body: form })).ok);
  const waiting = await eventually(() => caseAbout(ticket.media.id), 'the case of the held picture');
  const page = await open(browser, first);
  await go(page, `/moderation/cases/${waiting.id}`);
  const picture = page.locator('.covered-frame img');
  await picture.waitFor();
  await page.waitForFunction(() => document.querySelector('.covered-frame img').naturalWidth > 0);
  assert.match(await picture.evaluate((image) => getComputedStyle(image).filter), /blur/);
  await page.click('.covered-frame button');
  assert.equal(await picture.evaluate((image) => getComputedStyle(image).filter), 'none');
  quiet(page);
  await page.context().close();
});
