/** Creation as people meet it, from the price to the post: `make test-web` runs this against the whole stack in Chromium. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BASE, call, eventually, go, launch, open, PEOPLE, posted, tokenOf } from './world.mjs';

const { author, reader } = PEOPLE;
const HOSTILE =
  '<img src=x onerror="window.broken=1"><script>window.broken=1</script> \u202Etxet desrever\u202C [here](javascript:window.broken=1) ' +
  `"><a href="https://evil.example">sign in again</a> ${'W'.repeat(180)}`;
let browser;
const tokens = {};

before(async () => {
  browser = await launch();
  for (const [role, person] of Object.entries(PEOPLE)) tokens[role] = await tokenOf(person);
});
after(() => browser?.close());

const quiet = (page) => assert.deepEqual(page.complaints, []);
const close = (page) => page.context().close();
const newest = async (handle) => (await call(null, 'GET', `/v1/accounts/${handle}/posts`)).items[0];
const answer = (body, status = 200) => (route) => route.fulfill({ status, contentType: status < 400 ? 'application/json' : 'application/problem+json', body: JSON.stringify(body) });
const isDryRun = (url) => url.pathname === '/v1/generations' && url.searchParams.has('dry_run');
const advised = (text) => ({ suggestions: [{ text, rationale: text }], provider: 'builtin', model: 'builtin-1' });

async function order(page, prompt) {
  await page.fill('.order textarea', prompt);
  await page.waitForSelector('.price[aria-busy=false] .price-line strong');
}

async function askPilot(page, task, about) {
  await page.click('#composer button:has-text("Co-pilot")');
  await page.check(`.pilot input[value=${task}]`);
  if (about) await page.fill('.pilot textarea', about);
  await page.click('.pilot-ask button');
}

describe('from the price to the post', () => {
  it('says what it costs before it is ordered, shows how far it is, and posts what came', async () => {
    const page = await open(browser, author);
    await go(page, '/create');
    await order(page, 'Three hot-air balloons over a golden desert at sunrise');
    assert.match(await page.textContent('.price-line'), /Costs 2 credits.*\d+ credits left/);
    assert.match(await page.textContent('.order [type=submit]'), /Draw it for 2 credits/);
    await page.click('.order [type=submit]');
    await page.waitForSelector('.job .stages [aria-current=step], .job[data-status=succeeded]');
    await page.waitForSelector('.job[data-status=succeeded]');
    assert.equal(await page.locator('.job .pick').count(), 2);
    await page.locator('.job .pick').first().click();
    await page.fill('#composer textarea[rows="3"]', 'Sunrise, drawn twice.');
    await page.click('#composer [type=submit]');
    await page.waitForSelector('.toast a');
    quiet(page);
    await close(page);
    const post = await newest(author.handle);
    assert.equal(post.text, 'Sunrise, drawn twice.');
    assert.equal(post.media.length, 1);
  });

  it('works by keyboard alone', async () => {
    const page = await open(browser, author);
    await go(page, '/create');
    await page.focus('.order textarea');
    await page.keyboard.type('A black cat on a hill under a full moon');
    await page.waitForSelector('.price[aria-busy=false] .price-line strong');
    await page.focus('.order input[name=count]:checked');
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(() => /for 1 credit$/.test(document.querySelector('.order [type=submit]').textContent.trim()));
    await page.focus('.order textarea');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.job[data-status=succeeded] .pick');
    await page.focus('.order [type=submit]');
    const picks = () => page.evaluate(() => document.activeElement.classList.contains('pick'));
    for (let tries = 0; tries < 12 && !(await picks()); tries++) await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.waitForSelector('.attached li');
    await page.focus('#composer textarea[rows="3"]');
    await page.keyboard.type('By keyboard alone.');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.toast a');
    quiet(page);
    await close(page);
    assert.equal((await newest(author.handle)).text, 'By keyboard alone.');
  });

  it('tells of the slow lane, of the ceiling, and of what would be refused', async () => {
    const page = await open(browser, author, { frame: 'phone' });
    const would = async (said, words) => {
      await page.unroute(isDryRun);
      await page.route(isDryRun, answer({ cost: { credits: 2 }, balance: 0, ...said }));
      await go(page, '/create');
      await page.fill('.order textarea', 'A quiet harbour');
      await page.waitForFunction((pattern) => new RegExp(pattern).test(document.querySelector('.price').textContent), words);
    };
    await would({ would: 'slow_lane', reason: 'credits_exhausted' }, 'slow lane');
    assert.match(await page.textContent('.order [type=submit]'), /slow lane/);
    await would({ would: 'slow_lane', reason: 'ceiling' }, 'Your pictures wait');
    await would({ would: 'refuse', reason: 'credits_exhausted' }, 'would not be drawn');
    assert.ok(await page.isDisabled('.order [type=submit]'));
    quiet(page);
    await close(page);
  });

  it('offers each provider with its price, and the sizes that it can', async () => {
    const option = { source_type: 'trainedAlgorithmicMedia', styles: [], count: 2, credits: 3, seeds: false, edits: false, strengths: false, transparency: false };
    const page = await open(browser, author);
    await page.route('**/v1/generations/options', async (route) => {
      const real = await (await route.fetch()).json();
      const other = { ...option, name: 'elsewhere', model: 'painter-9', sizes: ['1024x1024', '1344x768'] };
      await answer({ ...real, providers: [...real.providers, other] })(route);
    });
    await page.route(isDryRun, (route) => {
      const { provider, count } = route.request().postDataJSON();
      return answer({ cost: { credits: (provider === 'elsewhere' ? 3 : 1) * count }, balance: 40, would: 'run' })(route);
    });
    await go(page, '/create');
    await page.check('.order input[name=size][value="512x1536"]');
    await order(page, 'A tower');
    await page.check('.maker input[value=elsewhere]');
    await page.waitForFunction(() => /Costs 6 credits/.test(document.querySelector('.price').textContent));
    const sizes = await page.locator('.order input[name=size]').evaluateAll((inputs) => inputs.map((input) => input.value));
    assert.deepEqual(sizes, ['1024x1024', '1344x768']);
    assert.equal(await page.locator('.order input[name=count]').count(), 2);
    await page.check('.maker input[value=procedural]');
    assert.ok(await page.isChecked('.order input[name=size][value="512x1536"]'), 'the size comes back with the provider');
    quiet(page);
    await close(page);
  });

  it('loses no typed text without a connection', async () => {
    const page = await open(browser, author);
    await go(page, '/create');
    await page.context().setOffline(true);
    await page.fill('.order textarea', 'Typed on a train');
    await page.fill('#composer textarea', 'And this for the post');
    await page.waitForSelector('.price .notice');
    assert.match(await page.textContent('.price'), /price can’t be told/);
    await page.click('.order [type=submit]');
    await page.waitForSelector('.order > .notice.wrong');
    await page.context().setOffline(false);
    await go(page, '/create');
    assert.equal(await page.inputValue('.order textarea'), 'Typed on a train');
    assert.equal(await page.inputValue('#composer textarea'), 'And this for the post');
    await page.waitForSelector('.price-line strong');
    await page.fill('#composer textarea', '');
    quiet(page);
    await close(page);
  });
});

