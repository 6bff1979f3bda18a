/** The mock's second part: threads, marks, relations, notifications, search. Contract-shaped, in memory, no more. */

const marks = new Map();
const relations = new Map();
const told = new Map();
const words = new Map();
const preferences = new Map();

const of = (map, key, start) => (map.has(key) || map.set(key, start()), map.get(key));
const setOf = (map, key) => of(map, key, () => new Set());

export const marked = (kind, id) => setOf(marks, `${kind}:${id}`);
export const related = (kind, handle) => setOf(relations, `${kind}:${handle}`);
export const unreadOf = (handle) => (told.get(handle) ?? []).filter((note) => !note.read).length;

/** What a post has beside its own words: counts, the viewer's marks, the quoted post. */
export function around(post, posts, me, show) {
  const all = [...posts.values()].filter((other) => other.status === 'published');
  const quote = post.quote_of && posts.get(post.quote_of);
  return {
    counts: {
      likes: marked('like', post.id).size,
      reposts: marked('repost', post.id).size,
      replies: all.filter((other) => other.reply_to === post.id).length,
      quotes: all.filter((other) => other.quote_of === post.id).length,
      remixes: 0,
    },
    ...(me && { viewer: { liked: marked('like', post.id).has(me.handle), reposted: marked('repost', post.id).has(me.handle), bookmarked: marked('bookmark', post.id).has(me.handle) } }),
    ...(post.quote_of && { quote: quote ? show(quote, me, true) : { id: post.quote_of, tombstone: 'deleted' } }),
    quote_of: undefined,
    hidden: undefined,
    versions: undefined,
  };
}

export function tell(handle, kind, actor, post, { ulid, iso }) {
  if (actor === handle) return;
  const notes = of(told, handle, () => []);
  const group = ['like', 'repost'].includes(kind) && notes.find((note) => note.kind === kind && note.post === post && !note.read);
  if (group) {
    group.actors = [actor, ...group.actors.filter((other) => other !== actor)];
    Object.assign(group, { id: ulid(), created_at: iso() });
  } else notes.push({ id: ulid(), kind, actors: [actor], post, created_at: iso(), read: false });
}

