import { decisions } from '../api/safety';
import type { OwnDecision } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { besideLists, useList } from '../feed/pages';
import { moment } from '../i18n';
import { language, t } from '../i18n/trust';
import { BackLink } from '../parts/BackLink';
import { Empty } from '../parts/States';
import { Screen } from '../parts/Screen';
import { DecisionCard } from '../safety/DecisionCard';
import { useRulebook } from '../safety/rulebook';

/** As the newest first page said it: it outlives the screen, as its list does. */
const mutedUntil = besideLists<string | undefined>(undefined);

async function load(tag: string, cursor?: string) {
  const page = await decisions.list(tag, cursor);
  if (!cursor) mutedUntil.value = page.muted_until;
  return page;
}

/** Decisions about one's own things. */
export default function MyModeration() {
  const tag = language.value;
  const book = useRulebook().value;
  const list = useList<OwnDecision>(`decisions:${tag}`, (cursor) => load(tag, cursor), (one) => one.case_id);
  const put = (changed: OwnDecision) =>
    list.change((items) => items.map((item) => (item.case_id === changed.case_id ? changed : item)));
  return (
    <Screen title={t('mine.title')} text={t('mine.text')} before={<BackLink href="/settings" label={t('settings.title')} />}>
      {mutedUntil.value && <p class="notice">{t('mine.muted', { when: moment(mutedUntil.value) })}</p>}
      <FeedList list={list} class="decisions" empty={<Empty title={t('mine.empty')} text={t('mine.emptyText')} />} quietEnd>
        {(decision) => <DecisionCard key={decision.case_id} decision={decision} book={book} onChange={put} />}
      </FeedList>
    </Screen>
  );
}
