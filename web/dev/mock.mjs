/**
 * A stand-in for the API with contract-shaped data in memory, serving the built page under the strict policy
 * that it must live with. For working on the page without the stack: `npm run build && npm run dev:mock`.
 * PORT (8000), DIST (the built page), SLOW_MS (delay of every answer), POSTS (25, further ones far down), EMPTY=1 (no seeded people), TOKEN_SECONDS (life of an access token).
 */
import { createServer } from 'node:http';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { around, conversationRoutes, marked, related, tell, unreadOf } from './conversation.mjs';
import { creationRoutes, estimate, standing } from './creation.mjs';
import { drawScene } from './scene.mjs';

const DIST = process.env.DIST ?? fileURLToPath(new URL('../dist', import.meta.url));
const PORT = Number(process.env.PORT ?? 8000);
const SLOW_MS = Number(process.env.SLOW_MS ?? 0);
const POSTS = Number(process.env.POSTS ?? 25);
const TOKEN_SECONDS = Number(process.env.TOKEN_SECONDS ?? 3600);
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
  "manifest-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types imagora";
const HASHES = ['LEHV6nWB2yk8pyo0adR*.7kCMdnj', 'LGF5?xYk^6#M@-5c,1J5@[or[Q6.', 'L6PZfSi_.AyE_3t7t7R**0o#DgR4', 'LKO2?U%2Tw=w]~RBVZRi};RPxuwH'];
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

let ticks = Date.now() - 40 * 3_600_000;
const accounts = new Map();
const posts = new Map();
const media = new Map();
const jobs = new Map();
const tokens = new Map();
const refreshes = new Map();
const follows = new Set();

const ulid = (time = Date.now()) => {
  let stamp = '';
  for (let at = 0, rest = time; at < 10; at++, rest = Math.floor(rest / 32)) stamp = ALPHABET[rest % 32] + stamp;
  return stamp + [...randomBytes(16)].map((byte) => ALPHABET[byte % 32]).join('');
};
const iso = (time = Date.now()) => new Date(time).toISOString().replace(/\.\d+/, '');
const author = ({ id, handle, name, avatar_url, kind }) => ({ id, handle, name, avatar_url, kind });

class Refusal extends Error {
  constructor(status, code, errors) {
    super(code);
    Object.assign(this, { status, code, errors });
  }
}

function addAccount(handle, name, bio = '', kind = 'human', email = `${handle}@example.org`, password = 'a good password') {
  const id = ulid();
  accounts.set(handle, { id, handle, name, bio, kind, email, password, avatar_url: null, private: false, created_at: iso() });
  return accounts.get(handle);
}

function addMedia(owner, width, height, seed, extra = {}) {
  const id = ulid();
  media.set(id, {
    id, owner, status: 'ready', url: `/media/${id}/${width}x${height}-${seed}.svg`, thumb_url: `/media/${id}/${width}x${height}-${seed}.svg`,
    width, height, alt: 'Hills before a low sun, drawn in flat layers', placeholder: HASHES[seed % HASHES.length],
    ai: { provider: 'procedural', model: 'procedural-1', source_type: 'algorithmicMedia' }, remix_policy: 'everyone', ...extra,
  });
  return media.get(id);
}

function facetsOf(text) {
  const kinds = [['mention', /@([a-z0-9_]{3,30})/g], ['tag', /#(\p{L}[\p{L}\p{N}_]*)/gu], ['link', /(https?:\/\/\S+)/g]];
  return kinds.flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)].map((found) => {
      const start = Buffer.byteLength(text.slice(0, found.index));
      return { start, end: start + Buffer.byteLength(found[0]), kind, value: found[1] };
    }),
  );
}

function addPost(account, text, pictures = [], ai, created = Date.now(), about = {}) {
  const id = ulid(created);
  const held = pictures.some((picture) => picture.status !== 'ready');
  posts.set(id, {
    id, by: account.handle, text, facets: facetsOf(text), media: pictures.map((picture) => picture.id), created_at: iso(created),
    ai: ai ?? (pictures.some((picture) => picture.ai) ? 'generated' : pictures.length ? 'undeclared' : 'none'),
    labels: [], status: held ? 'pending' : 'published', ...about,
  });
  for (const { kind, value } of posts.get(id).facets) if (kind === 'mention' && accounts.has(value)) tell(value, 'mention', account.handle, id, { ulid, iso });
  if (about.reply_to) tell(posts.get(about.reply_to).by, 'reply', account.handle, id, { ulid, iso });
  if (posts.has(about.quote_of)) tell(posts.get(about.quote_of).by, 'quote', account.handle, id, { ulid, iso });
  return posts.get(id);
}

