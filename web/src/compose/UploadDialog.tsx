import { useEffect, useRef, useState } from 'preact/hooks';
import { media as mediaApi } from '../api';
import type { DeclaredAiUse } from '../api/types';
import { draft, settle } from '../drafts';
import { t } from '../i18n';
import { Button } from '../parts/Button';
import { Dialog } from '../parts/Dialog';
import { Choice, TextArea } from '../parts/Field';
import { Notice } from '../parts/States';
import { attach, postDraft, type Writing } from './draft';
import { FileDrop, usePaste } from './FileDrop';
import { refuseFile, send, settled, UploadFailed } from './upload';

type Declared = DeclaredAiUse | 'undeclared';
type Stage = { kind: 'choosing' } | { kind: 'sending'; part: number } | { kind: 'checking' };

const UNSAID: { alt: string; ai: Declared } = { alt: '', ai: 'undeclared' };
/** What was said of the picture; the file itself has to be chosen again after a reload. */
const said = draft('upload', UNSAID);

const ANSWERS: readonly Declared[] = ['none', 'assisted', 'generated', 'undeclared'];

interface Props {
  onClose: () => void;
  /** The post that gets the picture. */
  writing?: Writing;
  /** Chosen already: pasted, or dropped on the post. */
  chosen?: File | undefined;
}

export default function UploadDialog({ onClose, writing = postDraft, chosen: first }: Props) {
  const [file, setFile] = useState<File | null>(null);
  const { alt, ai } = said.value;
  const sent = useRef(said.value);
  const [stage, setStage] = useState<Stage>({ kind: 'choosing' });
  const [error, setError] = useState<unknown>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const leaving = useRef(new AbortController());
  useEffect(() => () => leaving.current.abort(), []);

  const choose = (chosen: File | undefined) => {
    // What is on its way is what is attached: another one waits for the next time.
    if (!chosen || stage.kind !== 'choosing') return;
    const reason = refuseFile(chosen);
    setRefusal(reason && t(`upload.${reason}`));
    setError(null);
    if (reason === null) setFile(chosen);
  };
  usePaste(choose);
  useEffect(() => choose(first), []);

  const upload = async (event: Event) => {
    event.preventDefault();
    if (!file || stage.kind !== 'choosing') return;
    sent.current = said.value;
    setError(null);
    setRefusal(null);
    setStage({ kind: 'sending', part: 0 });
    try {
      const ticket = await mediaApi.announceUpload({
        content_type: file.type,
        bytes: file.size,
        ...(alt.trim() !== '' && { alt: alt.trim() }),
        ...(ai !== 'undeclared' && { ai }),
      });
      await send(ticket.upload, file, (part) => setStage({ kind: 'sending', part }), leaving.current.signal);
      setStage({ kind: 'checking' });
      const medium = await settled(ticket.media.id, leaving.current.signal);
      if (medium.status === 'rejected') setRefusal(medium.rejection?.detail ?? t('upload.refused'));
      else return finish(medium);
    } catch (failure) {
      if (leaving.current.signal.aborted) return;
      if (failure instanceof UploadFailed) setRefusal(t('upload.failed'));
      else setError(failure);
    }
    setStage({ kind: 'choosing' });
  };
  const finish = (medium: Parameters<typeof attach>[0]) => {
    attach({ ...medium, alt: medium.alt ?? alt.trim() }, writing);
    settle(said, sent.current, UNSAID);
    onClose();
  };

  return (
    <Dialog title={t('upload.title')} onClose={onClose}>
      <form onSubmit={upload} class="stack">
        <FileDrop file={file} onChoose={choose} words={{ choose: t('upload.choose'), drop: t('upload.drop'), rule: t('upload.rule') }} />
        {refusal && (
          <p class="notice wrong" role="alert">
            {refusal}
          </p>
        )}
        <TextArea
          label={t('upload.alt')}
          hint={t('compose.altHint')}
          rows={2}
          maxLength={1000}
          value={alt}
          onInput={(event) => (said.value = { ...said.value, alt: event.currentTarget.value })}
        />
        <Choice
          legend={t('upload.ai')}
          name="upload-ai"
          value={ai}
          onChange={(chosen) => (said.value = { ...said.value, ai: chosen })}
          options={ANSWERS.map((value) => ({ value, label: t(`upload.ai.${value}`) }))}
        />
        <Notice error={error} resend />
        <UploadProgress stage={stage} />
        <div class="dialog-actions">
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" type="submit" disabled={!file} busy={stage.kind !== 'choosing'}>
            {t('upload.start')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function UploadProgress({ stage }: { stage: Stage }) {
  const percent = stage.kind === 'sending' ? Math.round(stage.part * 100) : 100;
  return (
    <div aria-live="polite">
      {stage.kind !== 'choosing' && (
        <>
          <p class="faint">{stage.kind === 'sending' ? t('upload.sending', { n: percent }) : t('upload.checking')}</p>
          <progress max={100} value={stage.kind === 'sending' ? percent : undefined} aria-label={t('upload.title')} />
        </>
      )}
    </div>
  );
}
