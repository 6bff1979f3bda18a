/** People don't wait for the page: what they open while who they are is still on its way stays open. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { call, go, launch, open, PEOPLE, posted, tokenOf } from './world.mjs';

const { author, reader } = PEOPLE;
let browser;
let post;
before(async () => {
  browser = await launch();
  post = await posted(await tokenOf(author), 'A kingfisher on a branch', { labels: ['spoiler'] });
  await call(await tokenOf(reader), 'PATCH', '/v1/me/preferences', { labels: { spoiler: 'warn' } });
});
after(() => browser?.close());

/** The page of somebody whose account is answered only when `tell` is called; `asked`: every address that it asked for. */
async function unrecognised(who, path) {
  const page = await open(browser, who);
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  let tell;
  const told = new Promise((done) => (tell = done));
  await page.route('**/v1/me', async (route) => {
    await told;
    await route.continue();
  });
  await go(page, path);
  return { page, asked, tell };
}

/** Who looks at it is known, and nothing more comes. */
async function recognised(page, tell) {
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname === '/v1/me');
  tell();
  await answered;
  await page.waitForLoadState('networkidle');
}

describe('before it is known who looks at it', () => {
  it("an author's picture offers what authors can do, and stays open", async () => {
    const { page, asked, tell } = await unrecognised(author, `/p/${post.id}`);
    await page.click('.media-open');
    await page.waitForSelector('.viewer-foot button:has-text("Remixing")');
    await recognised(page, tell);
    await page.click('.viewer-foot button:has-text("Remixing")');
    await page.waitForSelector('.policy input[value=nobody]');
    assert.equal(asked.filter((path) => path === `/v1/posts/${post.id}/thread`).length, 1, 'the conversation is asked for once');
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it('what a reader uncovered stays uncovered, and a reply that was begun stays', async () => {
    const { page, tell } = await unrecognised(reader, `/p/${post.id}`);
    await page.click('.cover button');
    await page.waitForSelector('.media-open');
    await page.fill('.reply-door textarea', 'How blue it is');
    await recognised(page, tell);
    assert.equal(await page.locator('.media-open').count(), 1);
    assert.equal(await page.inputValue('.reply-door textarea'), 'How blue it is');
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it('a profile is asked for once, and is not offered to its owner to follow', async () => {
    const { page, asked, tell } = await unrecognised(author, `/@${author.handle}`);
    await page.waitForSelector('.profile-name');
    assert.equal(await page.locator('.profile button:has-text("Follow")').count(), 0);
    await recognised(page, tell);
    assert.equal(asked.filter((path) => path === `/v1/accounts/${author.handle}`).length, 1);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it('the settings let nobody write over what is not here yet', async () => {
    const { page, tell } = await unrecognised(author, '/settings');
    for (const field of ['Name', 'About you', 'Private account']) assert.ok(await page.getByLabel(field, { exact: true }).isDisabled(), field);
    await recognised(page, tell);
    await page.waitForSelector('form textarea:enabled');
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Author');
    assert.ok(await page.getByLabel('Private account').isEnabled());
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
});