function seed() {
  const ada = addAccount('ada', 'Ada Brook', 'Paints with words. Mostly weather.');
  const mika = addAccount('mika_m', 'Mika Mäkelä', 'Hügel, Häfen, Nachtzüge.');
  const moss = addAccount('mossbot', 'Mossbot', 'One small landscape a day.', 'bot');
  const vera = addAccount('vera', 'Vera of the Lighthouse', 'A keeper who never was.', 'persona');
  const step = () => (ticks += 1_700_000);
  const photo = { ai: null, alt: null };
  addPost(mika, 'Wer hat eigentlich den schönsten Nebel? 🌫️ #Nebel', [], undefined, step());
  addPost(ada, 'Low sun, four ways. Which one would you hang on a wall? #weather', [1, 2, 3, 4].map((n) => addMedia(ada.id, 1024, 1024, n)), undefined, step());
  addPost(vera, 'The lamp is lit.', [addMedia(vera.id, 512, 1536, 5)], undefined, step());
  addPost(moss, 'Day 212.', [addMedia(moss.id, 1536, 512, 6)], undefined, step());
  addPost(mika, 'Aus dem Zugfenster, ganz ohne Maschine. Danke @ada für den Tipp: https://example.org/nachtzug', [addMedia(mika.id, 1536, 1024, 7, photo)], undefined, step());
  addPost(ada, 'A trained model tried the same hill.', [addMedia(ada.id, 1024, 1536, 8, { ai: { provider: 'openai', model: 'gpt-image-2.5-flare', source_type: 'trainedAlgorithmicMedia' } })], undefined, step());
  addPost(moss, 'Day 213. #hills', [addMedia(moss.id, 1536, 1024, 9), addMedia(moss.id, 1024, 1536, 10)], undefined, step());
  addPost(vera, 'Three ships passed tonight, and not one of them needed me.', [11, 12, 13].map((n) => addMedia(vera.id, n === 11 ? 1536 : 1024, 1024, n)), undefined, step());
  const root = addMedia(ada.id, 1536, 1024, 50);
  addPost(ada, 'The hill, before the others had it.', [root], undefined, step());
  const second = addMedia(mika.id, 1536, 1024, 51, { remix_of: root.id });
  addPost(mika, 'Derselbe Hügel, zwei Stunden später.', [second], undefined, step());
  const third = addMedia(vera.id, 1024, 1024, 52, { remix_of: second.id, remix_policy: 'followers' });
  addPost(vera, 'And then the fog came up.', [third], undefined, step());
  addPost(moss, 'Day 214, with thanks.', [addMedia(moss.id, 1024, 1024, 53, { remix_of: root.id })], undefined, step());
  addPost(ada, 'Quiet morning, quiet hills.', [addMedia(ada.id, 1536, 1024, 14)], undefined, step());
  const quiet = addPost(ada, 'One question for everyone who paints with words: what is the first sentence you write? #prompts', [], undefined, step());
  const first = addPost(mika, 'Immer das Licht zuerst. Dann erst, was darin steht.', [], undefined, step(), { reply_to: quiet.id, root: quiet.id });
  addPost(vera, 'The lamp. It is always the lamp.', [addMedia(vera.id, 1536, 1024, 41)], undefined, step(), { reply_to: quiet.id, root: quiet.id });
  addPost(ada, 'Light first, like @mika_m says.', [], undefined, step(), { reply_to: first.id, root: quiet.id });
  addPost(moss, 'BUY MOSS', [], undefined, step(), { reply_to: quiet.id, root: quiet.id, hidden: true });
  addPost(mika, 'Die beste Frage seit langem.', [], undefined, step(), { quote_of: quiet.id });
  addPost(vera, 'They took the post down, but I remember it, @ada.', [], undefined, step(), { quote_of: ulid() });
  for (const fan of [mika, moss, vera]) {
    marked('like', quiet.id).add(fan.handle);
    tell('ada', 'like', fan.handle, quiet.id, { ulid, iso });
  }
  marked('repost', quiet.id).add('vera');
  tell('ada', 'repost', 'vera', quiet.id, { ulid, iso });
  tell('ada', 'follow', 'mossbot', undefined, { ulid, iso });
  for (const other of ['mika_m', 'vera']) follows.add(`ada>${other}`);
  follows.add('mossbot>ada');
  for (let n = 15; n < 15 + POSTS; n++) {
    const [width, height] = [[1024, 1024], [1536, 1024], [1024, 1536], [1536, 512]][n % 4];
    const pictures = Array.from({ length: [1, 0, 3, 1, 0][n % 5] }, (_, at) => addMedia(ada.id, width, height, n + at));
    addPost([ada, mika, moss, vera][n % 4], `Study ${n}. ${'Words that take their room. '.repeat(n % 7)}`, pictures, undefined, ticks - n * 9_000_000);
  }
}

