/** Draws the installed page's icons from public/favicon.svg, by Debian's Chromium: `node dev/icons.mjs`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const at = (path) => fileURLToPath(new URL(`../public/${path}`, import.meta.url));
const sign = readFileSync(at('favicon.svg'), 'utf8');
/** A system that cuts its own shape out needs the ground up to the edges, and the sign in the middle four fifths. */
const whole = sign.replace(' rx="9"', '').replace('viewBox="0 0 32 32"', 'viewBox="-4 -4 40 40"').replace('<rect width="32" height="32"', '<rect x="-4" y="-4" width="40" height="40"');
const ICONS = [
  ['icons/192.png', 192, sign],
  ['icons/512.png', 512, sign],
  ['icons/maskable-512.png', 512, whole],
  ['icons/touch-180.png', 180, whole],
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage();
for (const [path, side, drawing] of ICONS) {
  await page.setViewportSize({ width: side, height: side });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${side}px;height:${side}px}</style>${drawing}`);
  await page.screenshot({ path: at(path), omitBackground: true });
}
await browser.close();
