import { defineConfig } from 'vitest/config';

const API = process.env['IMAGORA_API'] ?? 'http://127.0.0.1:8000';

export default defineConfig({
  build: {
    target: 'es2022',
    // The page runs under a policy that allows no inline script, style or data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
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
