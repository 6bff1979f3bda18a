import type { ReportTarget } from './ReportDialog';

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** What a link to this page, a handle or an id is about; null where that can't be told. */
export function targetOf(text: string, origin = location.origin): ReportTarget | null {
  const written = text.trim();
  if (/^@[a-z0-9_]{3,30}$/i.test(written)) return { kind: 'account', id: written.slice(1).toLowerCase() };
  if (ULID.test(written)) return { kind: 'post', id: written };
  const path = pathOf(written, origin);
  const [, first = '', second = ''] = path?.split('/') ?? [];
  if ((first === 'p' || first === 'posts') && ULID.test(second)) return { kind: 'post', id: second };
  if (/^@[a-z0-9_]{3,30}$/i.test(first)) return { kind: 'account', id: first.slice(1).toLowerCase() };
  return null;
}

/** The path of a link to here; another site's links lead nowhere. */
function pathOf(text: string, origin: string): string | null {
  try {
    const url = new URL(text, origin);
    return url.origin === origin ? url.pathname : null;
  } catch {
    return null;
  }
}

/** What the address of the report page names: `?post=`, `?account=` or `?media=`. */
export function namedTarget(search: string): ReportTarget | null {
  const query = new URLSearchParams(search);
  const [post, account, media] = [query.get('post'), query.get('account'), query.get('media')];
  if (post !== null && ULID.test(post)) return { kind: 'post', id: post };
  if (media !== null && ULID.test(media)) return { kind: 'media', id: media };
  return account !== null && /^[a-z0-9_]{3,30}$/.test(account) ? { kind: 'account', id: account } : null;
}
