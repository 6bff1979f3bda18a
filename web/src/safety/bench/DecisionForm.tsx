import { useState } from 'preact/hooks';
import { Problem } from '../../api';
import type { RulingBody } from '../../api/safety';
import type { Case, CaseAction, RuleList } from '../../api/types';
import { draft, settle } from '../../drafts';
import { t } from '../../i18n/trust';
import { Button } from '../../parts/Button';
import { Choice, TextArea } from '../../parts/Field';
import { Notice } from '../../parts/States';
import { labelName, LABELS } from '../labels';
import { ruleOf } from '../rulebook';
import { ACTIONS, isHarmless, rulesNamed } from './words';

interface Form {
  action: CaseAction | null;
  rule: string;
  note: string;
  labels: readonly string[] | null;
}

interface Props {
  one: Case;
  book: RuleList | null;
  busy: boolean;
  error: unknown;
  /** Whether it is decided now. */
  onDecide: (ruling: RulingBody) => Promise<boolean>;
}

/** Kept until it is decided: a lost connection or a claim that ran out costs no words. */
const formOf = (one: Case) => draft<Form>(`case:${one.id}`, unsaid(one));
const unsaid = (one: Case): Form => ({ action: null, rule: rulesNamed(one)[0] ?? one.decisions[0]?.rule ?? '', note: '', labels: null });

export function DecisionForm({ one, book, busy, error, onDecide }: Props) {
  const [form] = useState(() => formOf(one));
  const { action, rule, note } = form.value;
  const edit = (part: Partial<Form>) => (form.value = { ...form.value, ...part });
  const own = ruleOf(book, rule)?.label;
  const labels = form.value.labels ?? (own ? [own] : []);
  const complete = action !== null && (isHarmless(action) || rule !== '') && (action !== 'label' || labels.length > 0);
  const decide = async (event: Event) => {
    event.preventDefault();
    if (busy || action === null || !complete) return;
    const sent = form.value;
    const decided = await onDecide({
      action,
      ...(rule !== '' && !isHarmless(action) && { rule }),
      ...(note.trim() !== '' && { note: note.trim() }),
      ...(action === 'label' && { labels }),
    });
    if (decided) settle(form, sent, unsaid(one));
  };
  const wrong = (name: string) => (error instanceof Problem ? error.field(name)?.message : undefined);
  return (
    <form class="panel stack decision-form" id="decide" onSubmit={decide}>
      <h2>{t('case.decide')}</h2>
      <Choice
        legend={t('case.action')}
        name="action"
        value={action ?? ('' as CaseAction)}
        onChange={(value) => edit({ action: value })}
        options={ACTIONS[one.subject.kind].map((value) => ({ value, label: t(`case.action.${value}`), note: t(`case.action.${value}.text`) }))}
      />
      {one.appeal && <p class="faint">{t('case.appealHelp')}</p>}
      {action !== null && !isHarmless(action) && (
        <label class="select">
          <span>{t('case.rule')}</span>
          <select required value={rule} onChange={(event) => edit({ rule: event.currentTarget.value, labels: null })}>
            <option value="">{t('case.ruleChoose')}</option>
            {book?.items.map((item) => (
              <option key={item.code} value={item.code}>
                {item.title}
              </option>
            ))}
          </select>
        </label>
      )}
      {action === 'label' && <LabelBoxes chosen={labels} onChange={(chosen) => edit({ labels: chosen })} />}
      <TextArea
        label={t('case.note')}
        hint={t('case.noteHint')}
        rows={3}
        maxLength={2_000}
        value={note}
        error={wrong('note')}
        onInput={(event) => edit({ note: event.currentTarget.value })}
      />
      <Notice error={error} resend />
      <div class="dialog-actions">
        <p class="faint">{t('case.undo')}</p>
        <Button look={action === 'reject' || action === 'suspend' ? 'danger' : 'primary'} type="submit" busy={busy} disabled={!complete}>
          {t('case.submit')}
        </Button>
      </div>
    </form>
  );
}

interface BoxesProps {
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

function LabelBoxes({ chosen, onChange }: BoxesProps) {
  const toggle = (value: string, on: boolean) => onChange(on ? [...chosen, value] : chosen.filter((one) => one !== value));
  return (
    <fieldset class="choice">
      <legend>{t('case.labels')}</legend>
      <div class="choice-options">
        {LABELS.map((value) => (
          <label key={value} class="choice-option">
            <input type="checkbox" checked={chosen.includes(value)} onChange={(event) => toggle(value, event.currentTarget.checked)} />
            <span>{labelName(value)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