const viewOf = (medium) => {
  const post = medium.remix_of && [...posts.values()].find((one) => one.media.includes(medium.remix_of));
  const credit = post ? { author: author(accounts.get(post.by)), post_id: post.id } : { tombstone: 'deleted' };
  return { ...medium, owner: undefined, due: undefined, ...(medium.remix_of && { credits: [{ media_id: medium.remix_of, ...credit }] }) };
};
const show = (post, me, nested = false) => ({
  ...post, by: undefined, author: author(accounts.get(post.by)), media: post.media.map((id) => viewOf(media.get(id))),
  ...around(post, nested ? new Map() : posts, me, show),
});
const showAccount = (account, me) => ({
  ...author(account), bio: account.bio, private: account.private, created_at: account.created_at,
  followers_count: [...follows].filter((pair) => pair.endsWith(`>${account.handle}`)).length,
  following_count: [...follows].filter((pair) => pair.startsWith(`${account.handle}>`)).length,
  posts_count: [...posts.values()].filter((post) => post.by === account.handle).length,
  ...(me && me.handle !== account.handle && {
    viewer: { following: follows.has(`${me.handle}>${account.handle}`) ? 'yes' : 'no', followed_by: account.handle === 'ada', blocking: related('block', me.handle).has(account.handle), muting: related('mute', me.handle).has(account.handle) },
  }),
});
const newest = (list) => [...list].sort((a, b) => (a.id < b.id ? 1 : -1));
const visible = () => newest([...posts.values()].filter((post) => post.status === 'published'));

function page(items, query) {
  const limit = Number(query.get('limit') ?? 50);
  const from = Number(query.get('cursor') ?? 0);
  const next = from + limit < items.length ? { cursor: String(from + limit) } : {};
  return { items: items.slice(from, from + limit), ...next };
}

function jobView(job) {
  const age = Date.now() - job.started;
  if (/hold|slow|ceiling/.test(job.prompt)) return { ...job, ...standing(job, age), owner: undefined, started: undefined, media: [] };
  if (!['cancelled', 'failed'].includes(job.status)) {
    const step = 1_500;
    const done = Math.min(/part/.test(job.prompt) ? job.count - 1 : job.count, Math.floor((age - 800) / step));
    while (job.media.length < done) job.media.push(addMedia(job.owner, ...job.size.split('x').map(Number), Math.floor(Math.random() * 1e6), { remix_of: job.remix_of }).id);
    job.status = age < 800 ? 'queued' : done < job.count ? 'running' : 'succeeded';
    job.progress = job.status === 'succeeded' ? 100 : Math.max(0, Math.round(((age - 800) / (step * job.count)) * 100));
    if (/part/.test(job.prompt) && done === job.count - 1) Object.assign(job, { status: 'succeeded', progress: 100, cost: { credits: done } });
    if (/fail/.test(job.prompt) && age > 1_500) Object.assign(job, { status: 'failed', cost: { credits: 0 }, error: { code: 'provider_unavailable', detail: 'The provider did not answer.', retryable: true } });
  }
  return { ...job, ...(job.status === 'queued' && standing(job, age)), owner: undefined, started: undefined, media: job.media.map((id) => viewOf(media.get(id))) };
}

function session(account) {
  const access = randomBytes(12).toString('hex');
  tokens.set(access, { handle: account.handle, until: Date.now() + TOKEN_SECONDS * 1_000 });
  return { access_token: access, token_type: 'Bearer', expires_in: TOKEN_SECONDS };
}

