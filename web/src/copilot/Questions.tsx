import { t } from '../i18n/studio';
import { Button } from '../parts/Button';
import { TextArea } from '../parts/Field';

const MOST_ANSWER = 500;

interface Props {
  questions: readonly string[];
  answers: Record<string, string>;
  busy: boolean;
  onAnswer: (question: string, answer: string) => void;
  onGoOn: () => void;
}

/** “Ask me first”: the co-pilot's questions, whose answers make the text. */
export function Questions({ questions, answers, busy, onAnswer, onGoOn }: Props) {
  const answered = questions.some((question) => (answers[question] ?? '').trim() !== '');
  return (
    <div class="pilot-questions">
      <p>{t('pilot.questions')}</p>
      {questions.map((question) => (
        <TextArea
          key={question}
          label={question}
          rows={1}
          maxLength={MOST_ANSWER}
          placeholder={t('pilot.answer')}
          value={answers[question] ?? ''}
          onInput={(event) => onAnswer(question, event.currentTarget.value)}
        />
      ))}
      <div>
        <Button look="primary" busy={busy} disabled={!answered} onClick={onGoOn}>
          {t('pilot.goOn')}
        </Button>
      </div>
    </div>
  );
}