describe('remixes', () => {
  let original;
  before(async () => {
    original = await posted(tokens.author, 'A lighthouse at dusk, calm sea');
  });

  it('begin at a post, give credit, and stand in the tree', async () => {
    const page = await open(browser, reader);
    await go(page, `/p/${original.id}`);
    await page.click('.post.focal .act.repost');
    await page.click('[role=menuitem]:has-text("Remix")');
    await page.waitForSelector('.original strong');
    assert.match(await page.textContent('.original'), new RegExp(`Remix of a picture by @${author.handle}.*credit goes along`, 's'));
    await page.check('.order input[name=count][value="1"]');
    await order(page, 'The same lighthouse under northern lights');
    await page.click('.order [type=submit]');
    await page.locator('.job[data-status=succeeded] .pick').first().click();
    await page.fill('#composer textarea[rows="3"]', 'After hers.');
    await page.click('#composer [type=submit]');
    await page.waitForSelector('.toast a');
    const remix = await newest(reader.handle);
    assert.equal(remix.media[0].remix_of, original.media[0].id);
    await go(page, `/p/${remix.id}`);
    await page.waitForSelector(`.remix-credit a[href="/p/${original.id}"]`);
    assert.match(await page.textContent('.remix-credit'), new RegExp(`@${author.handle}`));
    quiet(page);
    await close(page);
    const guest = await open(browser, null);
    await eventually(async () => {
      const { items } = await call(null, 'GET', `/v1/media/${original.media[0].id}/remixes`);
      return items.length > 0;
    }, 'the remix in the tree');
    await go(guest, `/p/${original.id}`);
    await guest.click('.media-open');
    await guest.click('.viewer-foot a[href^="/remixes/"]');
    await guest.waitForSelector(`.branch a[href="/p/${remix.id}"]`);
    assert.match(await guest.textContent('.branch'), new RegExp(`@${reader.handle}.*1 step from the original`, 's'));
    quiet(guest);
    await close(guest);
  });

  it('are for those whom the owner lets', async () => {
    const owner = await open(browser, author);
    await go(owner, `/p/${original.id}`);
    await owner.click('.media-open');
    await owner.click('.viewer-foot button:has-text("Remixing")');
    // What is read first would be shown over what is chosen before it is here.
    await owner.waitForSelector('.policy [aria-busy=false]');
    await owner.check('.policy input[value=nobody]');
    await owner.waitForSelector('.toast');
    quiet(owner);
    await close(owner);
    assert.equal((await call(tokens.author, 'GET', `/v1/media/${original.media[0].id}`)).remix_policy, 'nobody');
    const page = await open(browser, reader, { frame: 'phone' });
    await go(page, `/create?remix=${original.media[0].id}&from=${original.id}`);
    await page.waitForSelector('.original strong');
    await page.fill('.order textarea', 'All the same');
    await page.waitForSelector('.order > .notice.wrong');
    assert.match(await page.textContent('.order > .notice.wrong'), /doesn’t let you remix/);
    assert.equal(await page.inputValue('.order textarea'), 'All the same');
    quiet(page);
    await close(page);
  });

  it('say so when the original is gone', async () => {
    const page = await open(browser, reader);
    await go(page, '/create?remix=01ARZ3NDEKTSV4RRFFQ69G5FAV');
    await page.waitForSelector('.original .notice');
    assert.match(await page.textContent('.original'), /can’t be found/);
    await page.click('.original .icon-button');
    await page.waitForSelector('.original', { state: 'detached' });
    await close(page);
  });
});

