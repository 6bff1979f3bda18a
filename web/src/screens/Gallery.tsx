import { generations } from '../api';
import type { Generation } from '../api/types';
import { postDraft } from '../compose/draft';
import { FeedList } from '../feed/FeedList';
import { useList } from '../feed/pages';
import { bench } from '../generation/bench';
import { useFollowing } from '../generation/following';
import { JobCard } from '../generation/JobCard';
import { t } from '../i18n';
import { Empty } from '../parts/States';
import { Screen } from '../parts/Screen';

export default function Gallery() {
  const list = useList<Generation>('gallery', generations.list, (job) => job.id);
  useFollowing(list);
  const chosen = postDraft.value.media.length;
  return (
    <Screen title={t('gallery.title')} text={t('gallery.text')} width="wide">
      <FeedList
        list={list}
        class="jobs gallery"
        empty={
          <Empty title={t('gallery.empty')} text={t('gallery.emptyText')}>
            <a class="button primary" href="/create">
              {t('gallery.first')}
            </a>
          </Empty>
        }
      >
        {(job) => <JobCard key={job.id} job={bench.value.find((known) => known.id === job.id) ?? job} />}
      </FeedList>
      {chosen > 0 && (
        <a class="button primary to-composer always" href="/create">
          {t('compose.show', { n: chosen })}
        </a>
      )}
    </Screen>
  );
}
