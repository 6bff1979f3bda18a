import { me } from '../api';
import type { Account } from '../api/types';
import type { PagedList } from '../feed/pages';
import { t } from '../i18n';
import { explain } from '../i18n/errors';
import { BackLink } from '../parts/BackLink';
import { Button } from '../parts/Button';
import { Empty } from '../parts/States';
import { Screen } from '../parts/Screen';
import { tell } from '../parts/Toasts';
import { AccountList } from '../people/AccountList';

/** Who asks to follow a private account. */
export default function Requests() {
  const empty = <Empty title={t('requests.empty')} text={t('requests.emptyText')} />;
  return (
    <Screen title={t('requests.title')} before={<BackLink href="/notifications" label={t('nav.notifications')} />}>
      <AccountList
        name="requests"
        load={me.followRequests}
        empty={empty}
        action={(account, list) => (
          <>
            <Button look="primary" onClick={() => void answer(account, list, true)} aria-label={t('requests.acceptName', { name: account.name })}>
              {t('requests.accept')}
            </Button>
            <Button onClick={() => void answer(account, list, false)} aria-label={t('requests.declineName', { name: account.name })}>
              {t('requests.decline')}
            </Button>
          </>
        )}
      />
    </Screen>
  );
}

/** Gone from the list at once, back if the server does not agree. */
async function answer(account: Account, list: PagedList<Account>, accept: boolean): Promise<void> {
  const at = list.items.value.indexOf(account);
  list.change((items) => items.filter((item) => item.id !== account.id));
  try {
    await (accept ? me.accept(account.handle) : me.decline(account.handle));
    tell(t(accept ? 'requests.accepted' : 'requests.declined', { name: account.name }));
  } catch (error) {
    // Back where it was, among those that are still there.
    list.change((items) => [...items.slice(0, at), account, ...items.slice(at)]);
    tell(explain(error));
  }
}
