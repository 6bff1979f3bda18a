import { useState } from 'preact/hooks';
import type { OwnDecision, RuleList } from '../api/types';
import { ago, moment, t, type Key } from '../i18n/trust';
import { Button } from '../parts/Button';
import { CircleCheck, Clock, Scale } from '../parts/icons';
import { AppealForm } from './AppealForm';
import { HelpLinks } from './HelpLinks';
import { JudgeLine } from './JudgeLine';
import { labelName } from './labels';
import { ruleOf } from './rulebook';

interface Props {
  decision: OwnDecision;
  book: RuleList | null;
  onChange: (decision: OwnDecision) => void;
}

/** One decision about something of one's own: what, under which rule, why, by whom, and what one can do. */
export function DecisionCard({ decision, book, onChange }: Props) {
  const { subject, note, text, labels, rule } = decision;
  const help = ruleOf(book, rule)?.help;
  return (
    <article class="panel stack decision" aria-label={headline(decision)} data-void={decision.in_force ? undefined : ''}>
      <header>
        <h2>{headline(decision)}</h2>
        <p class="faint">
          <time dateTime={decision.decided_at} title={moment(decision.decided_at)}>
            {ago(decision.decided_at)}
          </time>
          {subject.kind === 'post' && (
            <>
              {' · '}
              <a href={`/p/${subject.id}`}>{t('mine.openPost')}</a>
            </>
          )}
        </p>
      </header>
      {text && <Quoted title={t('mine.yourText')} text={text} />}
      <div class="said">
        <h3>{t('mine.ruleIs')}</h3>
        <p>{decision.reason}</p>
      </div>
      {note && <Quoted title={t('mine.note')} text={note} />}
      {labels && labels.length > 0 && (
        <p>
          {labels.map((label) => (
            <span class="badge" key={label}>
              {labelName(label)}
            </span>
          ))}
        </p>
      )}
      {help && <HelpLinks links={help} />}
      <JudgeLine judge={decision.judged_by} book={book} />
      {subject.kind === 'prompt' && <p class="faint">{t('mine.prompt')}</p>}
      <AppealState decision={decision} onChange={onChange} />
    </article>
  );
}

function headline({ action, subject }: OwnDecision): string {
  if (action === 'reject') return t(`mine.action.reject.${subject.kind}`);
  return t(`mine.action.${action}`, { subject: t(`subject.${subject.kind}`) });
}

function Quoted({ title, text }: { title: string; text: string }) {
  return (
    <div class="said">
      <h3>{title}</h3>
      <blockquote dir="auto">{text}</blockquote>
    </div>
  );
}

const ANSWERS = { open: 'appealed', upheld: 'upheld', overturned: 'overturned' } as const;

/** How far the appeal is; before it, the way to it. */
function AppealState({ decision, onChange }: Pick<Props, 'decision' | 'onChange'>) {
  const [writing, setWriting] = useState(false);
  const { appeal, appeal_until: until, options } = decision;
  if (appeal) {
    const name = ANSWERS[appeal.status];
    const Icon = appeal.status === 'open' ? Clock : appeal.status === 'overturned' ? CircleCheck : Scale;
    return (
      <div class={`appeal ${appeal.status}`}>
        <p>
          <Icon size={18} aria-hidden="true" /> <strong>{t(`mine.${name}` as Key)}</strong>
        </p>
        <p class="faint">{t(`mine.${name}Text` as Key, { date: moment(appeal.deadline) })}</p>
        <Quoted title={t('mine.statement')} text={appeal.statement} />
      </div>
    );
  }
  if (!options.includes('appeal') || !until) {
    return ['approve', 'dismiss'].includes(decision.action) ? null : <p class="faint">{t('mine.appealOver')}</p>;
  }
  if (writing) return <AppealForm decision={decision} onDone={onChange} onCancel={() => setWriting(false)} />;
  return (
    <div class="appeal-door">
      <p class="faint">{t('mine.appealText', { date: moment(until) })}</p>
      <Button onClick={() => setWriting(true)}>
        <Scale size={18} aria-hidden="true" /> {t('mine.appeal')}
      </Button>
    </div>
  );
}
