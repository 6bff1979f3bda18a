import { useEffect, useRef } from 'preact/hooks';
import type { AssistWish } from '../api/types';
import { carryToStudio, type About, type Writing } from '../compose/draft';
import { t } from '../i18n/studio';
import { Button } from '../parts/Button';
import { Switch, TextArea } from '../parts/Field';
import { Brush, Sparkles } from '../parts/icons';
import { navigate, place } from '../routing/router';
import { Questions } from './Questions';
import { Suggestions } from './Suggestions';
import { takePrompt, takeText } from './take';
import { answersOf, ON_TEXT, talkOf, TASKS, TONES, useAssist, type Talk, type WritingTask } from './talk';

const MOST_ABOUT = 2_000;

interface Props {
  writing: Writing;
  about?: About | undefined;
  /** Each place where one writes has a talk of its own. */
  name: string;
}

/** Beside a post that is being written: suggestions that the writer takes over, or leaves. */
export default function CoPilot({ writing, about, name }: Props) {
  const box = useRef<HTMLElement>(null);
  const talk = talkOf(name);
  const asking = useAssist();
  const { task, tone, askFirst, answers } = talk.value;
  const ownWords = writing.value.text.trim();
  const onText = ON_TEXT.has(task) && ownWords !== '';
  const subject = onText ? ownWords : talk.value.about.trim();
  const picture = task === 'hashtags' && subject === '' ? writing.value.media[0]?.media.id : undefined;
  const askable = subject !== '' || task === 'ideas' || picture !== undefined;
  const questions = asking.advice?.questions ?? [];
  const say = (part: Partial<Talk>) => (talk.value = { ...talk.value, ...part });
  useEffect(() => box.current?.querySelector<HTMLElement>('input')?.focus({ preventScroll: true }), []);

  const wish = (): AssistWish => ({
    task,
    ...(subject !== '' && { text: subject }),
    ...(picture && { media_id: picture }),
    ...(task === 'rewrite' && { tone }),
  });
  const ask = () => {
    asking.ask({ ...wish(), ...(askFirst && { ask_first: true }) });
  };
  const goOn = () => asking.ask({ ...wish(), answers: answersOf(questions, answers) });
  const choose = (chosen: WritingTask) => {
    say({ task: chosen });
    asking.stop();
    asking.forget();
  };

  return (
    <section ref={box} class="pilot" aria-label={t('pilot.title')} onKeyDown={neverPosts}>
      <p class="faint">{t('pilot.text')}</p>
      <fieldset class="choice pilot-tasks">
        <legend>{t('pilot.task')}</legend>
        <div class="choice-options">
          {TASKS.map((one) => (
            <label key={one} class="choice-option">
              <input type="radio" name={`pilot-${name}`} value={one} checked={one === task} onChange={() => choose(one)} />
              <span>{t(`pilot.task.${one}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {onText ? (
        <blockquote class="pilot-subject faint" dir="auto" aria-label={t(`pilot.about.${task}`)}>
          {ownWords}
        </blockquote>
      ) : (
        <TextArea
          label={t(`pilot.about.${task}`)}
          rows={2}
          maxLength={MOST_ABOUT}
          value={talk.value.about}
          hint={askable ? undefined : t('pilot.needs')}
          onInput={(event) => say({ about: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            // The post around it is not what is meant.
            event.preventDefault();
            event.stopPropagation();
            if (askable) ask();
          }}
        />
      )}
      {task === 'rewrite' && (
        <label class="select">
          <span>{t('pilot.tone')}</span>
          <select value={tone} onChange={(event) => say({ tone: event.currentTarget.value })}>
            {TONES.map(([value, label]) => (
              <option key={value} value={value}>
                {t(label)}
              </option>
            ))}
          </select>
        </label>
      )}
      <Switch label={t('pilot.askFirst')} hint={t('pilot.askFirstText')} on={askFirst} onChange={(on) => say({ askFirst: on })} />
      <div class="pilot-ask">
        <Button busy={asking.busy} disabled={!askable} onClick={ask}>
          <Sparkles size={17} aria-hidden="true" /> {t(asking.busy ? 'pilot.busy' : asking.advice ? 'pilot.again' : 'pilot.suggest')}
        </Button>
        {asking.busy && (
          <Button look="plain" onClick={asking.stop}>
            {t('pilot.stop')}
          </Button>
        )}
      </div>
      {questions.length > 0 && (
        <Questions questions={questions} answers={answers} busy={asking.busy} onAnswer={(question, answer) => say({ answers: { ...answers, [question]: answer } })} onGoOn={goOn} />
      )}
      <Suggestions
        asking={asking}
        actions={(text) =>
          task === 'illustrate' ? (
            <Button onClick={() => draw(text, writing, about)}>
              <Brush size={17} aria-hidden="true" /> {t('pilot.draw')}
            </Button>
          ) : (
            <>
              <Button onClick={() => takeText(text, 'insert', writing)}>{t('pilot.insert')}</Button>
              {ownWords !== '' && task !== 'hashtags' && (
                <Button look="plain" onClick={() => takeText(text, 'replace', writing)}>
                  {t('pilot.replace')}
                </Button>
              )}
            </>
          )
        }
      />
    </section>
  );
}

/** Enter in a field of a form sends it; here that would be the post around this. */
function neverPosts(event: KeyboardEvent): void {
  if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault();
}

/** On to the studio with the picture's idea as the prompt; what is being written goes along. */
function draw(prompt: string, writing: Writing, about: About | undefined): void {
  if (place.value.path !== '/create') {
    if (about) carryToStudio(writing, about);
    navigate('/create');
  }
  takePrompt(prompt);
  scrollTo(0, 0);
}
