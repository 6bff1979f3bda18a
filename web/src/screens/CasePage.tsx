import { useEffect, useState } from 'preact/hooks';
import { Problem } from '../api';
import { cases, type RulingBody } from '../api/safety';
import type { Case, RuleList } from '../api/types';
import { t } from '../i18n/trust';
import { explain } from '../i18n/errors';
import { useLoaded, type Loaded } from '../loading';
import { BackLink } from '../parts/BackLink';
import { CircleCheck } from '../parts/icons';
import { Failure, Notice, PostSkeletons } from '../parts/States';
import { Screen } from '../parts/Screen';
import { tell } from '../parts/Toasts';
import { CaseFacts } from '../safety/bench/CaseFacts';
import { CaseMarks } from '../safety/bench/CaseMarks';
import { DecisionForm } from '../safety/bench/DecisionForm';
import { Evidence } from '../safety/bench/Evidence';
import { useKeys } from '../safety/bench/keys';
import { LeaseBar } from '../safety/bench/LeaseBar';
import { isHeld, whatOf } from '../safety/bench/words';
import { useRulebook } from '../safety/rulebook';
import { viewerId } from '../session/session';

/** One case: what it is about, all that is known, and the decision. */
export default function CasePage({ id }: { id: string }) {
  const loaded = useLoaded<Case>(`case:${id}`, () => cases.read(id));
  const book = useRulebook().value;
  const back = <BackLink href="/moderation" label={t('case.back')} />;
  const title = loaded.value ? t('case.title', { what: whatOf(loaded.value) }) : t('queue.title');
  return (
    <Screen title={title} width="wide" before={back}>
      {loaded.value ? (
        <Bench one={loaded.value} book={book} loaded={loaded} />
      ) : loaded.error ? (
        <Failure error={loaded.error} onRetry={loaded.reload} />
      ) : (
        <PostSkeletons count={1} />
      )}
    </Screen>
  );
}

const FASTER = ['case_taken', 'case_decided', 'lease_required'];

/** What a moderator does to a case; where somebody was faster, it is shown as it is now. */
function useBench(one: Case, loaded: Loaded<Case>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async (step: () => Promise<Case>) => {
    setBusy(true);
    setError(null);
    try {
      loaded.set(await step());
      return true;
    } catch (failure) {
      setError(failure);
      if (failure instanceof Problem && FASTER.includes(failure.code)) await cases.read(one.id).then(loaded.set, () => undefined);
      return false;
    } finally {
      setBusy(false);
    }
  };
  const claim = () => run(() => cases.claim(one.id));
  const release = () => run(async () => (await cases.release(one.id), cases.read(one.id)));
  const decide = async (ruling: RulingBody) => {
    const decided = await run(() => cases.decide(one.id, ruling));
    if (decided) tell(t('case.done'), { href: '/moderation', label: t('case.back') });
    return decided;
  };
  return { busy, error, claim, release, decide };
}

function Bench({ one, book, loaded }: { one: Case; book: RuleList | null; loaded: Loaded<Case> }) {
  const bench = useBench(one, loaded);
  const waits = ['open', 'claimed', 'appealed'].includes(one.status);
  const mine = one.lease?.by === viewerId.value && isHeld(one.lease);
  useKeys({
    c: waits ? () => void bench.claim() : undefined,
    r: mine ? () => void bench.release() : undefined,
    a: mine ? () => document.querySelector<HTMLElement>('#decide input[value=approve]')?.click() : undefined,
    n: mine ? () => document.querySelector<HTMLElement>('#decide textarea')?.focus() : undefined,
  });
  useEffect(() => {
    if (mine) document.querySelector<HTMLElement>('#decide input')?.focus({ preventScroll: true });
  }, [mine]);
  return (
    <div class="bench">
      <div class="bench-main">
        <p class="case-marks">
          <CaseMarks one={one} />
        </p>
        {one.lane === 'urgent' && waits && <p class="notice wrong">{t('case.urgentText')}</p>}
        <Evidence evidence={one.evidence} onReload={loaded.reload} />
        <div class="bench-facts">
          <CaseFacts one={one} book={book} />
        </div>
      </div>
      <div class="bench-side">
        {waits ? (
          <>
            <LeaseBar one={one} busy={bench.busy} onClaim={() => void bench.claim()} onRelease={() => void bench.release()} />
            {!mine && <Notice error={bench.error} />}
            {mine && <DecisionForm one={one} book={book} busy={bench.busy} error={bench.error} onDecide={bench.decide} />}
          </>
        ) : (
          <>
            {bench.error !== null && <p class="notice">{`${t('case.fast')} ${explain(bench.error)}`}</p>}
            <Settled />
          </>
        )}
        <p class="faint keys">{t('queue.keys')}</p>
      </div>
    </div>
  );
}

function Settled() {
  return (
    <div class="panel stack">
      <p class="done-line">
        <CircleCheck size={22} aria-hidden="true" /> {t('case.decided')}
      </p>
      <a class="button primary" href="/moderation">
        {t('case.nextCase')}
      </a>
    </div>
  );
}
