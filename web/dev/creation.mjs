/**
 * The routes of creation for the stand-in of the API: three providers, prices, queue places, remixes, the co-pilot, credits,
 * a webhook. Words in a prompt choose what happens: `slow`, `ceiling`, `refuse`, `fail`, `part`, `hold` (stays queued).
 */
const PROVIDERS = [
  { name: 'procedural', model: 'procedural-1', source_type: 'algorithmicMedia', sizes: ['1024x1024', '1536x1024', '1024x1536', '512x512'], multiple: 1, styles: ['watercolour', 'oil', 'pixel', 'ink', 'noir', 'pencil', 'neon', 'stained_glass', 'poster', 'pastel', 'vintage', 'mosaic', 'pointillist'], count: 4, credits: 1, seeds: true, edits: true, strengths: true, transparency: false },
  { name: 'openai', model: 'gpt-image-2.5-flare', source_type: 'trainedAlgorithmicMedia', sizes: ['1024x1024', '1536x1024', '1024x1536'], styles: [], count: 4, credits: 4, seeds: false, edits: true, strengths: false, transparency: true },
  { name: 'bedrock', model: 'stability.stable-image-core-v1:1', source_type: 'trainedAlgorithmicMedia', sizes: ['1024x1024', '1344x768', '768x1344', '1216x832', '832x1216', '1152x896', '896x1152', '1536x640', '640x1536'], styles: [], count: 2, credits: 3, seeds: true, edits: true, strengths: true, transparency: false },
];
const HOSTILE = '<img src=x onerror=alert(1)> \u202Egnp.exe [link](javascript:alert(1)) ' + 'W'.repeat(120);
const SAID = {
  ideas: ['The lamp is lit, and nobody asked for it.', 'What the fog took back this morning.', 'Three ships, one harbour, no wind.'],
  draft: ['Low sun over the hills this morning, drawn four times until it felt warm. Which one would you hang on a wall?'],
  rewrite: ['Morning! The sun came in low today, and I could not stop drawing it. Which one is yours?', 'Low sun, four tries. Pick one.'],
  alt_text: ['Hills in flat layers before a low orange sun; a small house on the right.'],
  hashtags: ['#weather', '#lowsun', '#hills'],
  improve_prompt: ['A lighthouse at dusk on a rocky point, calm sea with long reflections, violet sky with one star, seen from a low boat, wide view', 'A lighthouse at dusk, its beam just lit, wet rocks in front, violet sky, soft light'],
  illustrate: ['A kitchen table at dawn with one lamp, an open window, hills in low sun outside'],
  quiz: ['Which of these four was drawn first?\nA) the red one\nB) the dark one\nC) none: they came at once'],
};
const hooks = new Map();
const ledgers = new Map();

function ledgerOf(handle, { ulid, iso }) {
  if (!ledgers.has(handle)) {
    const now = Date.now();
    const entries = [{ id: ulid(now - 9e8), kind: 'grant', credits: 100, created_at: iso(now - 9e8) }];
    for (let n = 0; n < 24; n++) {
      const generation_id = ulid(now - 8e8 + n * 3e7);
      const at = now - 8e8 + n * 3e7;
      entries.push({ id: ulid(at), kind: 'reserve', credits: 2, generation_id, created_at: iso(at) });
      if (n < 23) entries.push({ id: ulid(at + 9_000), kind: n % 7 === 6 ? 'refund' : 'spend', credits: 2, generation_id, created_at: iso(at + 9_000) });
    }
    ledgers.set(handle, entries);
  }
  return ledgers.get(handle);
}

const sum = (entries, kind) => entries.filter((one) => one.kind === kind).reduce((all, one) => all + one.credits, 0);

export const estimate = (body) => {
  const provider = PROVIDERS.find(({ name }) => name === (body.provider ?? 'procedural'));
  const cost = { credits: provider.credits * (body.count ?? 1) };
  if (/ceiling/.test(body.prompt)) return { cost, balance: 46, would: 'slow_lane', reason: 'ceiling' };
  if (/slow/.test(body.prompt)) return { cost: { credits: 0 }, balance: 0, would: 'slow_lane', reason: 'credits_exhausted' };
  if (/refuse/.test(body.prompt)) return { cost, balance: 1, would: 'refuse', reason: 'credits_exhausted' };
  return { cost, balance: 46, would: 'run' };
};

