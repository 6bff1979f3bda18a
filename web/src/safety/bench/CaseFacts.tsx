import type { ComponentChildren } from 'preact';
import type { Case, RuleList } from '../../api/types';
import { ago, date, moment, t } from '../../i18n/trust';
import { Avatar } from '../../parts/Avatar';
import { Byline } from '../../parts/Byline';
import { viewerId } from '../../session/session';
import { JudgeLine } from '../JudgeLine';
import { labelName } from '../labels';
import { titleOf } from '../rulebook';

interface Props {
  one: Case;
  book: RuleList | null;
}

/** All that speaks for and against: the appeal first, reports, checks, the account, earlier decisions. */
export function CaseFacts({ one, book }: Props) {
  const { appeal, checks, decisions } = one;
  return (
    <>
      {appeal && (
        <Facts title={t('case.appeal')}>
          <blockquote dir="auto">{appeal.statement}</blockquote>
          <p class="faint">{t('queue.appealBy', { date: moment(appeal.deadline) })}</p>
        </Facts>
      )}
      {decisions.length > 0 && (
        <Facts title={t('case.decisions')}>
          <ol class="facts">
            {decisions.map((ruling) => (
              <li key={ruling.at}>
                <p>
                  <strong>{t(`case.action.${ruling.action}`)}</strong>
                  {ruling.rule && ` · ${titleOf(book, ruling.rule)}`}
                  {ruling.labels.length > 0 && ` · ${ruling.labels.map(labelName).join(', ')}`}
                </p>
                {ruling.note && <blockquote dir="auto">{ruling.note}</blockquote>}
                {ruling.judge_id ? (
                  <p class="faint">
                    {t(ruling.judge_id === viewerId.value ? 'case.byYou' : 'case.byOther')} · {ago(ruling.at)}
                  </p>
                ) : (
                  <JudgeLine judge={ruling.judged_by} book={book} />
                )}
              </li>
            ))}
          </ol>
        </Facts>
      )}
      <Reports one={one} book={book} />
      {checks.length > 0 && (
        <Facts title={t('case.checks')}>
          <ol class="facts">
            {checks.map((check) => (
              <li key={check.at}>
                <p>
                  <strong>{t(`case.check.${check.verdict}`)}</strong>
                  {check.rule && ` · ${titleOf(book, check.rule)}`}
                </p>
                <JudgeLine judge={check.judge} book={book} as="checked" />
              </li>
            ))}
          </ol>
        </Facts>
      )}
      <Owner one={one} book={book} />
    </>
  );
}

function Facts({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="panel stack">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Reports({ one, book }: Props) {
  const { reports, reports_count: count } = one;
  const untold = count - reports.length;
  return (
    <Facts title={t('case.reports')}>
      {count === 0 && <p class="faint">{t('case.reportsNone')}</p>}
      {count > 0 && (
        <ol class="facts">
          {reports.map((report, at) => (
            <li key={at}>
              <p>
                <strong>{titleOf(book, report.reason)}</strong> <span class="faint">{ago(report.created_at)}</span>
              </p>
              {report.note ? <blockquote dir="auto">{report.note}</blockquote> : <p class="faint">{t('case.noNote')}</p>}
            </li>
          ))}
        </ol>
      )}
      {untold > 0 && <p class="faint">{t('case.reportsMore', { n: untold })}</p>}
    </Facts>
  );
}

/** Whose thing it is, and what counts against them. */
function Owner({ one: { owner, strikes }, book }: Props) {
  if (!owner) return null;
  return (
    <Facts title={t('case.owner')}>
      <p class="exhibit-head">
        <Avatar account={owner} size={38} />
        <Byline author={owner} />
      </p>
      {strikes && strikes.length > 0 ? (
        <>
          <p>{t('case.strikes', { n: strikes.length })}</p>
          <ol class="facts">
            {strikes.map((strike) => (
              <li key={strike.case_id} class="faint">
                <a href={`/moderation/cases/${strike.case_id}`}>
                  {t('case.strikeUntil', { rule: titleOf(book, strike.rule), date: date(strike.expires_at) })}
                </a>
              </li>
            ))}
          </ol>
        </>
      ) : (
        <p class="faint">{t(strikes ? 'case.strikesNone' : 'case.strikesUnknown')}</p>
      )}
    </Facts>
  );
}
