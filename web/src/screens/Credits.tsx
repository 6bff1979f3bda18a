import { credits as api } from '../api/creation';
import type { Credits as Statement, LedgerItem, Page } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { besideLists, useList } from '../feed/pages';
import { ago, date, moment, t, type Key } from '../i18n/studio';
import { BackLink } from '../parts/BackLink';
import { Clock } from '../parts/icons';
import { Empty } from '../parts/States';
import { Screen } from '../parts/Screen';

/** As the newest answer said it: it outlives the screen, as its list does. */
const newest = besideLists<Statement | null>(null);

async function read(cursor?: string): Promise<Page<LedgerItem>> {
  const found = await api.read(cursor);
  newest.value = found;
  return found.ledger;
}

/** The plan, what is left of this period's credits, and every movement of them. */
export default function Credits() {
  const statement = newest.value;
  const list = useList<LedgerItem>('credits', read, (item) => item.id);
  return (
    <Screen title={t('credits.title')} text={t('credits.text')} width="narrow" before={<BackLink href="/create" label={t('nav.create')} />}>
      {statement ? <Balance statement={statement} /> : list.state.value !== 'failed' && <BalanceBones />}
      <section class="panel stack" aria-labelledby="ledger">
        <h2 id="ledger">{t('credits.ledger')}</h2>
        <FeedList list={list} class="ledger" skeleton={<LedgerBones />} empty={<Empty title={t('credits.empty')} text={t('credits.emptyText')} />} quietEnd>
          {(item) => <LedgerRow key={item.id} item={item} />}
        </FeedList>
      </section>
    </Screen>
  );
}

const leftOf = ({ granted, used, reserved }: Statement) => Math.max(0, granted - used - reserved);

function Balance({ statement }: { statement: Statement }) {
  const { plan, period_ends_at: ends, granted, used, reserved } = statement;
  const left = leftOf(statement);
  const planName = `credits.plan.${plan}`;
  return (
    <section class="panel stack balance">
      <p class="balance-plan">
        <span class="badge">
          {t('credits.plan')}: {['free', 'plus', 'pro'].includes(plan) ? t(planName as Key) : plan}
        </span>
        <span class="faint">{t('credits.renews', { date: date(ends) })}</span>
      </p>
      <p class="balance-left">{t('credits.balance', { n: left })}</p>
      <div class="balance-bar" aria-hidden="true">
        <span class="balance-used" style={{ flexGrow: used }} />
        <span class="balance-reserved" style={{ flexGrow: reserved }} />
        <span style={{ flexGrow: left }} />
      </div>
      <dl class="balance-parts">
        <Part name={t('credits.granted')} n={granted} />
        <Part name={t('credits.used')} n={used} look="used" />
        <Part name={t('credits.reserved')} n={reserved} look="reserved" />
      </dl>
      {reserved > 0 && <p class="faint">{t('credits.reservedText')}</p>}
      {left === 0 && (
        <p class="notice">
          <Clock size={18} aria-hidden="true" /> <span>{t('credits.slow', { date: date(ends) })}</span>
        </p>
      )}
    </section>
  );
}

const Part = ({ name, n, look }: { name: string; n: number; look?: string }) => (
  <div data-look={look}>
    <dt>{name}</dt>
    <dd>{n.toLocaleString()}</dd>
  </div>
);

/** What an entry means for what is left: grants and refunds add, a reservation takes, spending only settles it. */
const SIGNS: Record<LedgerItem['kind'], string> = { grant: '+', refund: '+', reserve: '−', spend: '' };

function LedgerRow({ item }: { item: LedgerItem }) {
  const { kind, credits, created_at: at } = item;
  return (
    <div class="ledger-row" data-kind={kind}>
      <span>
        {item.generation_id ? <a href={`/gallery`}>{t(`credits.${kind}`)}</a> : t(`credits.${kind}`)}
        <time class="faint" dateTime={at} title={moment(at)}>
          {ago(at)}
        </time>
      </span>
      <strong>
        {SIGNS[kind]}
        {credits.toLocaleString()}
        <span class="hidden"> {t('credits.amount')}</span>
      </strong>
    </div>
  );
}

const BalanceBones = () => (
  <div class="panel stack" role="status" aria-label={t('app.loading')}>
    <span class="bone line short" />
    <span class="bone line" />
  </div>
);

const LedgerBones = () => (
  <div class="stack" aria-hidden="true">
    {[0, 1, 2, 3].map((at) => (
      <span key={at} class="bone line" />
    ))}
  </div>
);
