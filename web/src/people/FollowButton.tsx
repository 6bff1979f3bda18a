import { accounts } from '../api';
import type { Account } from '../api/types';
import { changeAccount } from '../feed/changes';
import { intend } from '../feed/intent';
import { t } from '../i18n';
import { explain } from '../i18n/errors';
import { Button } from '../parts/Button';
import { tell } from '../parts/Toasts';
import { membersOnly } from '../session/door';
import { viewerId } from '../session/session';

interface Props {
  account: Account;
  /** Where the account isn't in a list. */
  onChange?: (account: Account) => void;
}

/** Shown at once, taken back if the server does not agree. */
export function FollowButton({ account, onChange }: Props) {
  if (viewerId.value === account.id) return null;
  const following = account.viewer?.following ?? 'no';
  const show = (changed: Account) => {
    onChange?.(changed);
    changeAccount(account.handle, () => changed);
  };
  const toggle = () => {
    if (!membersOnly()) return;
    const was = following !== 'no';
    void intend(`follow:${account.id}`, !was, {
      show: (on) => show(on === was ? account : followed(account, on)),
      send: (on) => (on ? accounts.follow(account.handle) : accounts.unfollow(account.handle)),
      undone: (error) => tell(t('undone.follow', { why: explain(error) })),
    });
  };
  return (
    <Button
      look={following === 'no' ? 'primary' : 'quiet'}
      onClick={toggle}
      title={t(following === 'no' ? 'profile.followName' : 'profile.unfollow', { name: account.name })}
    >
      {t(following === 'no' ? 'profile.follow' : following === 'yes' ? 'profile.following' : 'profile.requested')}
      <span class="hidden">{account.name}</span>
    </Button>
  );
}

export const STRANGERS = { following: 'no', followed_by: false, blocking: false, muting: false } as const;

export function followed(account: Account, follow: boolean): Account {
  const before = account.viewer ?? STRANGERS;
  const counted = Number(before.following === 'yes');
  const following = follow ? (account.private ? 'requested' : 'yes') : 'no';
  return {
    ...account,
    followers_count: account.followers_count - counted + Number(following === 'yes'),
    viewer: { ...before, following },
  };
}
