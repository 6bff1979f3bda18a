import type { Judge, RuleList } from '../api/types';
import { t } from '../i18n/trust';
import { Bot, User } from '../parts/icons';
import { titleOf } from './rulebook';

interface Props {
  judge: Judge;
  book: RuleList | null;
  /** `checked`: it only looked, and somebody decides. */
  as?: 'decided' | 'checked';
}

/** Who judged: a person, or a machine with its name, its version and what it measured. */
export function JudgeLine({ judge, book, as = 'decided' }: Props) {
  if (judge.kind === 'human') {
    return (
      <p class="judge faint">
        <User size={16} aria-hidden="true" /> {t('judge.human')}
      </p>
    );
  }
  // A word that fits is no measurement.
  const scores = Object.entries(isWordRules(judge) ? {} : (judge.scores ?? {})).sort(([, a], [, b]) => b - a);
  return (
    <div class="judge faint">
      <p>
        <Bot size={16} aria-hidden="true" /> {isNobody(judge) ? t('judge.none') : `${t(as === 'checked' ? 'judge.checked' : 'judge.machine')}: ${nameOf(judge)}`}
      </p>
      {scores.length > 0 && (
        <details class="fold">
          <summary>{t('judge.scores')}</summary>
          <p>{t('judge.scoresText')}</p>
          <dl class="scores">
            {scores.map(([code, score]) => (
              <div key={code}>
                <dt>{titleOf(book, code)}</dt>
                <dd>
                  <meter min={0} max={1} value={score} aria-hidden="true" /> {Math.round(score * 100)} %
                </dd>
              </div>
            ))}
          </dl>
          {judge.version && <p>{t('judge.version', { version: judge.version })}</p>}
        </details>
      )}
    </div>
  );
}

const isWordRules = ({ provider, model }: Pick<Judge, 'provider' | 'model'>) => provider === 'imagora' && model === 'word-rules';

/** Without a checker a picture is held for a person. */
const isNobody = ({ provider, model }: Judge) => provider === 'imagora' && model === 'none';

/** The built-in word rules are ours. */
function nameOf({ provider = '', model = '', version }: Judge): string {
  if (isWordRules({ provider, model })) return `${t('judge.rules')}${version ? `, ${t('judge.version', { version })}` : ''}`;
  return model ? t('judge.by', { provider, model }) : provider;
}
