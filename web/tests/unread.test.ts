import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { me } from '../src/api';
import type { Me } from '../src/api/types';
import { unread, watchUnread } from '../src/notifications/unread';
import { phase, rename, viewer } from '../src/session/session';
import { anAccount } from './samples';

const meWith = (unread_count: number): Me => ({ ...anAccount('ada'), email: 'ada@example.org', roles: [], unread_count });

describe('the unread count', () => {
  let stop: () => void;
  let hidden = false;
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => (hidden ? 'hidden' : 'visible'));
    stop = watchUnread(1_000);
  });
  afterEach(() => {
    phase.value = 'out';
    viewer.value = null;
    hidden = false;
    stop();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('comes with the account, and is asked for again now and then', async () => {
    const read = vi.spyOn(me, 'glance').mockResolvedValue(meWith(5));
    viewer.value = meWith(3);
    phase.value = 'in';
    expect(unread.value).toBe(3);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(read).toHaveBeenCalledTimes(1);
    expect(unread.value).toBe(5);
  });

  it('is not asked for in a hidden tab, nor by guests', async () => {
    const read = vi.spyOn(me, 'glance').mockResolvedValue(meWith(5));
    await vi.advanceTimersByTimeAsync(5_000);
    hidden = true;
    phase.value = 'in';
    await vi.advanceTimersByTimeAsync(5_000);
    expect(read).not.toHaveBeenCalled();
  });

  it('stays read when the profile is edited afterwards', () => {
    viewer.value = meWith(3);
    unread.value = 0;
    rename({ name: 'Ada B.' });
    expect(unread.value).toBe(0);
  });

  it('survives an answer that did not come', async () => {
    vi.spyOn(me, 'glance').mockRejectedValueOnce(new Error('down')).mockResolvedValue(meWith(1));
    viewer.value = meWith(3);
    phase.value = 'in';
    await vi.advanceTimersByTimeAsync(1_100);
    expect(unread.value).toBe(3);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(unread.value).toBe(1);
  });
});
