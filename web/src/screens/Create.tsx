import { useEffect } from 'preact/hooks';
import { Composer } from '../compose/Composer';
import { postDraft } from '../compose/draft';
import { bench, restore } from '../generation/bench';
import { JobCard } from '../generation/JobCard';
import { changeOrder } from '../generation/order';
import { OrderForm } from '../generation/OrderForm';
import { t } from '../i18n/studio';
import { Empty } from '../parts/States';
import { Screen } from '../parts/Screen';
import { takeUp } from '../remix/takeUp';
import { place } from '../routing/router';

export default function Create() {
  const { search } = place.value;
  useEffect(() => void restore(), []);
  useEffect(() => takeUp(search), [search]);
  const chosen = postDraft.value.media.length;
  return (
    <Screen title={t('create.title')} width="wide" bare>
      <div class="studio">
        <div class="studio-main">
          <OrderForm />
          {bench.value.length === 0 ? <Ideas /> : bench.value.map((job) => <JobCard key={job.id} job={job} />)}
        </div>
        <aside class="studio-side">
          <Composer />
        </aside>
        {chosen > 0 && (
          <button type="button" class="button primary to-composer" onClick={showComposer}>
            {t('compose.show', { n: chosen })}
          </button>
        )}
      </div>
    </Screen>
  );
}

function showComposer(): void {
  const composer = document.getElementById('composer');
  composer?.scrollIntoView({ block: 'start' });
  composer?.querySelector('textarea')?.focus({ preventScroll: true });
}

const IDEAS = ['create.idea1', 'create.idea2', 'create.idea3'] as const;

function Ideas() {
  return (
    <Empty title={t('create.emptyTitle')} text={t('create.emptyText')}>
      <div class="ideas">
        <p class="faint">{t('create.try')}</p>
        {IDEAS.map((idea) => (
          <button type="button" class="idea" key={idea} onClick={() => changeOrder({ prompt: t(idea) })}>
            {t(idea)}
          </button>
        ))}
      </div>
    </Empty>
  );
}