const find = (map, key, code) => map.get(key) ?? (() => { throw new Refusal(404, code); })();
const ROUTES = [
  ['POST', '/v1/accounts', ({ body }) => {
    if (accounts.has(body.handle)) throw new Refusal(409, 'handle_taken');
    if (/admin/.test(body.handle)) throw new Refusal(422, 'invalid_input', [{ field: 'handle', code: 'reserved', message: 'This handle is reserved.' }]);
    return [201, showAccount(addAccount(body.handle, body.name, '', 'human', body.email, body.password))];
  }],
  ['POST', '/v1/sessions', ({ body, response }) => {
    const account = [...accounts.values()].find((known) => known.email === body.email && known.password === body.password);
    if (!account) throw new Refusal(401, 'invalid_credentials');
    const refresh = randomBytes(12).toString('hex');
    refreshes.set(refresh, account.handle);
    response.setHeader('Set-Cookie', `__Secure-refresh=${refresh}; Secure; HttpOnly; SameSite=Strict; Path=/v1/sessions`);
    return [201, session(account)];
  }],
  ['POST', '/v1/sessions/refresh', ({ request }) => {
    const cookie = /__Secure-refresh=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
    const account = accounts.get(refreshes.get(cookie));
    if (!account) throw new Refusal(401, 'unauthenticated');
    return [201, session(account)];
  }],
  ['DELETE', '/v1/sessions/current', ({ me }) => {
    for (const [key, handle] of refreshes) if (handle === me.handle) refreshes.delete(key);
    return [204];
  }, true],
  ['GET', '/v1/me', ({ me }) => [200, { ...showAccount(me), email: me.email, roles: [], unread_count: unreadOf(me.handle) }], true],
  ['PATCH', '/v1/me', ({ me, body }) => [200, { ...showAccount(Object.assign(me, body)), email: me.email, roles: [] }], true],
  ['DELETE', '/v1/me', ({ me, body }) => {
    if (body.password !== me.password) throw new Refusal(401, 'invalid_credentials');
    for (const post of posts.values()) if (post.by === me.handle) posts.delete(post.id);
    accounts.delete(me.handle);
    return [204];
  }, true],
  ['GET', '/v1/accounts/:handle', ({ id, me }) => [200, showAccount(find(accounts, id, 'account_not_found'), me)]],
  ['GET', '/v1/accounts/:handle/posts', ({ id, query, me }) => {
    const fits = { posts: (post) => !post.reply_to, replies: (post) => post.reply_to, media: (post) => post.media.length }[query.get('filter')];
    return [200, page(visible().filter((post) => post.by === id && fits(post)).map((post) => show(post, me)), query)];
  }],
  ['PUT', '/v1/accounts/:handle/follow', ({ id, me }) => (follows.add(`${me.handle}>${id}`), [204]), true],
  ['DELETE', '/v1/accounts/:handle/follow', ({ id, me }) => (follows.delete(`${me.handle}>${id}`), [204]), true],
  ['POST', '/v1/generations', ({ me, body, query }) => {
    if (/blocked/.test(body.prompt)) throw new Refusal(422, 'prompt_blocked');
    if (query.get('dry_run') === 'true') return [200, estimate(body)];
    const job = { id: ulid(), owner: me.id, status: 'queued', seed: 7, provider: 'procedural', model: 'procedural-1', cost: estimate(body).cost, progress: 0, media: [], created_at: iso(), started: Date.now(), ...body };
    jobs.set(job.id, job);
    return [202, jobView(job)];
  }, true],
  ['GET', '/v1/generations', ({ me, query }) => [200, page(newest([...jobs.values()].filter((job) => job.owner === me.id)).map(jobView), query)], true],
  ['GET', '/v1/generations/:id', ({ id }) => [200, jobView(find(jobs, id, 'generation_not_found'))], true],
  ['POST', '/v1/generations/:id/cancel', ({ id }) => [200, jobView(Object.assign(find(jobs, id, 'generation_not_found'), { status: 'cancelled' }))], true],
  ['POST', '/v1/uploads', ({ me, body }) => {
    const medium = addMedia(me.id, 1024, 1024, 3, { status: 'processing', ai: null, alt: body.alt ?? null });
    return [201, { media: viewOf({ ...medium, url: undefined }), upload: { method: 'POST', url: '/incoming', fields: { key: medium.id }, expires_at: iso() } }];
  }, true],
  ['GET', '/v1/media/:id', ({ id }) => [200, viewOf(find(media, id, 'media_not_found'))], true],
  ['PATCH', '/v1/media/:id', ({ id, body }) => [200, viewOf(Object.assign(find(media, id, 'media_not_found'), body))], true],
  ['POST', '/v1/posts', ({ me, body: { text = '', media_ids = [], reply_to, quote_of, gates, ai } }) => {
    const parent = reply_to && find(posts, reply_to, 'post_not_found');
    if (parent?.gates?.reply === 'nobody') throw new Refusal(403, 'reply_gated');
    const about = { ...(parent && { reply_to, root: parent.root ?? parent.id }), ...(quote_of && { quote_of }), ...(gates && { gates }) };
    return [201, show(addPost(me, text, media_ids.map((id) => find(media, id, 'media_not_found')), media_ids.length ? undefined : ai, undefined, about), me)];
  }, true],
  ['GET', '/v1/posts/:id', ({ id, me }) => [200, show(find(posts, id, 'post_not_found'), me)]],
  ['DELETE', '/v1/posts/:id', ({ id }) => (posts.delete(id), [204]), true],
  ['GET', '/v1/feeds/home', ({ me, query }) => {
    if (query.has('since')) return [200, { items: visible().filter((post) => post.id > query.get('since')).map((post) => ({ post: show(post, me), reason: { kind: 'followed' } })) }];
    const seen = visible().filter((post) => post.by === me.handle || follows.has(`${me.handle}>${post.by}`));
    const known = new Set(seen);
    const rest = follows.size ? visible().filter((post) => !known.has(post)) : [];
    const entry = (post) => ({ post: show(post, me), reason: known.has(post) ? { kind: post.by === me.handle ? 'own' : 'followed' } : { kind: 'recent' } });
    const found = page([...seen, ...rest], query);
    return [200, { ...found, items: found.items.map(entry), since: visible()[0]?.id }];
  }, true],
  ['GET', '/v1/feeds/explore', ({ query, me }) => [200, page(visible().filter((post) => !post.reply_to).map((post, at) => ({ post: show(post, me), reason: { kind: at < 2 ? 'trending' : 'recent' } })), query)]],
];
const creation = creationRoutes({ media, posts, jobs, jobView, viewOf, show, page, newest, find, iso, ulid, Refusal });
ROUTES.unshift(...creation);
ROUTES.push(...conversationRoutes({ accounts, posts, media, follows, show, showAccount, author, page, newest, visible, find, iso, ulid, facetsOf }));

