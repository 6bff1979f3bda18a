import type { ComponentChildren } from 'preact';
import { suggestions } from '../api';
import type { Page, Suggestion } from '../api/types';
import { useList } from '../feed/pages';
import { t } from '../i18n';
import { Sentence } from '../notifications/Sentence';
import { afterFirstPosts } from '../session/first';
import { signedIn } from '../session/session';
import { AccountRow } from './AccountRow';

const SHOWN = 4;

/** People whom one may want to follow; nothing where there are none. */
export default function Suggestions() {
  return signedIn.value ? <Found /> : null;
}

function Found() {
  const list = useList<Suggestion>('suggestions', readSuggestions, (one) => one.account.id);
  const shown = list.items.value.slice(0, SHOWN);
  if (shown.length === 0) return null;
  return (
    <section class="suggestions panel" aria-label={t('suggest.title')}>
      <h2>{t('suggest.title')}</h2>
      {shown.map((one) => (
        <AccountRow key={one.account.id} account={one.account} note={reasonOf(one)} />
      ))}
    </section>
  );
}

async function readSuggestions(cursor?: string): Promise<Page<Suggestion>> {
  await afterFirstPosts();
  return suggestions.list(cursor);
}

/** Who of those one follows follows them; else what they say of themselves. */
function reasonOf({ account, because }: Suggestion): ComponentChildren {
  if (because.kind === 'followed_by' && because.by?.length) {
    return <Sentence message="suggest.followedBy" actors={because.by} count={because.by.length} />;
  }
  return account.bio === '' ? t('suggest.active') : undefined;
}
