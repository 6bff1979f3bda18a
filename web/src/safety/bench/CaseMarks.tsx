import type { Case } from '../../api/types';
import { moment, t } from '../../i18n/trust';
import { Clock, Scale, TriangleAlert } from '../../parts/icons';
import { viewerId } from '../../session/session';
import { isHeld } from './words';

/** What makes a case press: urgent, an appeal with its deadline, held pictures, somebody at work on it. */
export function CaseMarks({ one }: { one: Case }) {
  const { lane, appeal, lease, checks, status } = one;
  const late = appeal?.status === 'open' && Date.parse(appeal.deadline) < Date.now();
  return (
    <>
      {lane === 'urgent' && (
        <span class="badge urgent">
          <TriangleAlert size={14} aria-hidden="true" /> {t('queue.urgent')}
        </span>
      )}
      {appeal?.status === 'open' && (
        <span class={late ? 'badge urgent' : 'badge strong'}>
          <Scale size={14} aria-hidden="true" /> {t('queue.appeal')}:{' '}
          {t(late ? 'queue.appealLate' : 'queue.appealBy', { date: moment(appeal.deadline) })}
        </span>
      )}
      {status !== 'closed' && !appeal && checks.some((check) => check.verdict === 'hold') && <span class="badge">{t('queue.held')}</span>}
      {lease && isHeld(lease) && (
        <span class="badge">
          <Clock size={14} aria-hidden="true" /> {t(lease.by === viewerId.value ? 'queue.yours' : 'queue.taken')}
        </span>
      )}
    </>
  );
}