describe('the co-pilot', () => {
  it('suggests, and what is taken over can be taken back; the post says that it was assisted', async () => {
    const page = await open(browser, author);
    await go(page, '/create');
    await page.fill('#composer textarea', 'Fog over the harbour this morning, and one bell.');
    await askPilot(page, 'hashtags');
    await page.waitForSelector('.suggested-list li');
    const tag = (await page.locator('.suggested-text').first().textContent()).trim();
    await page.locator('.suggested-list button').first().click();
    assert.equal(await page.inputValue('#composer textarea'), `Fog over the harbour this morning, and one bell. ${tag}`);
    await page.waitForSelector('.assisted');
    await page.click('.toast button');
    assert.equal(await page.inputValue('#composer textarea'), 'Fog over the harbour this morning, and one bell.');
    await page.waitForSelector('.assisted', { state: 'detached' });
    await page.locator('.suggested-list button').first().click();
    assert.match(await page.textContent('.pilot'), /no model/);
    await page.click('#composer > .composer-foot [type=submit]');
    await page.waitForSelector('.toast a');
    quiet(page);
    await close(page);
    assert.equal((await newest(author.handle)).ai, 'assisted');
  });

  it('asks first where one wants to be asked, and keeps what was answered', async () => {
    const page = await open(browser, author, { frame: 'phone' });
    await go(page, '/create');
    await page.click('#composer button:has-text("Co-pilot")');
    await page.check('.pilot input[value=draft]');
    await page.fill('.pilot textarea', 'our night train through the fog');
    await page.check('.pilot [role=switch]');
    await page.click('.pilot-ask button');
    await page.waitForSelector('.pilot-questions textarea');
    assert.equal(await page.locator('.suggested-list').count(), 0);
    await page.locator('.pilot-questions textarea').first().fill('The last carriage, and a thermos.');
    await page.click('.pilot-questions button');
    await page.waitForSelector('.suggested-list li');
    assert.equal(await page.inputValue('#composer > .field textarea'), '', 'nothing goes into the post by itself');
    await page.reload();
    await page.click('#composer button:has-text("Co-pilot")');
    assert.equal(await page.inputValue('.pilot textarea'), 'our night train through the fog');
    quiet(page);
    await close(page);
  });

  it('never posts by itself, whatever is pressed in it', async () => {
    const before = await newest(author.handle);
    const page = await open(browser, author);
    await go(page, '/create');
    await page.fill('#composer textarea', 'Not yet.');
    await page.click('#composer button:has-text("Co-pilot")');
    await page.fill('.pilot textarea', 'a bell in the fog');
    await page.focus('.pilot input:checked');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.focus('.pilot [role=switch]');
    await page.keyboard.press('Enter');
    await page.focus('.pilot-ask button');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.suggested-list li, .pilot-questions');
    assert.equal(await page.inputValue('#composer > .field textarea'), 'Not yet.');
    assert.equal((await newest(author.handle)).id, before.id);
    await page.fill('#composer > .field textarea', '');
    quiet(page);
    await close(page);
  });

  it('describes a picture and betters a prompt', async () => {
    const page = await open(browser, author);
    await go(page, '/create');
    await order(page, 'A lighthouse');
    await page.click('.order .link:has-text("Better prompt")');
    await page.waitForSelector('dialog .suggested-list li');
    const better = (await page.locator('dialog .suggested-text').first().textContent()).trim();
    await page.locator('dialog .suggested-list button').first().click();
    assert.equal(await page.inputValue('.order textarea'), better);
    await page.check('.order input[name=count][value="1"]');
    await page.waitForSelector('.price[aria-busy=false] .price-line strong');
    await page.click('.order [type=submit]');
    await page.locator('.job[data-status=succeeded] .pick').first().click();
    await page.fill('.attached textarea', '');
    await page.click('.attached .link');
    await page.locator('.attached .suggested-list button').first().click();
    assert.notEqual(await page.inputValue('.attached textarea'), '');
    await page.waitForSelector('.assisted');
    await page.click('.attached .icon-button.over');
    quiet(page);
    await close(page);
  });

  it('is text and nothing else, whatever it says', async () => {
    const page = await open(browser, author, { frame: 'phone' });
    await page.route('**/v1/drafts/assist', answer(advised(HOSTILE)));
    await go(page, '/create');
    await askPilot(page, 'ideas', 'anything');
    await page.waitForSelector('.suggested-list li');
    assert.equal(await page.locator('.suggested-list :is(img, script, a, iframe)').count(), 0);
    assert.equal(await page.locator('.suggested-text').first().textContent(), HOSTILE);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${wide} px too wide`);
    await page.locator('.suggested-list button').first().click();
    assert.equal(await page.inputValue('#composer > .field textarea'), HOSTILE);
    assert.equal(await page.evaluate(() => window.broken), undefined);
    await page.fill('#composer > .field textarea', '');
    await page.waitForSelector('.assisted', { state: 'detached' });
    quiet(page);
    await close(page);
  });

  it('says when it is away, and what was typed stays', async () => {
    const page = await open(browser, author);
    await page.route('**/v1/drafts/assist', answer({ status: 503, code: 'unavailable', title: 'Unavailable' }, 503));
    await go(page, '/create');
    await askPilot(page, 'quiz', 'lighthouses of the north');
    await page.waitForSelector('.pilot .notice.wrong');
    assert.equal(await page.inputValue('.pilot textarea'), 'lighthouses of the north');
    await close(page);
  });
});

describe('credits and the webhook', () => {
  it('shows plan, balance and the ledger, page by page', async () => {
    for (const prompt of ['A quiet hill', 'A loud hill']) await posted(tokens.author, prompt);
    const page = await open(browser, author);
    await page.route(/\/v1\/me\/credits/, (route) => route.continue({ url: route.request().url().replace('limit=20', 'limit=3') }));
    const { granted, used, reserved } = await call(tokens.author, 'GET', '/v1/me/credits');
    await go(page, '/credits');
    await page.waitForSelector('.balance');
    assert.match(await page.textContent('.balance-left'), new RegExp(`${(granted - used - reserved).toLocaleString('en')} credits left`));
    await page.waitForFunction(() => document.querySelectorAll('.ledger-row').length > 3);
    const kinds = await page.locator('.ledger-row').evaluateAll((rows) => rows.map((row) => row.dataset.kind));
    assert.ok(kinds.includes('reserve') && kinds.includes('spend'));
    quiet(page);
    await close(page);
  });

  it('sets a webhook up, shows its secret once, and takes it away', async () => {
    const page = await open(browser, author, { frame: 'phone' });
    await go(page, '/settings/webhook');
    await page.fill('[type=url]', 'http://example.org/hook');
    await page.click('form [type=submit]');
    await page.waitForSelector('.field-error');
    await page.fill('[type=url]', 'https://example.org/hook');
    await page.click('form [type=submit]');
    await page.waitForSelector('.secret input');
    assert.match(await page.inputValue('.secret input'), /^whsec_/);
    await go(page, '/settings/webhook');
    await page.waitForSelector('.button.danger');
    assert.equal(await page.locator('.secret').count(), 0);
    assert.equal(await page.inputValue('[type=url]'), 'https://example.org/hook');
    await page.click('.button.danger');
    await page.click('dialog .button.danger');
    await page.waitForSelector('dialog', { state: 'detached' });
    assert.equal(await page.inputValue('[type=url]'), '');
    quiet(page);
    await close(page);
  });
});
