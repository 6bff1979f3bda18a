import { change, describe, type PostDraft, type Writing } from '../compose/draft';
import { changeOrder, orderDraft } from '../generation/order';
import { t, type Key } from '../i18n/studio';
import { tell } from '../parts/Toasts';

/** Put a suggestion into the post, at its end or in place of the text; it says so, and can be taken back. */
export function takeText(suggestion: string, how: 'insert' | 'replace', writing: Writing): void {
  const before = writing.value;
  const text = how === 'replace' || before.text.trim() === '' ? suggestion : joined(before.text, suggestion);
  change({ text, assisted: marked(before, 'text') }, writing);
  told(how === 'replace' ? 'pilot.replaced' : 'pilot.inserted', () => change({ text: before.text, assisted: before.assisted ?? [] }, writing));
}

/** A description for one picture of the post. */
export function takeDescription(suggestion: string, id: string, writing: Writing): void {
  const before = writing.value;
  const alt = before.media.find((item) => item.media.id === id)?.alt ?? '';
  describe(id, suggestion, writing);
  change({ assisted: marked(before, id) }, writing);
  told('pilot.described', () => {
    describe(id, alt, writing);
    change({ assisted: before.assisted ?? [] }, writing);
  });
}

/** A prompt: what it makes is marked as made by a machine anyway. */
export function takePrompt(suggestion: string): void {
  const before = orderDraft.value.prompt;
  changeOrder({ prompt: suggestion });
  told('pilot.promptSet', () => changeOrder({ prompt: before }));
}

const marked = ({ assisted = [] }: PostDraft, what: string) => [...new Set([...assisted, what])];

/** Hashtags go on in the line, anything else begins a new one. */
function joined(text: string, suggestion: string): string {
  const kept = text.trimEnd();
  return suggestion.startsWith('#') ? `${kept} ${suggestion}` : `${kept}\n${suggestion}`;
}

function told(words: Key, undo: () => void): void {
  tell(t(words), { label: t('app.undo'), act: undo });
}
