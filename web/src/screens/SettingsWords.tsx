import { useState } from 'preact/hooks';
import { me } from '../api';
import type { MutedWord, WordScope } from '../api/types';
import { draft, settle } from '../drafts';
import { date, t } from '../i18n';
import { useLoaded } from '../loading';
import { BackLink } from '../parts/BackLink';
import { Button } from '../parts/Button';
import { Choice, TextField } from '../parts/Field';
import { X } from '../parts/icons';
import { Failure, Notice, PostSkeletons } from '../parts/States';
import { Screen } from '../parts/Screen';
import { endOf, SPANS } from '../people/spans';

const UNSAID: { word: string; scope: WordScope; days: number | null } = { word: '', scope: 'both', days: null };
const typed = draft('word', UNSAID);

const SCOPES: readonly WordScope[] = ['both', 'text', 'tags'];

/** Words that one does not want to read. */
export default function SettingsWords() {
  const { value, error, reload, set } = useLoaded('words', me.mutedWords);
  const [failed, setFailed] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const store = async (items: MutedWord[]): Promise<boolean> => {
    // The list is stored as a whole: one made before the last answer came would bring back what that took out.
    if (busy) return false;
    setBusy(true);
    setFailed(null);
    try {
      set(await me.muteWords(items));
      return true;
    } catch (failure) {
      setFailed(failure);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return (
    <Screen title={t('settings.words')} text={t('settings.wordsText')} width="narrow" before={<BackLink href="/settings" label={t('settings.title')} />}>
      {!value && (error ? <Failure error={error} onRetry={reload} /> : <PostSkeletons count={1} />)}
      {value && (
        <>
          <AddWord busy={busy} error={failed} onAdd={(word) => store([...value.items.filter((item) => item.word !== word.word), word])} />
          {value.items.length === 0 && <p class="faint quiet-note">{t('settings.noWords')}</p>}
          <ul class="words">
            {value.items.map((item) => (
              <li key={item.word}>
                <span>
                  <bdi>{item.word}</bdi>
                  <span class="faint">
                    {t(`words.${item.scope}`)}
                    {item.until && ` · ${t('words.until', { date: date(item.until) })}`}
                  </span>
                </span>
                <button
                  type="button"
                  class="icon-button"
                  aria-disabled={busy || undefined}
                  aria-label={t('words.remove', { word: item.word })}
                  onClick={() => void store(value.items.filter((other) => other.word !== item.word))}
                >
                  <X size={18} aria-hidden="true" />
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Screen>
  );
}

function AddWord({ busy, error, onAdd }: { busy: boolean; error: unknown; onAdd: (word: MutedWord) => Promise<boolean> }) {
  const sent = typed.value;
  const { word, scope, days } = sent;
  const say = (part: Partial<typeof UNSAID>) => (typed.value = { ...typed.value, ...part });
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || word.trim() === '') return;
    const until = endOf(days);
    if (await onAdd({ word: word.trim().replace(/^#/, ''), scope, ...(until && { until }) })) settle(typed, sent, { ...sent, word: '' });
  };
  return (
    <form class="panel stack" onSubmit={submit}>
      <TextField label={t('words.word')} autocomplete="off" maxLength={100} value={word} onInput={(event) => say({ word: event.currentTarget.value })} />
      <Choice
        legend={t('words.where')}
        name="word-scope"
        value={scope}
        onChange={(value) => say({ scope: value })}
        options={SCOPES.map((value) => ({ value, label: t(`words.${value}`) }))}
      />
      <Choice
        legend={t('mute.howLong')}
        name="word-span"
        value={String(days)}
        onChange={(value) => say({ days: value === 'null' ? null : Number(value) })}
        options={SPANS.map((span) => ({ value: String(span.days), label: t(span.label) }))}
      />
      <Notice error={error} resend />
      <div>
        <Button look="primary" type="submit" busy={busy} disabled={word.trim() === ''}>
          {t('words.add')}
        </Button>
      </div>
    </form>
  );
}
