/** Fails the build when what a first visit loads grows past its budget. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGETS = { js: 60 * 1024, css: 15 * 1024 };

const page = readFileSync(new URL('../dist/index.html', import.meta.url), 'utf8');
const assets = new Map([...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(js|css))"/g)].map(([, path, kind]) => [path, kind]));
const sizes = { js: 0, css: 0 };
for (const [path, kind] of assets) {
  sizes[kind] += gzipSync(readFileSync(new URL(`../dist/${path}`, import.meta.url))).length;
}

let over = false;
for (const [kind, size] of Object.entries(sizes)) {
  over ||= size > BUDGETS[kind];
  console.log(`initial ${kind}: ${(size / 1024).toFixed(1)} KiB gzip of ${BUDGETS[kind] / 1024}`);
}
process.exitCode = over || assets.size === 0 ? 1 : 0;
