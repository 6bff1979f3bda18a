import { beforeEach, describe, expect, it, vi } from 'vitest';

/** The module as a page that was just loaded has it; `returning` is who signed in here last. */
async function load(returning = '') {
  if (returning) localStorage.setItem('imagora.returning', returning);
  vi.resetModules();
  return import('../src/drafts');
}

describe('what is typed', () => {
  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
  });

  it('is there again after a reload', async () => {
    const before = await load('ann');
    before.draft('post', '', true).value = 'half a thought';
    before.draft('reply', '').value = 'an answer';
    const after = await load();
    expect(after.draft('post', '', true).value).toBe('half a thought');
    expect(after.draft('reply', '').value).toBe('an answer');
  });

  it('is nobody else’s on the same machine, and its writer finds it again', async () => {
    const { draft, takeDraftsOf } = await load('ann');
    const post = draft('post', '', true);
    post.value = 'Ann’s words';
    takeDraftsOf('ben');
    expect(post.value).toBe('');
    post.value = 'Ben’s words';
    takeDraftsOf('ann');
    expect(post.value).toBe('Ann’s words');
  });

  it('goes along when a guest turns out to be somebody', async () => {
    const { draft, takeDraftsOf } = await load();
    const report = draft('report', '');
    report.value = 'seen without an account';
    takeDraftsOf('ann');
    expect(report.value).toBe('seen without an account');
    takeDraftsOf('');
    expect(report.value).toBe('');
  });

  it('is gone after signing out, everybody else’s stays', async () => {
    const { draft, forgetDrafts, takeDraftsOf } = await load('ann');
    const post = draft('post', '', true);
    post.value = 'Ann’s words';
    takeDraftsOf('ben');
    post.value = 'Ben’s words';
    forgetDrafts();
    expect(post.value).toBe('');
    expect(Object.values({ ...localStorage })).not.toContain('"Ben’s words"');
    takeDraftsOf('ann');
    expect(post.value).toBe('Ann’s words');
  });

  it('while it was being sent stays, and what was sent goes', async () => {
    const { draft, settle } = await load('ann');
    const note = draft('note', '');
    note.value = 'sent';
    settle(note, 'sent', '');
    expect(note.value).toBe('');
    note.value = 'sent and more';
    settle(note, 'sent', '');
    expect(note.value).toBe('sent and more');
  });

  it('in another tab shows here too', async () => {
    const { draft } = await load('ann');
    const post = draft('post', '', true);
    dispatchEvent(new StorageEvent('storage', { key: 'imagora.draft.ann.post', newValue: '"from there"', storageArea: localStorage }));
    expect(post.value).toBe('from there');
  });

  it('stays in the page where the browser can’t store it', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const full = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: full, removeItem: () => undefined });
    const { draft } = await load();
    const reply = draft('reply', '');
    reply.value = 'still here';
    expect(reply.value).toBe('still here');
    expect(warn).toHaveBeenCalled();
    vi.unstubAllGlobals();
    warn.mockRestore();
  });

  it('that is no JSON any more counts as nothing', async () => {
    localStorage.setItem('imagora.draft.ann.post', '{half');
    const { draft } = await load('ann');
    expect(draft('post', 'fresh', true).value).toBe('fresh');
  });
});
