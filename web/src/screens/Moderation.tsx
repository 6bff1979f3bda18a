import { cases } from '../api/safety';
import type { Case } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { useList } from '../feed/pages';
import { t } from '../i18n/trust';
import { Empty } from '../parts/States';
import { CaseRow } from '../safety/bench/CaseRow';
import { step, useKeys } from '../safety/bench/keys';
import { ModeratorsOnly } from '../safety/bench/ModeratorsOnly';
import { useRulebook } from '../safety/rulebook';

/** What waits for a moderator: urgent first, then the oldest. */
export default function Moderation() {
  return (
    <ModeratorsOnly current="queue" title={t('queue.title')} text={t('queue.text')}>
      <Waiting />
    </ModeratorsOnly>
  );
}

function Waiting() {
  const book = useRulebook().value;
  const list = useList<Case>('moderation-queue', cases.queue, (one) => one.id);
  useKeys({ j: () => step('.case-open', 1), k: () => step('.case-open', -1) });
  return (
    <>
      <FeedList list={list} class="cases" empty={<Empty title={t('queue.empty')} text={t('queue.emptyText')} />} quietEnd>
        {(one) => <CaseRow key={one.id} one={one} book={book} />}
      </FeedList>
      <p class="faint keys">{t('queue.keys')}</p>
    </>
  );
}
