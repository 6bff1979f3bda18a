import { signal } from '@preact/signals';
import { en, type Catalogue, type Key } from './en';

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

const CHOICE = 'imagora.language';
const english: Partial<Catalogue> = { ...en };
const catalogue = signal<Partial<Catalogue>>(english);

export const language = signal<Language>('en');

/** The chosen language, else the first of the browser's that we speak. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(CHOICE), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return wanted.find((tag): tag is Language => tag !== undefined && tag in LANGUAGES) ?? 'en';
}

/** English is always at hand; German comes when it is wanted. */
export async function speak(chosen: Language): Promise<void> {
  catalogue.value = chosen === 'de' ? (await import('./de')).de : english;
  language.value = chosen;
  document.documentElement.lang = chosen;
}

/** Words that come with their screens; German has all of them from the start. */
export function learn(words: Partial<Catalogue>): void {
  Object.assign(english, words);
}

export async function choose(chosen: Language): Promise<void> {
  localStorage.setItem(CHOICE, chosen);
  await speak(chosen);
}

export type { Key };

/** The message in the current language; `n` chooses its plural. Read in a component, it follows a change of language. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  // A screen that asks for words without having brought them is a mistake that tests find; people see the key.
  const message = catalogue.value[key] ?? english[key] ?? key;
  const text = typeof message === 'string' ? message : message[plural(Number(values['n']))];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? value.toLocaleString(language.value) : value;
  });
}

/** One for each language and way of writing: they cost more to make than to use, and a feed uses hundreds. */
function once<T>(make: (language: string) => T): () => T {
  const made = new Map<string, T>();
  return () => {
    let found = made.get(language.value);
    if (found === undefined) made.set(language.value, (found = make(language.value)));
    return found;
  };
}

const PLURALS = once((tag) => new Intl.PluralRules(tag));
const SHORTLY = once((tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'short' }));
const ROUGHLY = once((tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }));
const EXACTLY = once((tag) => new Intl.RelativeTimeFormat(tag));
const COMPACT = once((tag) => new Intl.NumberFormat(tag, { notation: 'compact', maximumFractionDigits: 1 }));
const DATE = once((tag) => new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', year: 'numeric' }));
const MOMENT = once((tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeStyle: 'short' }));

const plural = (n: number) => (PLURALS().select(n) === 'one' ? 'one' : 'other');

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['minute', 60],
  ['hour', 3_600],
  ['day', 86_400],
];

/** “5 min ago”, “yesterday”; after a week the date. */
export function ago(time: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(time)) / 1_000);
  if (seconds >= 7 * 86_400) return date(time);
  const [unit, length] = [...STEPS].reverse().find(([, size]) => seconds >= size) ?? ['second' as const, Infinity];
  return SHORTLY().format(-Math.floor(seconds / length), unit);
}

/** “in 5 hours”; “tomorrow” where the time is not known. */
export function until(time: string | null, now = Date.now()): string {
  const hours = time === null ? 24 : Math.max(1, Math.ceil((Date.parse(time) - now) / 3_600_000));
  return hours >= 24 ? ROUGHLY().format(Math.round(hours / 24), 'day') : ROUGHLY().format(hours, 'hour');
}

/** “in 12 seconds”, “in 5 minutes”. */
export function within(seconds: number): string {
  return seconds < 120 ? EXACTLY().format(seconds, 'second') : EXACTLY().format(Math.ceil(seconds / 60), 'minute');
}

/** “1.2K”: a count where there is little room. */
export const compact = (n: number) => COMPACT().format(n);

export const date = (time: string) => DATE().format(new Date(time));

export const moment = (time: string) => MOMENT().format(new Date(time));
