import { useEffect, useRef } from 'preact/hooks';
import { Problem } from '../api';
import { decisions } from '../api/safety';
import type { OwnDecision } from '../api/types';
import { draft, settle } from '../drafts';
import { t } from '../i18n/trust';
import { Button } from '../parts/Button';
import { TextArea } from '../parts/Field';
import { useSending } from '../parts/sending';
import { Notice } from '../parts/States';
import { tell } from '../parts/Toasts';
import { countCharacters } from '../text';

const MOST_STATEMENT = 2_000;

interface Props {
  decision: OwnDecision;
  onDone: (decision: OwnDecision) => void;
  onCancel: () => void;
}

/** Say no to a decision, once. What is typed is kept until it is sent. */
export function AppealForm({ decision, onDone, onCancel }: Props) {
  const statement = draft(`appeal:${decision.case_id}`, '', true);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('textarea')?.focus(), []);
  const said = statement.value.trim();
  const over = countCharacters(said) - MOST_STATEMENT;
  const { busy, error, submit } = useSending(async () => {
    const typed = statement.value;
    const appealed = await decisions.appeal(decision.case_id, said);
    settle(statement, typed, '');
    tell(t('mine.appealSent'));
    onDone({ ...decision, ...appealed });
  }, said !== '' && over <= 0);
  const wrong = error instanceof Problem ? error.field('statement')?.message : undefined;
  return (
    <form ref={form} class="stack" onSubmit={submit}>
      <TextArea
        label={t('mine.appealLabel')}
        hint={t('mine.appealHint')}
        rows={4}
        value={statement.value}
        error={over > 0 ? t('compose.over', { n: over }) : wrong}
        onInput={(event) => (statement.value = event.currentTarget.value)}
      />
      {!wrong && <Notice error={error} resend />}
      <div class="dialog-actions">
        <Button onClick={onCancel}>{t('app.cancel')}</Button>
        <Button look="primary" type="submit" busy={busy} disabled={said === '' || over > 0}>
          {t('mine.appealSubmit')}
        </Button>
      </div>
    </form>
  );
}
