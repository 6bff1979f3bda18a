/** One's own account: invitations, the picture, passwords. MAIL is where the stack writes the codes that it would mail. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { barriers, BASE, call, eventually, go, launch, open, tokenOf } from './world.mjs';

const PASSWORD = 'correct horse battery';
const stamp = Date.now().toString(36);
const someone = (role) => ({ handle: `${role}_${stamp}`, email: `${role}_${stamp}@example.org`, password: PASSWORD });
const host = someone('host');
const guest = someone('guest');
let browser;

before(async () => {
  browser = await launch();
  await call(null, 'POST', '/v1/accounts', { ...host, name: 'Host' });
});
after(() => browser?.close());

const quiet = (page) => assert.deepEqual(page.complaints, []);
/** The newest code that was mailed to this address after `before` others. */
const mailed = (email) => [...readFileSync(process.env.MAIL, 'utf8').matchAll(new RegExp(`Mail to ${email}: .* is (\\d+)`, 'g'))].map(([, code]) => code);

describe('an account of one’s own', () => {
  it('invites somebody, who joins by the link', async () => {
    const page = await open(browser, host);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: BASE });
    await go(page, '/settings');
    await page.click('.door[href="/invites"]');
    // The list that comes now has no new link in it yet.
    await page.waitForSelector('text=No links yet');
    await page.click('.screen form [type=submit]');
    const code = await page.textContent('.invite-code');
    // The link is copied once it stands in the list.
    await page.waitForSelector('.toast');
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(link, `${BASE}/sign-up?invite=${code}`);
    const other = await open(browser);
    await other.goto(link);
    await other.fill('[name=name]', 'Guest');
    await other.fill('[name=handle]', guest.handle);
    await other.fill('[name=email]', guest.email);
    await other.fill('[name=password]', PASSWORD);
    assert.equal(await other.inputValue('[name=invite]'), code);
    await other.click('form [type=submit]');
    await other.waitForSelector('.rail');
    await go(page, '/invites');
    await page.waitForSelector('text=All used');
    await page.click(`[aria-label="End ${code}"]`);
    await page.waitForSelector('text=No links yet');
    quiet(page);
    quiet(other);
    await page.context().close();
    await other.context().close();
  });

  it('has a picture: one that was drawn here', async () => {
    const token = await tokenOf(guest);
    const { id } = await call(token, 'POST', '/v1/generations', { prompt: 'a lighthouse at dusk', size: '512x512' });
    await eventually(async () => (await call(token, 'GET', `/v1/generations/${id}`)).status === 'succeeded', 'the picture');
    const page = await open(browser, guest);
    await go(page, '/settings');
    await page.click('.portrait button');
    await page.click('.portraits button');
    await page.waitForSelector('.portrait img.avatar');
    assert.ok((await call(token, 'GET', '/v1/me')).avatar_url);
    await page.click('.portrait button:nth-of-type(2)');
    await page.waitForSelector('.portrait .letter');
    assert.equal((await call(token, 'GET', '/v1/me')).avatar_url, null);
    quiet(page);
    await page.context().close();
  });

  it('changes its password, and stays signed in here', async () => {
    const page = await open(browser, host);
    await go(page, '/settings/password');
    await page.fill('[autocomplete=current-password]', 'not the one');
    await page.fill('[autocomplete=new-password]', 'another good one');
    await page.click('form [type=submit]');
    await page.waitForSelector('.field-error');
    await page.fill('[autocomplete=current-password]', PASSWORD);
    await page.click('form [type=submit]');
    await page.waitForSelector('.toast');
    await page.reload();
    // The rail is there before it is known who comes.
    await page.waitForSelector(`.strong-line:has-text("${host.email}")`);
    await tokenOf({ ...host, password: 'another good one' });
    await assert.rejects(tokenOf(host), /401/);
    quiet(page);
    await page.context().close();
  });

  it('gets a new password by a code when it was forgotten', async () => {
    const page = await open(browser);
    await go(page, '/sign-in');
    const known = mailed(guest.email).length;
    await page.click('a[href="/forgot-password"]');
    await page.fill('[name=email]', guest.email);
    await page.click('form [type=submit]');
    await page.waitForSelector('[autocomplete=one-time-code]');
    const code = await eventually(() => mailed(guest.email)[known], 'a code by mail');
    await page.fill('[autocomplete=one-time-code]', code);
    await page.fill('[autocomplete=new-password]', 'a new good one');
    await page.click('form [type=submit]');
    await page.waitForSelector('.rail');
    await tokenOf({ ...guest, password: 'a new good one' });
    quiet(page);
    await page.context().close();
  });

  it('keeps nobody out of its screens', async () => {
    const found = [];
    for (const [scheme, language] of [['light', 'en'], ['dark', 'de']]) {
      const stranger = await open(browser, null, { frame: 'phone', scheme, language, looking: true });
      await go(stranger, '/forgot-password');
      found.push(...(await barriers(stranger, `forgot ${scheme}`)));
      await stranger.context().close();
      const page = await open(browser, { ...guest, password: 'a new good one' }, { frame: 'phone', scheme, language, looking: true });
      for (const path of ['/settings', '/settings/password', '/invites']) {
        await go(page, path);
        found.push(...(await barriers(page, `${path.slice(1)} ${scheme}`)));
      }
      await go(page, '/settings');
      await page.click('.portrait button');
      await page.waitForSelector('dialog .drop');
      found.push(...(await barriers(page, `portrait ${scheme}`)));
      await page.context().close();
    }
    assert.deepEqual(found, []);
  });
});
