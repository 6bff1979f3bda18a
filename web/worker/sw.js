/**
 * The page's service worker: the shell works without a network, and so do the few pictures that the page laid by.
 * It never touches the API: no answer of it, least of all one about a session, is kept or read here. `dev/worker.mjs`
 * puts in the version and the names of this build's files.
 */
const SHELL = 'imagora.shell.__VERSION__';
const FILES = __FILES__;
const SHELLS = 'imagora.shell.';
const API = /^\/v1(\/|$)/;
const PICTURES = /^\/media\//;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOldShells().then(() => self.clients.claim()));
});

/** A tab that still runs the version before this one may yet ask for its files; older ones are gone. */
async function forgetOldShells() {
  const shells = (await caches.keys()).filter((name) => name.startsWith(SHELLS) && name !== SHELL);
  await Promise.all(shells.slice(0, -1).map((name) => caches.delete(name)));
}

/** The page asks for it when its reader wants the new version. */
self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin || API.test(pathname)) return;
  if (request.mode === 'navigate') {
    if (!PICTURES.test(pathname)) event.respondWith(fetch(request).catch(() => found('/')));
  } else if (PICTURES.test(pathname)) {
    event.respondWith(fetch(request).catch(() => found(request.url)));
  } else if (pathname.startsWith('/assets/')) {
    // Their names change with what is in them.
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});

async function found(url) {
  return (await caches.match(url, { ignoreVary: true })) ?? Response.error();
}
