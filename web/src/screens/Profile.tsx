import { useState } from 'preact/hooks';
import { accounts } from '../api';
import type { Account, Post } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { PostCard } from '../feed/PostCard';
import { useList } from '../feed/pages';
import { Tile } from '../feed/Tile';
import { date, t } from '../i18n';
import { useLoaded } from '../loading';
import { Avatar } from '../parts/Avatar';
import { Button } from '../parts/Button';
import { KindBadge } from '../parts/Byline';
import { Lock, Settings } from '../parts/icons';
import { Empty, Failure } from '../parts/States';
import { Screen } from '../parts/Screen';
import { tell } from '../parts/Toasts';
import { explain } from '../i18n/errors';
import { navigate } from '../routing/router';
import { signedIn, viewer } from '../session/session';

type Tab = 'posts' | 'media';

export default function Profile({ handle }: { handle: string }) {
  const { value: account, error, reload, set } = useLoaded<Account>(`account:${handle}:${viewer.value?.id ?? ''}`, () =>
    accounts.read(handle),
  );
  const [tab, setTab] = useState<Tab>('posts');
  if (error && !account) {
    return (
      <Screen title={`@${handle}`} bare>
        <Failure error={error} onRetry={reload} />
      </Screen>
    );
  }
  return (
    <Screen title={account?.name ?? `@${handle}`} bare width={tab === 'media' ? 'wide' : 'reading'}>
      {account ? <Head account={account} onChange={set} /> : <HeadSkeleton />}
      <nav class="tabs" aria-label={t('nav.profile')}>
        {(['posts', 'media'] as const).map((name) => (
          <button key={name} type="button" aria-pressed={tab === name} onClick={() => setTab(name)}>
            {t(name === 'posts' ? 'profile.tabPosts' : 'profile.tabMedia')}
          </button>
        ))}
      </nav>
      <Posts key={`${handle}:${tab}`} handle={handle} tab={tab} />
    </Screen>
  );
}

function Posts({ handle, tab }: { handle: string; tab: Tab }) {
  const list = useList<Post>(`${tab}:${handle}`, (cursor) => accounts.posts(handle, tab, cursor), (post) => post.id);
  return (
    <FeedList list={list} class={tab === 'media' ? 'wall' : 'feed'} empty={<Empty title={t('profile.empty')} />}>
      {(post, at) =>
        tab === 'media' ? <Tile key={post.id} post={post} eager={at < 6} /> : <PostCard key={post.id} post={post} eager={at < 2} />
      }
    </FeedList>
  );
}

function Head({ account, onChange }: { account: Account; onChange: (account: Account) => void }) {
  return (
    <header class="profile">
      <Avatar account={account} size={88} />
      <div class="profile-names">
        <p class="profile-name">
          <bdi>{account.name || account.handle}</bdi>
          <KindBadge kind={account.kind} />
          {account.private && (
            <span class="badge">
              <Lock size={14} aria-hidden="true" /> {t('profile.private')}
            </span>
          )}
        </p>
        <p class="faint">
          @{account.handle}
          {account.viewer?.followed_by && <span class="badge">{t('profile.followsYou')}</span>}
        </p>
      </div>
      <div class="profile-action">
        {viewer.value?.id === account.id ? (
          <a class="button quiet" href="/settings">
            <Settings size={18} aria-hidden="true" /> {t('profile.edit')}
          </a>
        ) : (
          <Follow account={account} onChange={onChange} />
        )}
      </div>
      {account.bio && (
        <p class="profile-bio" dir="auto">
          {account.bio}
        </p>
      )}
      {account.kind !== 'human' && <p class="faint">{t(account.kind === 'bot' ? 'kind.botText' : 'kind.personaText')}</p>}
      <p class="profile-counts faint">
        <span>{t('profile.followers', { n: account.followers_count })}</span>
        <span>{t('profile.followingCount', { n: account.following_count })}</span>
        <span>{t('profile.posts', { n: account.posts_count })}</span>
        <span>{t('profile.joined', { date: date(account.created_at) })}</span>
      </p>
    </header>
  );
}

/** Shown at once, taken back if the server does not agree. */
function Follow({ account, onChange }: { account: Account; onChange: (account: Account) => void }) {
  const following = account.viewer?.following ?? 'no';
  const toggle = async () => {
    if (!signedIn.value) return navigate(`/sign-in?next=${encodeURIComponent(`/@${account.handle}`)}`);
    onChange(followed(account, following === 'no'));
    try {
      if (following === 'no') await accounts.follow(account.handle);
      else await accounts.unfollow(account.handle);
    } catch (error) {
      onChange(account);
      tell(explain(error));
    }
  };
  return (
    <Button
      look={following === 'no' ? 'primary' : 'quiet'}
      onClick={toggle}
      aria-pressed={following !== 'no'}
      aria-label={following === 'no' ? undefined : t('profile.unfollow', { name: account.name })}
    >
      {t(following === 'no' ? 'profile.follow' : following === 'yes' ? 'profile.following' : 'profile.requested')}
    </Button>
  );
}

function followed(account: Account, follow: boolean): Account {
  const before = account.viewer ?? { following: 'no', followed_by: false, blocking: false, muting: false };
  const counted = Number(before.following === 'yes');
  const following = follow ? (account.private ? 'requested' : 'yes') : 'no';
  return {
    ...account,
    followers_count: account.followers_count - counted + Number(following === 'yes'),
    viewer: { ...before, following },
  };
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
