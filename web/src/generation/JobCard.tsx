import { useState } from 'preact/hooks';
import { generations, Problem } from '../api';
import type { Generation, Media } from '../api/types';
import { attach, detach, isAttached, isFull } from '../compose/draft';
import { orders } from '../api/creation';
import { ago, moment, t } from '../i18n/studio';
import { explain } from '../i18n/errors';
import { OriginMark } from '../media/OriginMark';
import { Picture } from '../media/Picture';
import { Button } from '../parts/Button';
import { Check, GitFork, Pencil, Plus, RotateCcw, X } from '../parts/icons';
import { Notice } from '../parts/States';
import { tell } from '../parts/Toasts';
import { navigate } from '../routing/router';
import { PictureMenu } from '../remix/PictureMenu';
import { treeHref } from '../remix/href';
import { place, update } from './bench';
import { changeOrder, ratioOfSize } from './order';
import { outlookOf } from './outlook';
import { Stages } from './Stages';
import { isFinal } from './watch';

/** One job: its prompt, how far it is, its pictures as they come. */
export function JobCard({ job }: { job: Generation }) {
  const ratio = ratioOfSize(job.size);
  const waiting = isFinal(job) ? 0 : Math.max(0, job.count - job.media.length);
  return (
    <article class="job" data-status={job.status}>
      <header class="job-head">
        <p class="job-prompt" dir="auto">
          {job.prompt}
        </p>
        {job.remix_of && (
          <p class="faint with-icon">
            <GitFork size={14} aria-hidden="true" /> <a href={treeHref(job.remix_of)}>{t('remix.title')}</a>
          </p>
        )}
        <JobFacts job={job} />
      </header>
      {!isFinal(job) && <Stages job={job} />}
      <p class="hidden" role="status">
        {spokenState(job)}
      </p>
      {job.error && (
        <Notice error={new Problem(422, job.error)} />
      )}
      {job.error?.retryable && <p class="faint">{t('job.retryNote')}</p>}
      {isFinal(job) && <Outcome job={job} />}
      {(job.media.length > 0 || waiting > 0) && (
        <div
          class="job-pictures"
          data-count={job.media.length + waiting}
          data-tall={ratio < 0.5 ? '' : undefined}
          style={{ '--ratio': ratio, '--columns': columnsFor(ratio, job.media.length + waiting) }}
        >
          {job.media.map((medium) => (
            <JobPicture key={medium.id} medium={medium} ratio={ratio} />
          ))}
          {Array.from({ length: waiting }, (_, at) => (
            <div class="job-picture" key={`waiting-${at}`} aria-hidden="true">
              <div class="picture drawing" style={{ aspectRatio: String(ratio) }} />
            </div>
          ))}
        </div>
      )}
      <footer class="job-foot">
        {job.media.length > 0 && <OriginMark post={{ ai: 'generated', media: job.media }} />}
        <JobActions job={job} />
      </footer>
    </article>
  );
}

/** Panoramas below each other, towers all in one row, the rest in twos and threes. */
function columnsFor(ratio: number, pictures: number): number {
  if (ratio > 2) return 1;
  if (ratio < 0.5 || pictures < 4) return pictures;
  return 2;
}

function JobFacts({ job }: { job: Generation }) {
  return (
    <p class="faint job-facts">
      <time dateTime={job.created_at} title={moment(job.created_at)}>
        {ago(job.created_at)}
      </time>
      {' · '}
      {job.size.replace('x', ' × ')}
      {job.style ? ` · ${job.style.replaceAll('_', ' ')}` : ''}
      {job.provider && ` · ${job.provider}`}
      {job.cost.credits > 0 ? ` · ${t('stage.cost', { n: job.cost.credits })}` : ''}
      {isFinal(job) && job.status !== 'succeeded' ? ` · ${t(`job.${job.status}`)}` : ''}
      {job.status === 'succeeded' ? ` · ${t('job.seed', { seed: String(job.seed) })}` : ''}
    </p>
  );
}

/** What became of the money where not all came. */
function Outcome({ job }: { job: Generation }) {
  const part = job.status === 'succeeded' && job.media.length < job.count;
  const nothing = job.status !== 'succeeded' && job.cost.credits === 0;
  if (job.status === 'cancelled' && !nothing) return <p class="faint">{t('stage.cancelledPart', { n: job.cost.credits })}</p>;
  if (!part && !nothing) return null;
  return (
    <p class="faint">
      {part ? t('stage.partial', { n: job.media.length, all: job.count }) : t(job.status === 'cancelled' ? 'stage.cancelled' : 'stage.refunded')}
    </p>
  );
}

/** Read out by screen readers: every change of status, and each quarter of the way. */
function spokenState(job: Generation): string {
  const status = outlookOf(job).ceiling ? t('stage.ceiling') : t(`job.${job.status}`);
  return isFinal(job) ? status : t('job.progress', { status, n: Math.floor(job.progress / 25) * 25 });
}

function JobPicture({ medium, ratio }: { medium: Media; ratio: number }) {
  const chosen = isAttached(medium.id);
  return (
    <div class="job-picture" data-chosen={chosen ? '' : undefined}>
      <Picture media={medium} ratio={ratio} />
      {medium.status === 'ready' && <PictureMenu media={medium} />}
      {medium.status === 'ready' && (
        <button
          type="button"
          class="pick"
          aria-pressed={chosen}
          aria-label={`${t(chosen ? 'job.selected' : 'job.select')}: ${medium.alt || t('media.noAlt')}`}
          onClick={() => toggle(medium, chosen)}
        >
          {chosen ? <Check size={18} aria-hidden="true" /> : <Plus size={18} aria-hidden="true" />}
          <span>{chosen ? t('job.selected') : t('job.select')}</span>
        </button>
      )}
    </div>
  );
}

function toggle(medium: Media, chosen: boolean): void {
  if (chosen) detach(medium.id);
  else if (isFull()) tell(t('compose.full'));
  else attach(medium);
}

function JobActions({ job }: { job: Generation }) {
  const [busy, setBusy] = useState(false);
  const cancel = async () => {
    setBusy(true);
    try {
      update(await generations.cancel(job.id));
    } catch (error) {
      const already = error instanceof Problem && error.status === 409;
      if (already) update(await generations.read(job.id));
      else tell(explain(error));
    } finally {
      setBusy(false);
    }
  };
  const retry = async () => {
    setBusy(true);
    try {
      const { pathname } = location;
      place(await orders.retry(job.id));
      // Whoever went elsewhere meanwhile stays there.
      if (location.pathname === pathname) navigate('/create');
    } catch (error) {
      tell(explain(error));
    } finally {
      setBusy(false);
    }
  };
  const again = () => {
    changeOrder({ prompt: job.prompt, style: job.style ?? '', ...(job.remix_of && { original: { id: job.remix_of } }) });
    navigate('/create');
  };
  return (
    <div class="job-actions">
      {isFinal(job) ? (
        <>
          {job.error?.retryable && (
            <Button look="primary" busy={busy} onClick={retry}>
              <RotateCcw size={17} aria-hidden="true" /> {t('stage.retry')}
            </Button>
          )}
          <Button onClick={again}>
            <Pencil size={17} aria-hidden="true" /> {t('job.again')}
          </Button>
        </>
      ) : (
        <Button busy={busy} onClick={cancel}>
          <X size={17} aria-hidden="true" /> {t('job.cancel')}
        </Button>
      )}
    </div>
  );
}
