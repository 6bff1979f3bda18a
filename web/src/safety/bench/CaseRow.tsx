import type { Case, RuleList } from '../../api/types';
import { ago, moment, t } from '../../i18n/trust';
import { titleOf } from '../rulebook';
import { CaseMarks } from './CaseMarks';
import { rulesNamed, whatOf } from './words';

/** One waiting case: what it is, why it waits, and a few words of it. The link covers the row. */
export function CaseRow({ one, book }: { one: Case; book: RuleList | null }) {
  const { evidence, reports_count: reports } = one;
  const words = evidence.post?.text || evidence.text || evidence.account?.bio || evidence.media[0]?.alt || '';
  const what = whatOf(one);
  return (
    <article class="case-row" data-urgent={one.lane === 'urgent' ? '' : undefined}>
      <p class="case-marks">
        <CaseMarks one={one} />
      </p>
      <h2>
        <a class="case-open" href={`/moderation/cases/${one.id}`} aria-label={t('queue.open', { what })}>
          {what}
        </a>
      </h2>
      <p class="case-why">
        {rulesNamed(one)
          .slice(0, 3)
          .map((code) => titleOf(book, code))
          .join(' · ')}
      </p>
      {words && (
        <p class="case-words faint" dir="auto">
          {words}
        </p>
      )}
      <p class="faint">
        {reports > 0 && `${t('queue.reports', { n: reports })} · `}
        {evidence.media.length > 0 && `${evidence.media.length} × ${t('subject.media')} · `}
        <time dateTime={one.opened_at} title={moment(one.opened_at)}>
          {ago(one.opened_at)}
        </time>
      </p>
    </article>
  );
}
