import { t } from '../i18n/trust';
import type { Rule, RuleList } from '../api/types';
import { Failure } from '../parts/States';
import type { Loaded } from '../loading';

interface Props {
  book: Loaded<RuleList>;
  value: string;
  onChange: (code: string) => void;
  /** Which rules are offered; all if nothing is said. */
  among?: (rule: Rule) => boolean;
}

/** One rule of the book, in the reader's language: its title, and what it says once it is chosen. */
export function RuleChoice({ book, value, onChange, among = () => true }: Props) {
  if (book.error !== null && !book.value) return <Failure error={book.error} onRetry={book.reload} />;
  if (!book.value) return <RuleSkeleton />;
  return (
    <fieldset class="rule-choice">
      <legend>{t('report.which')}</legend>
      {book.value.items.filter(among).map((rule) => (
        <label key={rule.code} class="rule-option">
          <input type="radio" name="rule" value={rule.code} checked={rule.code === value} onChange={() => onChange(rule.code)} />
          <span>
            {rule.title}
            {rule.urgent && <span class="badge urgent">{t('report.urgent')}</span>}
            {rule.code === value && <small>{rule.text}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function RuleSkeleton() {
  return (
    <div class="stack skeletons" role="status" aria-label={t('app.loading')}>
      {[0, 1, 2, 3].map((at) => (
        <span class="bone line" key={at} />
      ))}
    </div>
  );
}
