/**
 * Forms around an account, people and pictures, for faces.test.mjs, which says what a row is. `known`: a post with a
 * picture, its picture and bytes, an invitation, and accounts of their own for who changes passwords.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { eventually, go } from './world.mjs';

/** The codes that were mailed to this address. */
export const mailed = (email) => [...readFileSync(process.env.MAIL, 'utf8').matchAll(new RegExp(`Mail to ${email}: .* is (\\d+)`, 'g'))].map(([, code]) => code);

const CODE = '[autocomplete=one-time-code]';
const NEW = '[autocomplete=new-password]';

/** As far as the form for a new password, with a code by mail; after a reload one is there already. */
export async function askForCode(page, email) {
  const before = mailed(email).length;
  await go(page, '/forgot-password');
  await page.locator(`${CODE}, [name=email]`).first().waitFor();
  if (await page.locator(CODE).count()) return mailed(email).at(-1);
  await page.fill('[name=email]', email);
  await page.click('form [type=submit]');
  await page.waitForSelector(CODE);
  return eventually(() => mailed(email)[before], 'a code by mail');
}

const muting = async (page, post) => {
  await go(page, `/p/${post}`);
  await page.locator('.post.focal .post-more').first().click();
  await page.click('[role=menuitem]:has-text("Mute @")');
  await page.waitForSelector('dialog fieldset');
};
/** A choice instead of words. */
const choice = (selector) => ({
  fill: (page) => page.check(selector),
  holds: async (page, when) => assert.ok(await page.isChecked(selector), when),
  fleeting: true,
});

export const moreForms = (known, { newcomer }) => [
  {
    name: 'remix',
    who: 'author',
    at: async (page) => {
      await go(page, `/create?remix=${known.picture}&from=${known.pictured}`);
      await page.waitForSelector('.original');
    },
    text: '.order textarea',
    send: '.order [type=submit]',
    on: /^POST .v1.generations$/,
    went: '.job',
    ends: true,
  },
  {
    name: 'muting somebody',
    who: 'newcomer',
    at: (page) => muting(page, known.post),
    ...choice('dialog input[type=radio] >> nth=2'),
    send: 'dialog [type=submit]',
    on: /^PUT .v1.accounts.*mute$/,
    went: '.toast',
    ends: true,
  },
  {
    name: 'invitation',
    who: 'newcomer',
    at: (page) => go(page, '/invites'),
    ...choice('form input[value="5"]'),
    send: 'form [type=submit]',
    on: /^POST .v1.invites$/,
    went: '.invite-code',
    ends: true,
  },
  {
    name: 'check of a picture',
    at: (page) => go(page, '/check'),
    fill: (page) => page.setInputFiles('input[type=file]', { name: 'found.webp', mimeType: 'image/webp', buffer: known.bytes }),
    holds: async (page, when) => assert.equal(await page.textContent('.drop small'), 'found.webp', when),
    fleeting: true,
    send: 'form [type=submit]',
    on: /^POST .v1.provenance.checks$/,
    went: '.verdict',
  },
  {
    name: 'sign-in',
    at: (page) => go(page, '/sign-in'),
    text: '[name=email]',
    words: newcomer.email,
    more: (page) => page.fill('[name=password]', newcomer.password),
    send: 'form [type=submit]',
    on: /^POST .v1.sessions$/,
    went: '.rail',
  },
  {
    name: 'sign-up',
    at: async (page) => {
      await go(page, '/sign-up');
      if ((await page.locator('[name=invite]').count()) === 0) await page.click('form .link');
    },
    text: '[name=name]',
    words: 'Somebody who joins',
    also: { '[name=handle]': `joins_${Date.now().toString(36)}`, '[name=email]': `joins_${Date.now().toString(36)}@example.org`, '[name=invite]': () => known.invite },
    more: (page) => page.fill('[name=password]', newcomer.password),
    send: 'form [type=submit]',
    on: /^POST .v1.accounts$/,
    went: '.rail',
  },
  {
    name: 'forgotten password',
    at: (page) => go(page, '/forgot-password'),
    text: '[name=email]',
    words: newcomer.email,
    send: 'form [type=submit]',
    on: /^POST .v1.passwords.forgot$/,
    went: CODE,
  },
  {
    name: 'new password by a code',
    async at(page) {
      this.words = await askForCode(page, known.forgetful.email);
    },
    text: CODE,
    more: (page) => page.fill(NEW, 'a new good one'),
    send: 'form [type=submit]',
    on: /^POST .v1.passwords.reset$/,
    went: '.rail',
  },
  {
    name: 'change of password',
    person: () => known.careful,
    at: (page) => go(page, '/settings/password'),
    text: '[autocomplete=current-password]',
    words: newcomer.password,
    more: (page) => page.fill(NEW, 'another good one'),
    fleeting: true,
    send: 'form [type=submit]',
    on: /^POST .v1.me.password$/,
    went: '.toast',
  },
];
