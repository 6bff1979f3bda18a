import { t } from '../i18n';
import { Tag } from '../parts/icons';
import { AUTHORS_LABELS, labelName } from '../safety/labels';

interface Props {
  labels: readonly string[];
  onChange: (labels: readonly string[]) => void;
}

/** What readers may want to be warned of: folded, since mostly there is nothing. */
export function LabelsChoice({ labels, onChange }: Props) {
  const toggle = (value: string, on: boolean) => onChange(on ? [...labels, value] : labels.filter((one) => one !== value));
  return (
    <details class="gates">
      <summary class="button plain">
        <Tag size={18} aria-hidden="true" /> {labels.length > 0 ? t('compose.labelled', { n: labels.length }) : t('compose.labels')}
      </summary>
      <fieldset class="choice">
        <legend class="faint">{t('compose.labelsHint')}</legend>
        <div class="choice-options">
          {AUTHORS_LABELS.map((value) => (
            <label key={value} class="choice-option">
              <input type="checkbox" checked={labels.includes(value)} onChange={(event) => toggle(value, event.currentTarget.checked)} />
              <span>{labelName(value)}</span>
            </label>
          ))}
        </div>
      </fieldset>
    </details>
  );
}
