import type { Generation } from '../api/types';
import { online } from '../connection';
import { t, type Key } from '../i18n/studio';
import { Clock, CloudOff } from '../parts/icons';
import { outlookOf } from './outlook';

const STEPS = ['queued', 'running', 'moderating', 'done'] as const satisfies readonly string[];

/** How far a job is: its stage among the others, what that means, and how much is done. */
export function Stages({ job }: { job: Generation }) {
  const now = STEPS.indexOf(job.status as (typeof STEPS)[number]);
  const waiting = job.status === 'queued';
  return (
    <div class="stages">
      <ol aria-label={t('stage.steps')}>
        {STEPS.map((step, at) => (
          <li key={step} data-done={at < now ? '' : undefined} aria-current={at === now ? 'step' : undefined}>
            {t(`stage.${step}` as Key)}
          </li>
        ))}
      </ol>
      <progress max={100} value={waiting ? undefined : job.progress} aria-label={t(`job.${job.status}`)} />
      <Meaning job={job} />
    </div>
  );
}

function Meaning({ job }: { job: Generation }) {
  const { slow, ceiling, ahead } = outlookOf(job);
  if (!online.value) {
    return (
      <p class="faint with-icon">
        <CloudOff size={15} aria-hidden="true" /> {t('stage.offline')}
      </p>
    );
  }
  if (ceiling) return <Held title={t('stage.ceiling')} text={t('stage.ceilingText')} />;
  if (slow && job.status === 'queued') return <Held title={t('stage.slow')} text={`${t('stage.slowText')} ${placeWords(ahead)}`} />;
  if (job.stage === 'retrying') return <p class="faint">{t('stage.retrying')}</p>;
  if (job.status === 'queued') return <p class="faint">{placeWords(ahead)}</p>;
  return (
    <p class="faint">
      {t('job.progress', { status: stageWords(job), n: job.progress })}
      {job.count > 1 && job.media.length > 0 && ` · ${t('stage.here', { n: job.media.length, all: job.count })}`}
    </p>
  );
}

/** What happens now, more closely than the steps say. */
function stageWords(job: Generation): string {
  if (job.stage === 'checking') return t('stage.checking');
  if (job.stage === 'finishing') return t('stage.finishing');
  return t(`job.${job.status}`);
}

function placeWords(ahead: number | null): string {
  if (ahead === null) return t('stage.soon');
  return t('stage.place', { n: ahead + 1 });
}

function Held({ title, text }: { title: string; text: string }) {
  return (
    <p class="notice">
      <Clock size={18} aria-hidden="true" />
      <span>
        <strong>{title}.</strong> {text}
      </span>
    </p>
  );
}
