/** Something of everything, so that each screen has what it shows. */
import { BASE, call, drawn, eventually, join, PEOPLE, posted, tokenOf } from './world.mjs';

export async function scenery() {
  const shy = await join('shy');
  const others = { pest: await join('pest'), bore: await join('bore') };
  const people = { ...PEOPLE, ...others, shy };
  const tokens = Object.fromEntries(await Promise.all(Object.entries(people).map(async ([role, person]) => [role, await tokenOf(person)])));
  const as = (role) => (method, path, body) => call(tokens[role], method, path, body);
  const [author, reader, second, first] = ['author', 'reader', 'second', 'first'].map(as);
  const publish = (who, text, more) => who('POST', '/v1/posts', { text, ...more });

  await reader('PUT', `/v1/accounts/${people.author.handle}/follow`);
  const pictured = await posted(tokens.author, 'A lighthouse above the #harbour, at dusk');
  const original = pictured.media[0].id;
  const [drawing] = await drawn(tokens.reader, 'The same under northern lights', { remix_of: original });
  const remix = await publish(reader, 'After hers.', { media_ids: [drawing.id] });
  const conversation = await publish(author, `Good morning, @${people.reader.handle}: https://example.org/harbour and #harbour.`);
  const reply = await publish(reader, 'Good morning!', { reply_to: conversation.id });
  await publish(author, 'And how is the sea?', { reply_to: reply.id });
  const edited = await publish(author, 'A frist draft.');
  await author('PATCH', `/v1/posts/${edited.id}`, { text: 'A first draft.' });
  const spoiler = await publish(author, 'It was the gardener.', { labels: ['spoiler'] });
  const plain = await publish(author, 'Nobody has said anything about this.');
  const own = await publish(reader, 'Seen from the other side.', { quote_of: pictured.id });
  for (const mark of ['like', 'repost', 'bookmark']) await reader('PUT', `/v1/posts/${pictured.id}/${mark}`);
  await author('PUT', `/v1/posts/${own.id}/like`);

  await as('shy')('PATCH', '/v1/me', { private: true });
  await reader('PUT', `/v1/accounts/${shy.handle}/follow`);
  await reader('PUT', `/v1/accounts/${others.pest.handle}/block`);
  await reader('PUT', `/v1/accounts/${others.bore.handle}/mute`, {});
  await reader('PUT', '/v1/me/muted-words', { items: [{ word: 'drizzle' }] });
  await reader('PUT', '/v1/me/webhook', { url: 'https://example.org/hook', events: ['generation.succeeded'] });
  await reader('POST', '/v1/invites', { uses: 5 });
  await reader('PATCH', '/v1/me/preferences', { labels: { spoiler: 'warn' } });

  const reported = async (text) => {
    const { id } = await publish(author, text);
    await reader('POST', '/v1/reports', { post_id: id, reason: 'harassment', note: 'Please look at this.' });
    return { post: id, case: await caseAbout(first, id) };
  };
  const judged = await reported('A line that somebody takes offence at.');
  await first('POST', `/v1/moderation/cases/${judged.case}/claim`);
  await first('POST', `/v1/moderation/cases/${judged.case}/decision`, { action: 'reject', rule: 'harassment', note: 'Written to hurt.' });
  const waiting = { en: await reported('One more line.'), de: await reported('And another line.') };

  await eventually(async () => (await author('GET', '/v1/me/moderation')).items.length > 0, 'the decision at its author');
  await eventually(async () => (await reader('GET', '/v1/notifications')).items.length > 0, 'notifications');
  await eventually(async () => (await call(null, 'GET', `/v1/media/${original}/remixes`)).items.length > 0, 'the remix in the tree');
  await eventually(async () => (await call(null, 'GET', '/v1/search?q=harbour&type=posts')).items.length > 0, 'the post in the search');
  await eventually(async () => (await reader('GET', '/v1/feeds/home')).items.some((item) => item.post.id === pictured.id), 'the post at home');
  const bytes = Buffer.from(await (await fetch(BASE + pictured.media[0].url)).arrayBuffer());
  const ids = Object.fromEntries(Object.entries({ pictured, remix, conversation, edited, spoiler, plain, own }).map(([name, { id }]) => [name, id]));
  return {
    people,
    there: {
      ...ids, original, lone: drawing.id, removed: judged.post, bytes,
      cases: { en: waiting.en.case, de: waiting.de.case },
      ...Object.fromEntries(Object.entries(people).map(([role, { handle }]) => [role, handle])),
    },
  };
}

/** The case of this post, wherever it stands in the queue. */
async function caseAbout(moderator, post) {
  return eventually(async () => {
    for (let cursor = ''; ; ) {
      const page = await moderator('GET', `/v1/moderation/queue?limit=50${cursor}`);
      const found = page.items.find((one) => one.subject.id === post);
      if (found) return found.id;
      if (!page.cursor) return null;
      cursor = `&cursor=${encodeURIComponent(page.cursor)}`;
    }
  }, 'the case of a reported post');
}