export function conversationRoutes(state) {
  const { accounts, posts, show, showAccount, author, page, newest, visible, find, iso, ulid, follows } = state;
  const live = (id) => find(posts, id, 'post_not_found');
  const people = (handles, me) => [...handles].map((handle) => showAccount(accounts.get(handle), me));
  const stone = (id) => ({ id, tombstone: 'deleted' });
  const replies = (id, me) =>
    [...posts.values()]
      .filter((post) => post.reply_to === id && post.status === 'published')
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map((post) => ({
        post: show(post, me),
        replies_count: [...posts.values()].filter((other) => other.reply_to === post.id).length,
        ...(post.hidden && (me?.handle === live(id).by ? { hidden_by_you: true } : { hidden: true })),
      }));
  const ancestors = (post, me) => (post.reply_to ? [...(posts.has(post.reply_to) ? ancestors(posts.get(post.reply_to), me) : []), posts.has(post.reply_to) ? show(posts.get(post.reply_to), me) : stone(post.reply_to)] : []);
  const mark = (kind) => [
    ['PUT', `/v1/posts/:id/${kind}`, ({ id, me }) => {
      marked(kind, id).add(me.handle);
      if (kind !== 'bookmark') tell(live(id).by, kind, me.handle, id, state);
      return [204];
    }, true],
    ['DELETE', `/v1/posts/:id/${kind}`, ({ id, me }) => (marked(kind, id).delete(me.handle), [204]), true],
  ];
  const relation = (kind) => [
    ['PUT', `/v1/accounts/:handle/${kind}`, ({ id, me }) => (related(kind, me.handle).add(id), [204]), true],
    ['DELETE', `/v1/accounts/:handle/${kind}`, ({ id, me }) => (related(kind, me.handle).delete(id), [204]), true],
    ['GET', `/v1/me/${kind}s`, ({ me, query }) => [200, page(people(related(kind, me.handle), me), query)], true],
  ];
  const mine = (kind) => ({ me, query }) => [200, page(visible().filter((post) => marked(kind, post.id).has(me.handle)).map((post) => show(post, me)), query)];
  const pairs = (side) => ({ id, me, query }) => {
    const found = [...follows].map((pair) => pair.split('>')).filter((pair) => pair[1 - side] === id);
    return [200, page(people(found.map((pair) => pair[side]), me), query)];
  };
  const preferred = (me) => of(preferences, me.handle, () => ({ kinds: { reply: true, like: true } }));
  return [
    ...['like', 'repost', 'bookmark'].flatMap(mark),
    ...['block', 'mute'].flatMap(relation),
    ['GET', '/v1/posts/:id/thread', ({ id, me, query }) => [200, { post: show(live(id), me), ancestors: ancestors(live(id), me), replies: page(replies(id, me), query) }]],
    ['GET', '/v1/posts/:id/likes', ({ id, me, query }) => [200, page(people(marked('like', id), me), query)]],
    ['GET', '/v1/posts/:id/reposts', ({ id, me, query }) => [200, page(people(marked('repost', id), me), query)]],
    ['GET', '/v1/posts/:id/quotes', ({ id, me, query }) => [200, page(visible().filter((post) => post.quote_of === id).map((post) => show(post, me)), query)]],
    ['GET', '/v1/posts/:id/history', ({ id }) => [200, { items: [{ text: live(id).text, facets: live(id).facets, at: live(id).edited_at ?? live(id).created_at }, ...(live(id).versions ?? [])] }]],
    ['PATCH', '/v1/posts/:id', ({ id, me, body }) => {
      const post = live(id);
      post.versions = [{ text: post.text, facets: post.facets, at: post.edited_at ?? post.created_at }, ...(post.versions ?? [])];
      if (body.text !== undefined) Object.assign(post, { text: body.text, facets: state.facetsOf(body.text) });
      for (const [medium, alt] of Object.entries(body.alt ?? {})) state.media.get(medium).alt = alt;
      Object.assign(post, { edited_at: iso(), ...(body.gates && { gates: body.gates }) });
      return [200, show(post, me)];
    }, true],
    ['PUT', '/v1/posts/:id/hidden-replies/:reply', ({ path }) => ((live(path.split('/').at(-1)).hidden = true), [204]), true],
    ['DELETE', '/v1/posts/:id/hidden-replies/:reply', ({ path }) => ((live(path.split('/').at(-1)).hidden = false), [204]), true],
    ['PUT', '/v1/posts/:id/mute', () => [204], true],
    ['DELETE', '/v1/posts/:id/mute', () => [204], true],
    ['DELETE', '/v1/accounts/:handle/follower', ({ id, me }) => (follows.delete(`${id}>${me.handle}`), [204]), true],
    ['GET', '/v1/accounts/:handle/followers', pairs(0)],
    ['GET', '/v1/accounts/:handle/following', pairs(1)],
    ['GET', '/v1/me/bookmarks', mine('bookmark'), true],
    ['GET', '/v1/me/likes', mine('like'), true],
    ['GET', '/v1/me/muted-words', ({ me }) => [200, { items: words.get(me.handle) ?? [] }], true],
    ['PUT', '/v1/me/muted-words', ({ me, body }) => (words.set(me.handle, body.items), [200, body]), true],
    ['GET', '/v1/me/follow-requests', ({ me, query }) => [200, page(me.private ? people(['vera', 'mossbot'], me) : [], query)], true],
    ['PUT', '/v1/me/follow-requests/:handle', () => [204], true],
    ['DELETE', '/v1/me/follow-requests/:handle', () => [204], true],
    ['GET', '/v1/me/notification-preferences', ({ me }) => [200, preferred(me)], true],
    ['PUT', '/v1/me/notification-preferences', ({ me, body }) => (preferences.set(me.handle, body), [200, body]), true],
    ['GET', '/v1/notifications', ({ me, query }) => [200, page(newest(told.get(me.handle) ?? []).map((note) => ({
      ...note, actors: note.actors.slice(0, 3).map((handle) => author(accounts.get(handle))), count: note.actors.length, post: note.post && show(live(note.post), me),
    })), query)], true],
    ['POST', '/v1/notifications/read', ({ me }) => {
      for (const note of told.get(me.handle) ?? []) note.read = true;
      return [204];
    }, true],
    ['GET', '/v1/feeds/tags/:tag', ({ id, me, query }) => [200, page(visible().filter((post) => post.facets.some((facet) => facet.kind === 'tag' && facet.value.toLowerCase() === id.toLowerCase())).map((post) => show(post, me)), query)]],
    ['GET', '/v1/suggestions', ({ me, query }) => [200, page([...accounts.values()].filter((account) => account !== me && !follows.has(`${me.handle}>${account.handle}`)).map((account) => ({
      account: showAccount(account, me), because: { kind: 'followed_by', by: [author(accounts.get('ada'))] },
    })), query)], true],
    ['GET', '/v1/search', ({ me, query }) => {
      const q = query.get('q').toLowerCase();
      const fits = (text) => text.toLowerCase().includes(q);
      const tags = new Set(visible().flatMap((post) => post.facets.filter((facet) => facet.kind === 'tag').map((facet) => facet.value)));
      const found = {
        posts: () => visible().filter((post) => fits(post.text)).map((post) => show(post, me)),
        accounts: () => [...accounts.values()].filter((account) => fits(account.handle + account.name)).map((account) => showAccount(account, me)),
        tags: () => [...tags].filter(fits).map((tag) => ({ tag })),
      }[query.get('type')]();
      return [200, page(found, query)];
    }],
  ];
}
