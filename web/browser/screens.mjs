/**
 * Every screen of the page, as it is looked at: whose window (`who`), the pattern of its route, where (`path`), what must be
 * there first (`wanted`), and what is pressed before (`press`). `there` of scenery.mjs names what to look at.
 */
const pressed = (...selectors) => async (page) => {
  for (const selector of selectors) await page.locator(selector).first().click();
};
/** Opens a menu and takes one of its entries, counted from 1, from the end where negative. */
const taken = (menu, at) => async (page) => {
  await page.locator(menu).first().click();
  await page.locator('[role=menuitem]').nth(at < 0 ? at : at - 1).click();
};
const filled = (fields) => async (page) => {
  for (const [selector, text] of Object.entries(fields)) await page.fill(selector, text);
};
const both = (...steps) => async (page) => {
  for (const step of steps) await step(page);
};
const dropped = (bytes) => async (page) => {
  await page.setInputFiles('input[type=file]', { name: 'one.webp', mimeType: 'image/webp', buffer: bytes });
  await page.click('form [type=submit]');
};
/** As where the system has a sheet to send links with: whoever draws a menu asks for it. */
const shareable = async (page) => {
  await page.evaluate(() => Object.defineProperty(navigator, 'share', { value: async () => undefined, configurable: true }));
  await page.locator('a[href="/notifications"]').first().click();
  await page.waitForSelector('.note');
  await page.goBack();
  await page.locator('.post.focal .post-more').click();
  await page.waitForSelector('[role=menu]');
  await page.evaluate(() => delete navigator.share);
};
const failing = (address) => (page) =>
  page.route(address, (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"status":503,"code":"unavailable","title":"Unavailable"}' }));

const forGuests = (there) => [
  { route: '/', path: '/', wanted: '.button.primary' },
  { route: '/p/:id', path: `/p/${there.pictured}`, wanted: '.post.focal img', name: 'post' },
  { route: '/p/:id', path: `/p/${there.pictured}`, press: pressed('.media-open', '.papers-open'), wanted: '.papers dl', name: 'provenance' },
  { route: '/p/:id', path: `/p/${there.removed}`, wanted: '.notice, .state', name: 'post-gone' },
  { route: '/posts/:id', path: `/posts/${there.conversation}`, wanted: '.post.reply', name: 'thread' },
  { route: '/p/:id/history', path: `/p/${there.edited}/history`, wanted: 'article, li', name: 'history' },
  { route: '/@:handle', path: `/@${there.author}`, wanted: '.post', name: 'profile' },
  { route: '/@:handle', path: `/@${there.author}`, press: pressed('.tabs button:nth-child(3)'), wanted: '.wall img', name: 'profile-media' },
  { route: '/@:handle', path: `/@${there.shy}`, wanted: '.state', name: 'profile-closed' },
  { route: '/@:handle', path: '/@nobody_at_all', wanted: '.state', name: 'profile-missing' },
  { route: '/explore', path: '/explore', wanted: '.post img, .tile img' },
  { route: '/tags/:tag', path: '/tags/harbour', wanted: '.post' },
  { route: '/tags/:tag', path: '/tags/nothing_here', wanted: '.state', name: 'tag-empty' },
  { route: '/remixes/:id', path: `/remixes/${there.original}`, wanted: '.branch', name: 'tree' },
  { route: '/remixes/:id', path: `/remixes/${there.lone}`, wanted: '.state', name: 'tree-empty' },
  { route: '/report', path: '/report', wanted: '.rule-option' },
  { route: '/rules', path: '/rules', wanted: '.rulebook li' },
  { route: '/transparency', path: '/transparency', wanted: '.tiles' },
  { route: '/check', path: '/check', wanted: '.drop' },
  { route: '/check', path: '/check', press: dropped(there.bytes), wanted: '.verdict', name: 'check-answer' },
  { route: '/sign-in', path: '/sign-in', wanted: '[name=password]' },
  { route: '/sign-in', path: '/sign-in', press: both(filled({ '[name=email]': 'nobody@example.org', '[name=password]': 'not the password' }), pressed('form [type=submit]')), wanted: '.notice.wrong', name: 'sign-in-refused' },
  { route: '/forgot-password', path: '/forgot-password', wanted: '[name=email]' },
  { route: '/forgot-password', path: '/forgot-password', press: both(filled({ '[name=email]': 'nobody@example.org' }), pressed('form [type=submit]')), wanted: 'form [type=password]', name: 'new-password' },
  { route: '/sign-up', path: '/sign-up', wanted: '[name=password]' },
  { route: '/sign-up', path: '/sign-up', press: both(filled({ '[name=name]': 'Tove', '[name=handle]': 'to', '[name=email]': 'tove', '[name=password]': 'short' }), pressed('form [type=submit]')), wanted: '.field-error', name: 'sign-up-refused' },
  { route: null, path: '/no/such/place', wanted: '.state', name: 'not-found' },
  { route: '/tags/:tag', path: '/tags/away', press: failing('**/v1/feeds/tags/away*'), before: true, wanted: '.state', name: 'failed' },
];

const forNewcomers = (there) => [
  { route: '/', path: '/', wanted: '.fill-note, .state' },
  { route: '/notifications', path: '/notifications', wanted: '.state' },
  { route: '/requests', path: '/requests', wanted: '.state' },
  { route: '/bookmarks', path: '/bookmarks', wanted: '.state' },
  { route: '/likes', path: '/likes', wanted: '.state' },
  { route: '/create', path: '/create', wanted: '.ideas' },
  { route: '/gallery', path: '/gallery', wanted: '.state' },
  { route: '/credits', path: '/credits', wanted: '.balance' },
  { route: '/my-moderation', path: '/my-moderation', wanted: '.state' },
  { route: '/moderation', path: '/moderation', wanted: '.state' },
  { route: '/search', path: '/search', wanted: '.state' },
  { route: '/search', path: '/search?q=xyzzyplugh&type=posts', wanted: '.state', name: 'search-nothing' },
  { route: '/invites', path: '/invites', wanted: '.state' },
  { route: '/settings/words', path: '/settings/words', wanted: 'main form, main .panel' },
  { route: '/settings/blocks', path: '/settings/blocks', wanted: '.state' },
  { route: '/settings/mutes', path: '/settings/mutes', wanted: '.state' },
  { route: '/settings/webhook', path: '/settings/webhook', wanted: '[type=url]' },
  { route: '/@:handle', path: `/@${there.newcomer}`, wanted: '.state', name: 'own-profile' },
  { route: '/@:handle/:what', path: `/@${there.newcomer}/followers`, wanted: '.state', name: 'followers' },
  { route: '/p/:id/:what', path: `/p/${there.plain}/likes`, wanted: '.state', name: 'likes-of' },
];

const forMembers = (there) => [
  { route: '/', path: '/', wanted: '.post img' },
  { route: '/', path: '/', press: pressed('.post-more'), wanted: '[role=menu]', name: 'menu' },
  { route: '/p/:id', path: `/p/${there.pictured}`, press: pressed('.post.focal .act.repost'), wanted: '[role=menu]', name: 'pass-on' },
  { route: '/p/:id', path: `/p/${there.pictured}`, press: taken('.post.focal .act.repost', 2), wanted: 'dialog textarea', name: 'quote' },
  { route: '/p/:id', path: `/p/${there.pictured}`, press: taken('.post.focal .post-more', -1), wanted: 'dialog .rule-option', name: 'report-dialog' },
  { route: '/p/:id', path: `/p/${there.pictured}`, press: taken('.post.focal .post-more', -2), wanted: 'dialog .dialog-actions', name: 'block-dialog' },
  { route: '/p/:id', path: `/p/${there.pictured}`, press: taken('.post.focal .post-more', -3), wanted: 'dialog .dialog-actions', name: 'mute-dialog' },
  { route: '/p/:id', path: `/p/${there.own}`, press: taken('.post.focal .post-more', 2), wanted: 'dialog textarea', name: 'edit' },
  { route: '/p/:id', path: `/p/${there.own}`, press: taken('.post.focal .post-more', -1), wanted: 'dialog .button.danger', name: 'delete' },
  { route: '/p/:id', path: `/p/${there.remix}?reply`, wanted: '.remix-credit a', name: 'remix-post' },
  { route: '/p/:id', path: `/p/${there.spoiler}`, wanted: '.cover', name: 'covered' },
  { route: '/p/:id', path: `/p/${there.pictured}`, press: shareable, wanted: '[role=menuitem]:nth-child(6)', name: 'share' },
  { route: '/p/:id/:what', path: `/p/${there.pictured}/likes`, wanted: '.person', name: 'likes-of' },
  { route: '/p/:id/:what', path: `/p/${there.pictured}/reposts`, wanted: '.person', name: 'reposts-of' },
  { route: '/p/:id/:what', path: `/p/${there.pictured}/quotes`, wanted: '.post', name: 'quotes-of' },
  { route: '/@:handle', path: `/@${there.author}`, press: pressed('.profile-action .menu-box button'), wanted: '[role=menu]', name: 'profile-menu' },
  { route: '/@:handle', path: `/@${there.pest}`, wanted: '.standing', name: 'profile-blocked' },
  { route: '/@:handle/:what', path: `/@${there.author}/followers`, wanted: '.person', name: 'followers' },
  { route: '/notifications', path: '/notifications', wanted: '.note' },
  { route: '/bookmarks', path: '/bookmarks', wanted: '.post' },
  { route: '/likes', path: '/likes', wanted: '.post' },
  { route: '/search', path: '/search?q=harbour&type=posts', wanted: '.post', name: 'search-posts' },
  { route: '/search', path: `/search?q=${there.author}&type=accounts`, wanted: '.person', name: 'search-people' },
  { route: '/search', path: '/search?q=harb&type=tags', wanted: '.door', name: 'search-tags' },
  { route: '/create', path: `/create?remix=${there.original}&from=${there.pictured}`, press: both(filled({ '.order textarea': 'A harbour in the fog' }), (page) => page.waitForSelector('.original strong')), wanted: '.price-line strong', name: 'create-remix' },
  { route: '/create', path: '/create', press: both(pressed('#composer > .composer-foot button[aria-expanded]'), filled({ '.pilot textarea': 'fog' }), pressed('.pilot-ask button')), wanted: '.suggested-list li', name: 'pilot' },
  { route: '/create', path: '/create', press: pressed('#composer .composer-foot > .button:first-child'), wanted: 'dialog .drop', name: 'upload' },
  { route: '/create', path: '/create', press: both(...[1, 2].map((at) => (page) => page.locator('#composer details.gates summary').nth(at - 1).click())), wanted: '#composer details.gates[open]', name: 'gates' },
  { route: '/gallery', path: '/gallery', wanted: '.job img' },
  { route: '/gallery', path: '/gallery', press: taken('.job-picture .menu-box button', 2), wanted: 'dialog .policy', name: 'policy' },
  { route: '/credits', path: '/credits', wanted: '.ledger-row' },
  { route: '/settings', path: '/settings', wanted: 'form textarea:enabled' },
  { route: '/settings', path: '/settings', press: both(filled({ 'form textarea': 'Half a thought.' }), pressed('.sign-out')), wanted: 'dialog .button.danger', name: 'sign-out' },
  { route: '/settings', path: '/settings', press: pressed('.panel > div > .button.danger'), wanted: 'dialog input', name: 'delete-account' },
  { route: '/settings', path: '/settings', press: pressed('.portrait button'), wanted: 'dialog .drop', name: 'portrait' },
  { route: '/settings/password', path: '/settings/password', wanted: '[type=password]' },
  { route: '/settings/password', path: '/settings/password', press: both(filled({ '[autocomplete=current-password]': 'x', '[autocomplete=new-password]': 'short' }), (page) => page.keyboard.press('Tab')), wanted: '[type=password]', name: 'password-short' },
  { route: '/invites', path: '/invites', wanted: '.words li, .words > *' },
  { route: '/settings/content', path: '/settings/content', wanted: '.segments' },
  { route: '/settings/notifications', path: '/settings/notifications', wanted: '[role=switch], [type=checkbox], select' },
  { route: '/settings/webhook', path: '/settings/webhook', wanted: '.button.danger' },
  { route: '/settings/words', path: '/settings/words', wanted: 'main li, main .word' },
  { route: '/settings/blocks', path: '/settings/blocks', wanted: '.person' },
  { route: '/settings/mutes', path: '/settings/mutes', wanted: '.person' },
  // The last: it stays open over whatever comes.
  { route: '/settings', path: '/settings', press: (page) => page.keyboard.press('?'), wanted: 'dialog .key-list', name: 'keys' },
];

const forShy = () => [
  { route: '/requests', path: '/requests', wanted: '.person' },
  { route: '/notifications', path: '/notifications', wanted: '.door', name: 'notifications-requests' },
];

const forAuthors = () => [
  { route: '/my-moderation', path: '/my-moderation', wanted: '.decision' },
  { route: '/my-moderation', path: '/my-moderation', press: pressed('.appeal-door button'), wanted: '.appeal-door textarea, .decision textarea', name: 'appeal' },
];

const forModerators = (there, language) => [
  { route: '/moderation', path: '/moderation', wanted: '.case-open' },
  { route: '/moderation/audit', path: '/moderation/audit', wanted: '.deed' },
  { route: '/moderation/cases/:id', path: `/moderation/cases/${there.cases[language]}`, wanted: '.lease .primary', name: 'case' },
  { route: '/moderation/cases/:id', path: `/moderation/cases/${there.cases[language]}`, press: both(pressed('.lease .primary'), (page) => page.check('#decide input[value=label]')), wanted: '#decide [type=submit]', name: 'case-claimed' },
];

/** What stays over any screen. */
const overScreens = () => [
  { route: '/rules', path: '/rules', press: (page) => page.context().setOffline(true), wanted: '.banner', name: 'offline' },
  {
    route: '/likes', path: '/likes', name: 'session-ended', wanted: 'dialog [name=password]', before: true,
    press: async (page) => {
      await page.context().setOffline(false);
      await page.route('**/v1/me/likes*', (route) => route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"status":401,"code":"unauthenticated","title":"Unauthenticated"}' }));
      await page.route('**/v1/sessions/refresh', (route) => (page.url().endsWith('/likes') ? route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"status":401,"code":"invalid_credentials","title":"Unauthenticated"}' }) : route.continue()));
    },
  },
];

const nameOf = (route, path) => (route === '/' ? 'home' : path.split('?')[0].slice(1).replaceAll('/', '-'));

/** By whose window they are looked at in. */
export function screensOf(there, language) {
  const rows = {
    guest: forGuests(there),
    newcomer: forNewcomers(there),
    reader: [...forMembers(there), ...overScreens()],
    shy: forShy(),
    author: forAuthors(),
    second: forModerators(there, language),
  };
  return Object.entries(rows).flatMap(([who, screens]) =>
    screens.map((screen) => ({ name: nameOf(screen.route, screen.path), ...screen, who })),
  );
}
