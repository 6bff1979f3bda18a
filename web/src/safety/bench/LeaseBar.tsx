import { useEffect, useState } from 'preact/hooks';
import type { Case } from '../../api/types';
import { language, t } from '../../i18n/trust';
import { Button } from '../../parts/Button';
import { Clock } from '../../parts/icons';
import { viewerId } from '../../session/session';
import { isHeld, left } from './words';

interface Props {
  one: Case;
  busy: boolean;
  onClaim: () => void;
  onRelease: () => void;
}

/** Who works on the case, for how long still, and the ways to take it and to give it back. */
export function LeaseBar({ one, busy, onClaim, onRelease }: Props) {
  const now = useSeconds(one.lease !== undefined);
  const { lease, owner, decisions, appeal } = one;
  const me = viewerId.value;
  if (owner && owner.id === me) {
    return (
      <p class="notice">
        <span>
          <strong>{t('case.ownTitle')}.</strong> {t('case.ownText')}
        </span>
      </p>
    );
  }
  if (lease && lease.by === me && isHeld(lease, now)) {
    return (
      <div class="lease">
        <p role="timer">
          <Clock size={18} aria-hidden="true" /> {t('case.lease', { time: left(lease.until, now) ?? '0:00' })}
        </p>
        <Button busy={busy} onClick={onClaim}>
          {t('case.prolong')}
        </Button>
        <Button busy={busy} onClick={onRelease}>
          {t('case.release')}
        </Button>
      </div>
    );
  }
  const other = lease !== undefined && lease.by !== me && isHeld(lease, now);
  const first = appeal?.status === 'open' && decisions[0]?.judge_id === me;
  return (
    <div class="lease">
      <p>
        {other
          ? t('case.leaseOther', { time: new Date(lease.until).toLocaleTimeString(language.value, { timeStyle: 'short' }) })
          : t(first ? 'case.firstText' : lease?.by === me ? 'case.leaseOver' : 'case.claimFirst')}
      </p>
      <Button look="primary" busy={busy} disabled={other} onClick={onClaim}>
        {t('case.claim')}
      </Button>
    </div>
  );
}

/** The time, once a second while something runs out. */
function useSeconds(running: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