/** What a waiting job says of its place. */
export function standing(job, age) {
  if (/ceiling/.test(job.prompt)) return { lane: 'fast', waiting: { reason: 'ceiling_reached', until: '2026-11-23T00:00:00.000Z' } };
  if (/slow/.test(job.prompt)) return { lane: 'slow', place: 7 };
  return { lane: 'fast', place: Math.max(1, 4 - Math.floor(age / 300)) };
}

export function creationRoutes({ media, posts, jobs, jobView, viewOf, show, page, newest, find, iso, ulid, Refusal }) {
  const treeBelow = (id, depth = 1) =>
    [...media.values()].filter((one) => one.remix_of === id).flatMap((one) => [{ one, depth }, ...treeBelow(one.id, depth + 1)]);
  const postOf = (id) => [...posts.values()].find((post) => post.media.includes(id));
  return [
    ['GET', '/v1/generations/options', () => [200, { default: 'procedural', providers: PROVIDERS }]],
    ['POST', '/v1/generations/:id/retry', ({ id, me }) => {
      const { prompt, style, size, count, seed, provider, model } = find(jobs, id, 'generation_not_found');
      const job = { id: ulid(), owner: me.id, status: 'queued', prompt: prompt.replace(/fail/g, ''), style, size, count, seed, provider, model, cost: { credits: count }, progress: 0, media: [], created_at: iso(), started: Date.now() };
      jobs.set(job.id, job);
      return [202, jobView(job)];
    }, true],
    ['GET', '/v1/media/:id/remixes', ({ id, query, me }) => {
      find(media, id, 'media_not_found');
      const items = newest(treeBelow(id).map(({ one, depth }) => ({ id: one.id, one, depth })));
      const shown = items.flatMap(({ one, depth }) => {
        const post = postOf(one.id);
        return post ? [{ id: one.id, remix_of: one.remix_of, depth, media: viewOf(one), post: show(post, me) }] : [];
      });
      return [200, page(shown, query)];
    }],
    ['GET', '/v1/me/credits', ({ me, query }) => {
      const entries = ledgerOf(me.handle, { ulid, iso });
      const used = sum(entries, 'spend');
      const reserved = sum(entries, 'reserve') - used - sum(entries, 'refund');
      return [200, { plan: 'free', period_ends_at: iso(Date.now() + 12 * 864e5), granted: sum(entries, 'grant'), used, reserved, ledger: page(newest(entries), query) }];
    }, true],
    ['POST', '/v1/drafts/assist', async ({ body }) => {
      await new Promise((done) => setTimeout(done, 500));
      if (/unavailable/.test(body.text ?? '')) throw new Refusal(503, 'unavailable');
      const who = { provider: 'builtin', model: 'builtin-1' };
      if (body.ask_first) return [200, { suggestions: [], questions: ['Who should read it?', 'What did you see first?', 'Which one word must be in it?'], ...who }];
      if (/hostile/.test(body.text ?? '')) return [200, { suggestions: [{ text: HOSTILE, rationale: HOSTILE }], ...who }];
      return [200, { suggestions: SAID[body.task].map((text, at) => ({ text, ...(at === 0 && { rationale: 'It begins with the light, as your words do.' }) })), ...who }];
    }, true],
    ['GET', '/v1/me/webhook', ({ me }) => {
      const { secret: _, ...hook } = find(hooks, me.handle, 'webhook_not_found');
      return [200, hook];
    }, true],
    ['PUT', '/v1/me/webhook', ({ me, body }) => {
      if (/localhost|127\./.test(body.url)) throw new Refusal(422, 'invalid_input', [{ field: 'url', code: 'private_address', message: 'This address is not reachable from the internet.' }]);
      hooks.set(me.handle, { url: body.url, events: body.events, status: 'active', created_at: iso(), last_delivery: { id: 'x', event: body.events[0], status: 'delivered', attempts: 1, at: iso(Date.now() - 5e5), code: 204 } });
      return [200, { ...hooks.get(me.handle), secret: 'whsec_5Yx0bq2kXy9bWq1f7l3Zr8sVdQ4tNnJm' }];
    }, true],
    ['DELETE', '/v1/me/webhook', ({ me }) => (hooks.delete(me.handle), [204]), true],
    ['GET', '/v1/me/preferences', () => [200, { labels: {}, hide_ai: false, hide_bots: false, remix_policy: 'everyone' }], true],
    ['PATCH', '/v1/me/preferences', ({ body }) => [200, { labels: {}, hide_ai: false, hide_bots: false, remix_policy: 'everyone', ...body }], true],
  ];
}