function callerOf(request) {
  const sent = /^Bearer (\w+)/.exec(request.headers.authorization ?? '')?.[1];
  const token = tokens.get(sent);
  if (sent && (!token || token.until < Date.now())) throw new Refusal(401, 'unauthenticated');
  return token ? accounts.get(token.handle) : undefined;
}

async function answer(request, response, path, query) {
  for (const [method, pattern, handle, needsToken] of ROUTES) {
    const found = new RegExp(`^${pattern.replace(/:\w+/g, '([^/]+)')}$`).exec(path);
    if (!found || method !== request.method) continue;
    const me = callerOf(request);
    if (needsToken && !me) throw new Refusal(401, 'unauthenticated');
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : {};
    return handle({ request, response, path, query, body, me, id: found[1] && decodeURIComponent(found[1]) });
  }
  throw new Refusal(404, 'route_not_found');
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.txt': 'text/plain', '.png': 'image/png', '.webmanifest': 'application/manifest+json' };

function serveFile(path, response) {
  const wanted = join(DIST, normalize(path));
  const file = wanted.startsWith(DIST) && existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(DIST, 'index.html');
  response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff' });
  createReadStream(file).on('error', () => response.destroy()).pipe(response);
}

async function takeUpload(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const key = /name="key"\r\n\r\n(\w+)/.exec(Buffer.concat(chunks).toString('latin1'))?.[1];
  setTimeout(() => Object.assign(media.get(key) ?? {}, { status: 'ready' }), 1_200);
  response.writeHead(204).end();
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://mock');
  if (pathname === '/incoming') return takeUpload(request, response);
  const picture = /^\/media\/\w+\/(\d+)x(\d+)-(\d+)\.svg$/.exec(pathname);
  if (picture) return response.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end(drawScene(...picture.slice(1).map(Number)));
  if (!pathname.startsWith('/v1/')) return serveFile(pathname, response);
  await new Promise((done) => setTimeout(done, SLOW_MS));
  try {
    const [status, body] = await answer(request, response, pathname, searchParams);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(body && JSON.stringify(body));
  } catch (error) {
    const { status = 500, code = 'internal', errors } = error;
    if (status === 500) console.error(error);
    const body = { type: `/problems/${code}`, title: code, status, detail: code.replaceAll('_', ' '), code, request_id: ulid(), errors };
    response.writeHead(status, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(body));
  }
});

if (!process.env.EMPTY) seed();
server.listen(PORT, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}  (ada@example.org / a good password)`));
