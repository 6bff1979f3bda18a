/** What the browser holds the page to: its policy, whom it asks, what it keeps; and shared links as Chromium takes them. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BASE, call, eventually, launch, open, PEOPLE, tokenOf } from './world.mjs';

const { author, reader } = PEOPLE;
const HOSTILE = `</script><script>window.ran = 1</script><!-- "><img src=x onerror="window.ran = 1"> \u202eevil\u2028line`;
let browser;
let picture;
let hostile;

before(async () => {
  browser = await launch();
  const token = await tokenOf(author);
  const { id } = await call(token, 'POST', '/v1/generations', { prompt: 'a quiet harbour', size: '256x256' });
  const job = await eventually(async () => {
    const now = await call(token, 'GET', `/v1/generations/${id}`);
    return now.status === 'succeeded' ? now : null;
  }, 'the picture', 120);
  const [{ id: medium }] = job.media;
  await call(token, 'PATCH', `/v1/media/${medium}`, { alt: HOSTILE });
  picture = await call(token, 'POST', '/v1/posts', { text: 'The harbour at night', media_ids: [medium] });
  await call(token, 'PATCH', '/v1/me', { name: 'Author <b>"&amp;', bio: HOSTILE });
  hostile = await call(token, 'POST', '/v1/posts', { text: HOSTILE });
});
after(() => browser?.close());

/** A window that notes whom it asks and what its policy refuses. */
async function watched(who) {
  const page = await open(browser, who);
  page.asked = [];
  page.on('request', (request) => page.asked.push(request.url()));
  await page.addInitScript(() => {
    window.refused = [];
    document.addEventListener('securitypolicyviolation', (event) => window.refused.push(`${event.violatedDirective}: ${event.blockedURI}`));
  });
  return page;
}

async function visit(page, path) {
  const answer = await page.goto(BASE + path);
  await page.waitForSelector('h1, .post');
  await page.waitForLoadState('networkidle');
  assert.deepEqual(await page.evaluate(() => window.refused), [], path);
  assert.equal(await page.evaluate(() => window.ran), undefined, path);
  return answer;
}

/** Whose addresses were asked; what is in the page's own memory is nobody's. */
const foreign = (page) => page.asked.filter((url) => !url.startsWith(`${BASE}/`) && !/^(blob|data):/.test(url));

const meta = (page, name) => page.getAttribute(`meta[property="${name}"], meta[name="${name}"]`, 'content');

describe('a shared link', () => {
  it('shows a post: its picture, its words, that a machine made it', async () => {
    const page = await watched();
    assert.equal((await visit(page, `/p/${picture.id}`)).status(), 200);
    await page.waitForSelector('text=The harbour at night');
    const image = await meta(page, 'og:image');
    assert.equal(image, BASE + picture.media[0].url);
    assert.equal((await page.request.get(image)).headers()['content-type'], 'image/webp');
    assert.match(await meta(page, 'og:description'), /^The harbour at night · Made with AI$/);
    assert.match(await meta(page, 'og:image:alt'), /<script>window\.ran = 1<\/script>/);
    const [data] = await page.$$eval('script[type="application/ld+json"]', (found) => found.map((one) => JSON.parse(one.textContent)));
    assert.equal(data['@type'], 'SocialMediaPosting');
    assert.match(data.image[0].digitalSourceType, /AlgorithmicMediaDigitalSource$/);
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(foreign(page), []);
    await page.context().close();
  });

  it('is text, whatever people wrote', async () => {
    const page = await watched();
    await visit(page, `/p/${hostile.id}`);
    assert.match(await meta(page, 'og:title'), /^Author <b>"&amp; \(@/);
    assert.match(await meta(page, 'og:description'), /^<\/script><script>/);
    await visit(page, `/@${author.handle}`);
    assert.equal(await page.locator('head script[type="application/ld+json"]').count(), 1);
    assert.match(await meta(page, 'og:description'), /evil line$/);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it('to nothing is 404, and the app says so', async () => {
    const page = await watched();
    for (const path of ['/p/01J00000000000000000000000', '/@nobody_at_all']) {
      assert.equal((await visit(page, path)).status(), 404, path);
      assert.equal(await meta(page, 'robots'), 'noindex');
    }
    await page.context().close();
  });
});

describe('the page', () => {
  it('asks nobody but its own site, on any screen', async () => {
    const page = await watched(author);
    for (const path of ['/', '/explore', `/p/${picture.id}`, `/@${author.handle}`, '/create', '/search', '/notifications', '/settings', '/gallery', '/check', '/rules']) await visit(page, path);
    assert.deepEqual(foreign(page), []);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it('runs nothing that comes as text', async () => {
    const page = await watched();
    await visit(page, '/explore');
    const tried = await page.evaluate(async () => {
      const attempt = (run) => {
        try {
          run();
          return 'done';
        } catch (error) {
          return error.name;
        }
      };
      const script = document.createElement('script');
      const frame = document.createElement('iframe');
      const answers = [
        attempt(() => (document.body.lastElementChild.innerHTML = '<img src=x onerror="window.ran = 1">')),
        attempt(() => (script.textContent = 'window.ran = 1')),
        attempt(() => (frame.srcdoc = '<script>parent.ran = 1</script>')),
        attempt(() => document.body.setAttribute('onclick', 'window.ran = 1')),
      ];
      const style = document.createElement('style');
      style.textContent = 'body { outline: 7px solid red }';
      document.head.append(style);
      const image = new Image();
      image.src = 'https://third.example/x.png';
      await new Promise((done) => (image.onerror = done));
      document.body.click();
      return { answers, outline: getComputedStyle(document.body).outlineWidth, ran: window.ran };
    });
    assert.deepEqual(tried.answers, ['TypeError', 'TypeError', 'TypeError', 'TypeError']);
    assert.notEqual(tried.outline, '7px');
    assert.equal(tried.ran, undefined);
    const refused = await page.evaluate(() => window.refused.join(' '));
    for (const directive of ['require-trusted-types-for', 'style-src', 'img-src']) assert.match(refused, new RegExp(directive));
    await page.context().close();
  });

  it('keeps no token where a script could find it later', async () => {
    const page = await watched();
    await page.goto(`${BASE}/sign-in`);
    const granted = page.waitForResponse((answer) => answer.url() === `${BASE}/v1/sessions` && answer.status() === 201);
    await page.fill('[name=email]', reader.email);
    await page.fill('[name=password]', reader.password);
    await page.click('form button[type=submit]');
    const session = await (await granted).json();
    await page.waitForSelector('.rail');
    await visit(page, '/');
    await visit(page, '/settings');
    assert.ok(session.access_token);
    assert.equal(session.refresh_token, undefined);
    const kept = await page.evaluate(async () => {
      const found = [document.cookie, window.name, history.state, { ...localStorage }, { ...sessionStorage }];
      for (const { name } of await indexedDB.databases()) found.push(name);
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
          const answer = await cache.match(request);
          if (!answer.headers.get('content-type')?.startsWith('image/')) found.push(request.url, await answer.text());
        }
      }
      return JSON.stringify(found);
    });
    const [, claims, signature] = session.access_token.split('.');
    for (const part of [claims, signature, reader.password]) assert.ok(!kept.includes(part));
    const cookies = await page.context().cookies(`${BASE}/v1/sessions`);
    assert.deepEqual(cookies.map(({ name, httpOnly, secure, sameSite, path }) => ({ name, httpOnly, secure, sameSite, path })), [
      { name: '__Secure-refresh', httpOnly: true, secure: true, sameSite: 'Strict', path: '/v1/sessions' },
    ]);
    await page.context().close();
  });
});
