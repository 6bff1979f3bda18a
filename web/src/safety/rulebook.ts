import type { Rule, RuleList } from '../api/types';
import { rules } from '../api/safety';
import { language } from '../i18n';
import { useLoaded, type Loaded } from '../loading';

const books = new Map<string, Promise<RuleList>>();

function read(tag: string): Promise<RuleList> {
  const known = books.get(tag);
  if (known) return known;
  const asked = rules.list(tag);
  books.set(tag, asked);
  // A failure is no rulebook: the next look asks again.
  asked.catch(() => books.delete(tag));
  return asked;
}

/** The rules in the reader's language; asked for once a visit. */
export function useRulebook(): Loaded<RuleList> {
  const tag = language.value;
  return useLoaded<RuleList>(`rules:${tag}`, () => read(tag));
}

export const ruleOf = (book: RuleList | null, code: string | undefined): Rule | undefined =>
  book?.items.find((rule) => rule.code === code);

/** A rule's title, or its code until the rulebook is here. */
export const titleOf = (book: RuleList | null, code: string): string => ruleOf(book, code)?.title ?? code;
