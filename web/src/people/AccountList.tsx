import type { ComponentChildren } from 'preact';
import type { Account, Page } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { useList, type PagedList } from '../feed/pages';
import { t } from '../i18n';
import { AccountRow } from './AccountRow';

interface Props {
  name: string;
  load: (cursor?: string) => Promise<Page<Account>>;
  empty: ComponentChildren;
  action?: (account: Account, list: PagedList<Account>) => ComponentChildren;
}

export function AccountList({ name, load, empty, action }: Props) {
  const list = useList<Account>(name, load, (account) => account.id);
  return (
    <FeedList list={list} class="people" empty={empty} skeleton={<PeopleSkeletons />} quietEnd>
      {(account) => <AccountRow key={account.id} account={account} action={action?.(account, list)} />}
    </FeedList>
  );
}

export function PeopleSkeletons({ count = 4 }: { count?: number }) {
  return (
    <div role="status" aria-label={t('app.loading')} class="skeletons">
      {Array.from({ length: count }, (_, at) => (
        <div class="person" key={at} aria-hidden="true">
          <span class="bone avatar" />
          <div class="person-words">
            <span class="bone line short" />
          </div>
        </div>
      ))}
    </div>
  );
}
