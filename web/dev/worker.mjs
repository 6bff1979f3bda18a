/** Writes dist/sw.js: the service worker of worker/sw.js with the names of the files that were just built. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const at = (path) => new URL(`../${path}`, import.meta.url);
const source = readFileSync(at('worker/sw.js'), 'utf8');
const assets = readdirSync(at('dist/assets')).filter((name) => /\.(js|css)$/.test(name)).sort();
const version = createHash('sha256').update(source).update(readFileSync(at('dist/index.html')));
for (const name of assets) version.update(name).update(readFileSync(at(`dist/assets/${name}`)));
const files = ['/', ...assets.map((name) => `/assets/${name}`)];

writeFileSync(
  at('dist/sw.js'),
  source.replace('__VERSION__', version.digest('hex').slice(0, 16)).replace('__FILES__', JSON.stringify(files)),
);
console.log(`service worker: keeps ${files.length} files`);
