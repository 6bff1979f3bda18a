import type { ComponentChildren } from 'preact';
import type { Account } from '../api/types';
import { t } from '../i18n';
import { Avatar } from '../parts/Avatar';
import { Byline } from '../parts/Byline';
import { Lock } from '../parts/icons';
import { FollowButton } from './FollowButton';

interface Props {
  account: Account;
  /** Instead of the bio: why this account is shown. */
  note?: ComponentChildren;
  /** Instead of the follow button. */
  action?: ComponentChildren;
}

/** One account in a list. */
export function AccountRow({ account, note, action = <FollowButton account={account} /> }: Props) {
  return (
    <article class="person" aria-label={account.name || account.handle}>
      <a href={`/@${account.handle}`} tabIndex={-1} aria-hidden="true">
        <Avatar account={account} size={46} />
      </a>
      <div class="person-words">
        <Byline author={account} />
        <p class="person-note faint">
          {account.private && (
            <>
              <Lock size={13} aria-label={t('profile.private')} />{' '}
            </>
          )}
          {note ?? <span dir="auto">{account.bio}</span>}
        </p>
      </div>
      <div class="person-action">{action}</div>
    </article>
  );
}
