import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../api';
import { provenance } from '../api/provenance';
import type { ProvenanceCheck } from '../api/types';
import { FileDrop, usePaste } from '../compose/FileDrop';
import { refuseFile, send, UploadFailed } from '../compose/upload';
import { t } from '../i18n/trust';
import { Button } from '../parts/Button';
import { CircleCheck, CircleQuestionMark, FileSearch, Sparkles } from '../parts/icons';
import { Notice } from '../parts/States';
import { Screen } from '../parts/Screen';
import { Papers } from '../provenance/Papers';
import { pause, visible } from '../timing';

type Stage = { kind: 'choosing' } | { kind: 'sending'; part: number } | { kind: 'working'; late: boolean };

const LATE_AFTER_MS = 15_000;

/** What is known of any picture: the public detector. */
export default function Check() {
  const [file, setFile] = useState<File | null>(null);
  const [found, setFound] = useState<ProvenanceCheck | null>(null);
  const again = () => {
    setFound(null);
    setFile(null);
  };
  return (
    <Screen title={t('check.title')} text={t('check.text')}>
      <div class="stack">
        {found ? <Answer check={found} onAgain={again} /> : <Asking file={file} onFile={setFile} onFound={setFound} />}
        <section class="panel stack">
          <h2>{t('check.limits')}</h2>
          <ul class="steps plain">
            <li>{t('check.limit1')}</li>
            <li>{t('check.limit2')}</li>
            <li>{t('check.limit3')}</li>
            <li>{t('check.limit4')}</li>
          </ul>
        </section>
      </div>
    </Screen>
  );
}

interface AskingProps {
  file: File | null;
  onFile: (file: File) => void;
  onFound: (check: ProvenanceCheck) => void;
}

function Asking({ file, onFile, onFound }: AskingProps) {
  const [stage, setStage] = useState<Stage>({ kind: 'choosing' });
  const [refusal, setRefusal] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const leaving = useRef(new AbortController());
  useEffect(() => () => leaving.current.abort(), []);
  const choose = (chosen: File | undefined) => {
    if (!chosen || stage.kind !== 'choosing') return;
    const reason = refuseFile(chosen);
    setRefusal(reason && t(`upload.${reason}`));
    setError(null);
    if (reason === null) onFile(chosen);
  };
  usePaste(choose);
  const check = async (event: Event) => {
    event.preventDefault();
    if (!file || stage.kind !== 'choosing') return;
    setError(null);
    setRefusal(null);
    setStage({ kind: 'sending', part: 0 });
    try {
      const answer = await examine(file, setStage, leaving.current.signal);
      if (answer.status === 'done') return onFound(answer);
      setRefusal(t('check.unreadable'));
    } catch (failure) {
      if (leaving.current.signal.aborted) return;
      if (failure instanceof UploadFailed) setRefusal(t('check.failed'));
      else setError(failure);
    }
    setStage({ kind: 'choosing' });
  };
  return (
    <form class="panel stack" onSubmit={check}>
      <FileDrop file={file} onChoose={choose} words={{ choose: t('check.choose'), drop: t('check.drop'), rule: t('check.rule') }} />
      <p class="faint">{t('check.deleted')}</p>
      {refusal && (
        <p class="notice wrong" role="alert">
          {refusal}
        </p>
      )}
      <Notice error={error} resend />
      <Progress stage={stage} />
      <div class="dialog-actions">
        <Button look="primary" type="submit" class="large" disabled={!file} busy={stage.kind !== 'choosing'}>
          <FileSearch size={18} aria-hidden="true" /> {t('check.submit')}
        </Button>
      </div>
    </form>
  );
}

/** Send the picture and wait for what is found; the screen rests while nobody looks at it. */
async function examine(file: File, tell: (stage: Stage) => void, signal: AbortSignal): Promise<ProvenanceCheck> {
  const ticket = await provenance.begin({ content_type: file.type, bytes: file.size });
  tell({ kind: 'sending', part: 0 });
  await send(ticket.upload, file, (part) => tell({ kind: 'sending', part }), signal);
  const began = Date.now();
  for (let wait = 400; ; wait = Math.min(3_000, wait * 1.4)) {
    tell({ kind: 'working', late: Date.now() - began > LATE_AFTER_MS });
    await pause(wait, signal);
    await visible(signal);
    const answer = await lookUp(ticket.id, signal);
    if (answer && answer.status !== 'pending') return answer;
  }
}

/** What is found so far. A lost connection or a busy server only slows it down: null, and the picture isn't sent again. */
async function lookUp(id: string, signal: AbortSignal): Promise<ProvenanceCheck | null> {
  try {
    return await provenance.read(id, signal);
  } catch (error) {
    if (signal.aborted || (error instanceof Problem && error.status < 500 && error.status !== 429)) throw error;
    return null;
  }
}

function Progress({ stage }: { stage: Stage }) {
  const percent = stage.kind === 'sending' ? Math.round(stage.part * 100) : 100;
  return (
    <div aria-live="polite">
      {stage.kind !== 'choosing' && (
        <>
          <p class="faint">{stage.kind === 'sending' ? t('check.sending', { n: percent }) : t(stage.late ? 'check.late' : 'check.working')}</p>
          <progress max={100} value={stage.kind === 'sending' ? percent : undefined} aria-label={t('check.title')} />
        </>
      )}
    </div>
  );
}

const ICONS = {
  ours: CircleCheck,
  looks_like_ours: CircleCheck,
  others_claim: CircleCheck,
  marked: Sparkles,
  nothing_known: CircleQuestionMark,
} as const;

function Answer({ check, onAgain }: { check: ProvenanceCheck; onAgain: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const verdict = check.verdict ?? 'nothing_known';
  const Icon = ICONS[verdict];
  return (
    <section class="panel stack papers">
      <div class="verdict">
        <Icon size={28} aria-hidden="true" />
        <div>
          <h2 ref={heading} tabIndex={-1}>
            {t(`check.verdict.${verdict}`)}
          </h2>
          <p>{t(`check.verdict.${verdict}Text`)}</p>
        </div>
      </div>
      {verdict === 'nothing_known' ? (
        <p class="faint">{t('origin.nothingText')}</p>
      ) : (
        check.c2pa && (
          <Papers
            manifest={check.c2pa}
            sourceType={check.digital_source_type ?? null}
            lineage={check.lineage ?? []}
            nearest={check.nearest ?? []}
          />
        )
      )}
      <p class="faint">{t('check.deleted')}</p>
      <div>
        <Button onClick={onAgain}>{t('check.again')}</Button>
      </div>
    </section>
  );
}
