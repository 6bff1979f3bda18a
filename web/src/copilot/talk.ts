import type { Signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { copilot } from '../api/creation';
import type { Advice, AssistTask, AssistWish } from '../api/types';
import { draft } from '../drafts';
import { language, type Key } from '../i18n/studio';

/** What the co-pilot offers beside a post; descriptions and prompts have their own places. */
export const TASKS = ['ideas', 'draft', 'rewrite', 'hashtags', 'illustrate', 'quiz'] as const satisfies readonly AssistTask[];
export type WritingTask = (typeof TASKS)[number];

/** Tones by the English words that the API is told. */
export const TONES = [
  ['friendly', 'pilot.tone.friendly'],
  ['playful', 'pilot.tone.playful'],
  ['matter-of-fact', 'pilot.tone.plain'],
  ['poetic', 'pilot.tone.poetic'],
  ['shorter', 'pilot.tone.shorter'],
] as const satisfies readonly (readonly [string, Key])[];

/** These work on the text of the post itself. */
export const ON_TEXT: ReadonlySet<WritingTask> = new Set(['rewrite', 'hashtags', 'illustrate']);

/** What somebody typed to the co-pilot: it survives a reload, as every typed text does. */
export interface Talk {
  task: WritingTask;
  about: string;
  tone: string;
  askFirst: boolean;
  answers: Record<string, string>;
}

const FRESH: Talk = { task: 'ideas', about: '', tone: 'friendly', askFirst: false, answers: {} };

export const talkOf = (name: string): Signal<Talk> => draft<Talk>(`pilot:${name}`, FRESH);

export interface Asking {
  advice: Advice | null;
  busy: boolean;
  error: unknown;
  ask: (wish: AssistWish) => void;
  stop: () => void;
  forget: () => void;
}

const QUIET = { advice: null, busy: false, error: null };

/** One question at a time; a new one, or leaving, ends the one before. What was answered stays until the next answer. */
export function useAssist(): Asking {
  const [state, setState] = useState<Pick<Asking, 'advice' | 'busy' | 'error'>>(QUIET);
  const current = useRef<AbortController | null>(null);
  const stop = () => {
    current.current?.abort();
    setState((now) => ({ ...now, busy: false }));
  };
  useEffect(() => () => current.current?.abort(), []);
  const ask = (wish: AssistWish) => {
    current.current?.abort();
    const mine = new AbortController();
    current.current = mine;
    setState((now) => ({ ...now, busy: true, error: null }));
    copilot.assist(spoken(wish), mine.signal).then(
      (advice) => mine.signal.aborted || setState({ advice, busy: false, error: null }),
      (error: unknown) => mine.signal.aborted || setState((now) => ({ ...now, busy: false, error })),
    );
  };
  return { ...state, ask, stop, forget: () => setState(QUIET) };
}

/** A text is answered in its own language; without one, in the page's. */
const spoken = (wish: AssistWish): AssistWish => (wish.text ? wish : { ...wish, language: language.value });

/** Questions with what was answered, as the API takes them; what was left empty isn't sent. */
export function answersOf(questions: readonly string[], answers: Record<string, string>): { question: string; answer: string }[] {
  return questions.flatMap((question) => {
    const answer = answers[question]?.trim() ?? '';
    return answer === '' ? [] : [{ question, answer }];
  });
}
