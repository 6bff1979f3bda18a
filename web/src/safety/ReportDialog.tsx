import { useState } from 'preact/hooks';
import { reports, type Reported } from '../api/safety';
import { draft, settle } from '../drafts';
import { t } from '../i18n/trust';
import { Button } from '../parts/Button';
import { Dialog } from '../parts/Dialog';
import { TextArea } from '../parts/Field';
import { Notice } from '../parts/States';
import { ReportDone } from './ReportDone';
import { RuleChoice } from './RuleChoice';
import { useRulebook } from './rulebook';

export const MOST_NOTE = 2_000;

export interface ReportTarget {
  kind: 'post' | 'account' | 'media';
  /** A post's or picture's id, an account's handle. */
  id: string;
}

export const reportedOf = ({ kind, id }: ReportTarget): Reported =>
  kind === 'post' ? { post_id: id } : kind === 'media' ? { media_id: id } : { handle: id };

/** Which rule, and why: for members, from a menu. */
export default function ReportDialog({ target, onClose }: { target: ReportTarget; onClose: () => void }) {
  const book = useRulebook();
  const note = draft(`report:${target.kind}:${target.id}`, '');
  const [reason, setReason] = useState('');
  const [stage, setStage] = useState<'asking' | 'sending' | 'done'>('asking');
  const [error, setError] = useState<unknown>(null);
  const send = async (event: Event) => {
    event.preventDefault();
    if (stage === 'sending' || reason === '') return;
    const typed = note.value;
    setStage('sending');
    setError(null);
    try {
      const said = typed.trim();
      await reports.send(reportedOf(target), { reason, ...(said !== '' && { note: said }) });
      settle(note, typed, '');
      setStage('done');
    } catch (failure) {
      setError(failure);
      setStage('asking');
    }
  };
  return (
    <Dialog title={t(`report.title.${target.kind}`, { name: `@${target.id}` })} onClose={onClose}>
      {stage === 'done' ? (
        <>
          <ReportDone />
          <div class="dialog-actions">
            <Button look="primary" onClick={onClose}>
              {t('app.close')}
            </Button>
          </div>
        </>
      ) : (
        <form class="stack" onSubmit={send}>
          <RuleChoice book={book} value={reason} onChange={setReason} />
          <TextArea
            label={t('report.note')}
            hint={t('report.noteHint')}
            rows={3}
            maxLength={MOST_NOTE}
            value={note.value}
            onInput={(event) => (note.value = event.currentTarget.value)}
          />
          <Notice error={error} resend />
          <div class="dialog-actions">
            <Button onClick={onClose}>{t('app.cancel')}</Button>
            <Button look="primary" type="submit" busy={stage === 'sending'} disabled={reason === ''}>
              {t(stage === 'sending' ? 'report.busy' : 'report.submit')}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
