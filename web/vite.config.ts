import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const API = process.env['IMAGORA_API'] ?? 'http://127.0.0.1:8000';

/** Has `src/early.ts` run before the page's own script is here: as a module that waits for nothing. */
const early: Plugin = {
  name: 'early',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle }) => {
      const file = Object.values(bundle ?? {}).find((one) => one.type === 'chunk' && one.name === 'early');
      if (!file) throw new Error('early.ts is no file of its own');
      const attrs = { type: 'module', async: true, crossorigin: true, fetchpriority: 'high', src: `/${file.fileName}` };
      return [{ tag: 'script', attrs, injectTo: 'head-prepend' }];
    },
  },
};

export default defineConfig({
  plugins: [early],
  build: {
    target: 'es2022',
    // The page runs under a policy that allows no inline script, style or data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: { input: { index: 'index.html', early: 'src/early.ts' } },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/v1': API, '/media': API },
  },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.{ts,tsx}'],
  },
});
