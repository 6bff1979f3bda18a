import { accounts, me } from '../api';
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
import { place } from '../routing/router';

const RELEASES = { blocks: accounts.unblock, mutes: accounts.unmute };

/** Whom one blocks, or mutes. */
export default function SettingsPeople() {
  const what = place.value.path.startsWith('/settings/mutes') ? 'mutes' : 'blocks';
  const release = async (account: Account, list: PagedList<Account>) => {
    const at = list.items.value.indexOf(account);
    list.change((items) => items.filter((item) => item.id !== account.id));
    try {
      await RELEASES[what](account.handle);
    } catch (error) {
      // Back where it was, among those that are still there.
      list.change((items) => [...items.slice(0, at), account, ...items.slice(at)]);
      tell(explain(error));
    }
  };
  return (
    <Screen title={t(`settings.${what}`)} text={t(`settings.${what}Text`)} before={<BackLink href="/settings" label={t('settings.title')} />}>
      <AccountList
        name={what}
        load={me[what]}
        empty={<Empty title={t(`settings.no.${what}`)} text={t(`settings.no.${what}Text`)} />}
        action={(account, list) => (
          <Button onClick={() => void release(account, list)}>{t(what === 'mutes' ? 'mute.undo' : 'block.undo')}</Button>
        )}
      />
    </Screen>
  );
}
