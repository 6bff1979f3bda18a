import { transparency } from '../api/safety';
import type { RuleList, Transparency as Figures } from '../api/types';
import { date, language, t, type Key } from '../i18n/trust';
import { trust } from '../i18n/trust/en';
import { useLoaded } from '../loading';
import { Empty, Failure, PostSkeletons } from '../parts/States';
import { Screen } from '../parts/Screen';
import { titleOf, useRulebook } from '../safety/rulebook';

/** What moderation did, in figures that anyone may see. */
export default function Transparency() {
  const { value, error, reload } = useLoaded<Figures>('transparency', transparency.read);
  const book = useRulebook().value;
  const counted = value !== null && (value.reports.length > 0 || value.decisions.length > 0 || value.appeals.received > 0);
  return (
    <Screen title={t('figures.title')} {...(value && { text: t('figures.text', { date: date(value.since) }) })}>
      {value && counted && <Counted figures={value} book={book} />}
      {value && !counted && (
        <Empty title={t('figures.empty')} text={t('figures.emptyText')}>
          <a class="button quiet" href="/rules">
            {t('foot.rules')}
          </a>
        </Empty>
      )}
      {!value && (error ? <Failure error={error} onRetry={reload} /> : <PostSkeletons count={1} />)}
    </Screen>
  );
}

const sum = (rows: readonly { count: number }[]) => rows.reduce((total, row) => total + row.count, 0);
const number = (n: number) => n.toLocaleString(language.value);
const percent = (part: number) =>
  new Intl.NumberFormat(language.value, { style: 'percent', maximumFractionDigits: 1 }).format(part);

/** The median, in the unit that reads best. */
export function span(seconds: number | null): string {
  if (seconds === null) return t('figures.none');
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return t('figures.minutes', { n: minutes });
  const hours = Math.ceil(minutes / 60);
  return hours < 48 ? t('figures.hours', { n: hours }) : t('figures.days', { n: Math.ceil(hours / 24) });
}

function Counted({ figures, book }: { figures: Figures; book: RuleList | null }) {
  const { reports, decisions, appeals } = figures;
  return (
    <div class="stack figures">
      <dl class="tiles">
        <Figure name={t('figures.reports')} value={number(sum(reports))} />
        <Figure name={t('figures.byPeople')} value={number(sum(decisions.filter((one) => one.source === 'human')))} />
        <Figure name={t('figures.byMachine')} value={number(sum(decisions.filter((one) => one.source === 'ai')))} />
        <Figure name={t('figures.median')} value={span(figures.median_seconds_to_decide)} note={t('figures.medianText')} />
        <Figure name={t('figures.lifted')} value={number(figures.lifted)} note={t('figures.liftedText')} />
      </dl>
      <ByRule figures={figures} book={book} />
      <section class="panel stack">
        <h2>{t('figures.outcomes')}</h2>
        <Table head={[t('figures.outcome'), t('figures.byPeople'), t('figures.byMachine')]} rows={outcomesOf(decisions)} />
      </section>
      <section class="panel stack">
        <h2>{t('figures.appeals')}</h2>
        <dl class="tiles">
          <Figure name={t('figures.received')} value={number(appeals.received)} />
          <Figure name={t('figures.upheld')} value={number(appeals.upheld)} />
          <Figure name={t('figures.overturned')} value={number(appeals.overturned)} />
          <Figure name={t('figures.rate')} value={appeals.overturn_rate === null ? t('figures.none') : percent(appeals.overturn_rate)} />
          <Figure name={t('figures.sole')} value={number(appeals.sole_judge)} />
        </dl>
        <p class="faint">{t('figures.soleText')}</p>
      </section>
    </div>
  );
}

function Figure({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div class="tile-figure">
      <dt>
        {name}
        {note && <small>{note}</small>}
      </dt>
      <dd>{value}</dd>
    </div>
  );
}

function ByRule({ figures, book }: { figures: Figures; book: RuleList | null }) {
  const { reports, decisions } = figures;
  const codes = [...new Set([...reports, ...decisions].map((row) => row.rule))];
  const rows = codes.map((code) => ({
    name: code === 'none' ? t('figures.noRule') : titleOf(book, code),
    numbers: [sum(reports.filter((row) => row.rule === code)), sum(decisions.filter((row) => row.rule === code))],
  }));
  rows.sort((a, b) => b.numbers[0]! + b.numbers[1]! - a.numbers[0]! - a.numbers[1]!);
  return (
    <section class="panel stack">
      <h2>{t('figures.byRule')}</h2>
      <Table head={[t('figures.rule'), t('figures.reports'), t('figures.decisions')]} rows={rows} />
    </section>
  );
}

const wordsFor = (outcome: string): string => {
  const key = `figures.outcome.${outcome}`;
  return key in trust ? t(key as Key) : outcome;
};

function outcomesOf(decisions: Figures['decisions']) {
  const outcomes = [...new Set(decisions.map((row) => row.outcome))];
  const by = (outcome: string, source: string) => sum(decisions.filter((row) => row.outcome === outcome && row.source === source));
  return outcomes.map((outcome) => ({ name: wordsFor(outcome), numbers: [by(outcome, 'human'), by(outcome, 'ai')] }));
}

function Table({ head, rows }: { head: readonly string[]; rows: readonly { name: string; numbers: readonly number[] }[] }) {
  return (
    <table class="table">
      <thead>
        <tr>
          {head.map((name) => (
            <th scope="col" key={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <th scope="row">{row.name}</th>
            {row.numbers.map((n, at) => (
              <td key={head[at + 1]} data-name={head[at + 1]}>
                {number(n)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
