import { useEffect, useState } from 'preact/hooks';
import { accounts } from '../api';
import type { Account, Post } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { PostCard } from '../feed/PostCard';
import { useList } from '../feed/pages';
import { Tile } from '../feed/Tile';
import { t } from '../i18n';
import { useLoaded } from '../loading';
import { Lock } from '../parts/icons';
import { Empty, Failure } from '../parts/States';
import { Screen } from '../parts/Screen';
import { ProfileHead } from '../people/ProfileHead';
import { place } from '../routing/router';
import { viewerId } from '../session/session';

const TABS = [
  ['posts', 'profile.tabPosts'],
  ['replies', 'profile.tabReplies'],
  ['media', 'profile.tabMedia'],
] as const;
type Tab = (typeof TABS)[number][0];

/** Where one was on each profile, to be there again when one comes back. */
const left = new Map<string, Tab>();

export default function Profile({ handle }: { handle: string }) {
  const { value: account, error, reload, set } = useLoaded<Account>(`account:${handle}:${viewerId.value}`, () =>
    accounts.read(handle),
  );
  const [tab, setTab] = useState<Tab>(() => (place.value.by === 'pop' && left.get(handle)) || 'posts');
  useEffect(() => void left.set(handle, tab), [tab]);
  if (error && !account) {
    return (
      <Screen title={`@${handle}`} bare>
        <Failure error={error} onRetry={reload} />
      </Screen>
    );
  }
  return (
    <Screen title={account?.name ?? `@${handle}`} bare side width={tab === 'media' ? 'wide' : 'reading'}>
      {account ? <ProfileHead account={account} onChange={set} /> : <HeadSkeleton />}
      {account && isClosed(account) ? (
        <Closed account={account} />
      ) : (
        <>
          <nav class="tabs" aria-label={t('nav.profile')}>
            {TABS.map(([name, label]) => (
              <button key={name} type="button" aria-pressed={tab === name} onClick={() => setTab(name)}>
                {t(label)}
              </button>
            ))}
          </nav>
          <Posts key={`${handle}:${tab}`} handle={handle} tab={tab} />
        </>
      )}
    </Screen>
  );
}

/** Only those whom it lets in see a private account's posts. */
const isClosed = (account: Account) =>
  account.private && account.viewer?.following !== 'yes' && viewerId.value !== account.id;

function Closed({ account }: { account: Account }) {
  return (
    <div class="state">
      <Lock size={36} aria-hidden="true" />
      <h2>{t('profile.closed')}</h2>
      <p>{t(account.viewer?.following === 'requested' ? 'profile.closedAsked' : 'profile.closedText', { name: account.name })}</p>
    </div>
  );
}

function Posts({ handle, tab }: { handle: string; tab: Tab }) {
  const list = useList<Post>(`${tab}:${handle}`, (cursor) => accounts.posts(handle, tab, cursor), (post) => post.id);
  return (
    <FeedList list={list} class={tab === 'media' ? 'wall' : 'feed'} empty={<Empty title={t(`profile.empty.${tab}`)} />}>
      {(post, at) =>
        tab === 'media' ? <Tile key={post.id} post={post} eager={at < 6} /> : <PostCard key={post.id} post={post} eager={at < 2} />
      }
    </FeedList>
  );
}

function HeadSkeleton() {
  return (
    <div class="profile skeletons" role="status" aria-label={t('app.loading')}>
      <span class="bone avatar large" />
      <span class="bone line short" />
      <span class="bone line" />
    </div>
  );
}
