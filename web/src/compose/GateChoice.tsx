import type { Gate, Gates } from '../api/types';
import { t } from '../i18n';
import { Lock, Users } from '../parts/icons';

const GATES: readonly Gate[] = ['everyone', 'followers', 'mentioned', 'nobody'];

interface Props {
  gates: Partial<Gates>;
  onChange: (gates: Gates) => void;
}

/** Who may answer and quote: folded, since mostly everyone may. */
export function GateChoice({ gates, onChange }: Props) {
  const { reply = 'everyone', quote = 'everyone' } = gates;
  const open = reply === 'everyone' && quote === 'everyone';
  return (
    <details class="gates">
      <summary class="button plain">
        {open ? <Users size={18} aria-hidden="true" /> : <Lock size={18} aria-hidden="true" />}
        {t(open ? 'gate.open' : 'gate.limited')}
      </summary>
      <div class="gates-choice">
        <GateSelect label={t('gate.reply')} value={reply} onChange={(value) => onChange({ reply: value, quote })} />
        <GateSelect label={t('gate.quote')} value={quote} onChange={(value) => onChange({ reply, quote: value })} />
      </div>
    </details>
  );
}

function GateSelect({ label, value, onChange }: { label: string; value: Gate; onChange: (value: Gate) => void }) {
  return (
    <label class="select">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as Gate)}>
        {GATES.map((gate) => (
          <option key={gate} value={gate}>
            {t(`gate.${gate}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
