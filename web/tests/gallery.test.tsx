import { render } from 'preact';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forgetLists } from '../src/feed/pages';
import Gallery from '../src/screens/Gallery';

const job = (id: string, status: string, progress: number) => ({
  id, status, progress, prompt: `Prompt ${id}`, size: '512x512', count: 1, seed: 1, media: [], cost: { credits: 0 }, created_at: '2026-01-01T00:00:00.000Z',
});

const asked: string[] = [];
let box: HTMLElement;
beforeEach(() => {
  box = document.createElement('div');
  document.body.append(box);
});
afterEach(() => {
  render(null, box);
  box.remove();
  forgetLists();
  vi.unstubAllGlobals();
});

it('shows how far jobs are that another tab ordered, and asks nothing of those that are over', async () => {
  vi.stubGlobal('IntersectionObserver', class { observe() {} disconnect() {} });
  vi.stubGlobal('fetch', (address: string) => {
    asked.push(address);
    const body = address.includes('?') ? { items: [job('a', 'running', 25), job('b', 'failed', 0)] } : job('a', 'cancelled', 25);
    return Promise.resolve(new Response(JSON.stringify(body)));
  });
  render(<Gallery />, box);
  await vi.waitFor(() => expect(box.querySelector('[data-status=running]')).not.toBeNull());
  await vi.waitFor(() => expect(box.querySelector('[data-status=cancelled]')).not.toBeNull(), 5_000);
  await new Promise((done) => setTimeout(done, 700));
  expect(asked.filter((address) => !address.includes('?'))).toEqual(['/v1/generations/a']);
});
