import { accounts } from '../api';
import { t } from '../i18n';
import { BackLink } from '../parts/BackLink';
import { Empty, NotFound } from '../parts/States';
import { Screen } from '../parts/Screen';
import { TabLinks } from '../parts/TabLinks';
import { AccountList } from '../people/AccountList';

const TABS = ['followers', 'following'] as const;

/** Who follows an account, and whom it follows. */
export default function Follows({ handle, what }: { handle: string; what: string }) {
  const tab = TABS.find((name) => name === what);
  if (!tab) return <NotFound />;
  return (
    <Screen title={`@${handle}: ${t(`follows.${tab}`)}`} bare>
      <BackLink href={`/@${handle}`} label={`@${handle}`} />
      <TabLinks label={`@${handle}`} current={tab} tabs={TABS.map((name) => ({ name, href: `/@${handle}/${name}`, label: t(`follows.${name}`) }))} />
      <AccountList
        key={tab}
        name={`${tab}:${handle}`}
        load={(cursor) => accounts[tab](handle, cursor)}
        empty={<Empty title={t(`follows.no.${tab}`)} />}
      />
    </Screen>
  );
}
