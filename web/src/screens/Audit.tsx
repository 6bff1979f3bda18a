import { useState } from 'preact/hooks';
import { cases } from '../api/safety';
import type { Deed } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { useList } from '../feed/pages';
import { moment, t, type Key } from '../i18n/trust';
import { trust } from '../i18n/trust/en';
import { TextField } from '../parts/Field';
import { Empty } from '../parts/States';
import { ModeratorsOnly } from '../safety/bench/ModeratorsOnly';
import { titleOf, useRulebook } from '../safety/rulebook';
import { viewerId } from '../session/session';

/** What moderators did, month by month. */
export default function Audit() {
  const [month, setMonth] = useState(() => new Date().toISOString().slice(0, 7));
  return (
    <ModeratorsOnly current="audit" title={t('audit.title')} text={t('audit.text')}>
      <div class="audit-month">
        <TextField
          label={t('audit.month')}
          type="month"
          value={month}
          max={new Date().toISOString().slice(0, 7)}
          onInput={(event) => /^\d{4}-\d{2}$/.test(event.currentTarget.value) && setMonth(event.currentTarget.value)}
        />
      </div>
      <Deeds key={month} month={month} />
    </ModeratorsOnly>
  );
}

function Deeds({ month }: { month: string }) {
  const book = useRulebook().value;
  const list = useList<Deed>(`audit:${month}`, (cursor) => cases.audit(month, cursor), (deed) => deed.id);
  return (
    <FeedList list={list} class="deeds" empty={<Empty title={t('audit.empty')} />} quietEnd>
      {(deed) => (
        <article class="deed" key={deed.id}>
          <p>
            <strong>{deedName(deed.deed)}</strong>: <a href={`/moderation/cases/${deed.case_id}`}>{t(`subject.${deed.subject.kind}`)}</a>
            {deed.rule && <span class="faint"> · {titleOf(book, deed.rule)}</span>}
          </p>
          <p class="faint">
            {whoOf(deed)} · <time dateTime={deed.at}>{moment(deed.at)}</time>
          </p>
        </article>
      )}
    </FeedList>
  );
}

const deedName = (deed: string): string => {
  const key = `audit.${deed}`;
  return key in trust ? t(key as Key) : deed;
};

function whoOf({ judge_id: judge }: Deed): string {
  if (!judge) return t('audit.operator');
  return judge === viewerId.value ? t('audit.you') : t('audit.moderator', { id: judge.slice(-6) });
}
