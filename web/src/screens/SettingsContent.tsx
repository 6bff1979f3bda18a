import { useState } from 'preact/hooks';
import { preferences as api } from '../api/safety';
import type { Choice, Preferences } from '../api/types';
import { t } from '../i18n/trust';
import { explain } from '../i18n/errors';
import { useLoaded } from '../loading';
import { BackLink } from '../parts/BackLink';
import { Switch } from '../parts/Field';
import { Failure, PostSkeletons } from '../parts/States';
import { Screen } from '../parts/Screen';
import { tell } from '../parts/Toasts';
import { labelName, LABELS } from '../safety/labels';
import { rememberPreferences } from '../safety/preferences';

const CHOICES: readonly Choice[] = ['show', 'warn', 'hide'];

/** What one wants to see: labels, AI, bots. */
export default function SettingsContent() {
  const { value, error, reload, set } = useLoaded<Preferences>('preferences', api.read);
  const [busy, setBusy] = useState(false);
  const change = async (part: Partial<Preferences>) => {
    if (!value) return;
    set({ ...value, ...part, labels: { ...value.labels, ...part.labels } });
    setBusy(true);
    try {
      const changed = await api.change(part);
      set(changed);
      rememberPreferences(changed);
      tell(t('app.saved'));
    } catch (failure) {
      set(value);
      tell(explain(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Screen title={t('content.title')} text={t('content.text')} width="narrow" before={<BackLink href="/settings" label={t('settings.title')} />}>
      {value ? (
        <>
          <section class="panel stack">
            <Switch label={t('content.ai')} hint={t('content.aiText')} on={value.hide_ai} busy={busy} onChange={(on) => void change({ hide_ai: on })} />
            <Switch label={t('content.bots')} hint={t('content.botsText')} on={value.hide_bots} busy={busy} onChange={(on) => void change({ hide_bots: on })} />
          </section>
          <section class="panel stack">
            <h2>{t('content.labels')}</h2>
            <p class="faint">
              {t('content.labelsText')} {t('content.explain')}
            </p>
            {namesOf(value).map((name) => (
              <LabelChoice
                key={name}
                name={name}
                value={value.labels[name] ?? 'show'}
                busy={busy}
                onChange={(choice) => void change({ labels: { [name]: choice } })}
              />
            ))}
          </section>
        </>
      ) : error ? (
        <Failure error={error} onRetry={reload} />
      ) : (
        <PostSkeletons count={1} />
      )}
    </Screen>
  );
}

/** The labels that we know, and those that were chosen for elsewhere. */
const namesOf = (preferences: Preferences): string[] => [...new Set([...LABELS, ...Object.keys(preferences.labels)])];

interface ChoiceProps {
  name: string;
  value: Choice;
  busy: boolean;
  onChange: (choice: Choice) => void;
}

function LabelChoice({ name, value, busy, onChange }: ChoiceProps) {
  return (
    <fieldset class="label-choice" disabled={busy}>
      <legend>{labelName(name)}</legend>
      <div class="segments">
        {CHOICES.map((choice) => (
          <label key={choice}>
            <input type="radio" name={`label-${name}`} value={choice} checked={choice === value} onChange={() => onChange(choice)} />
            <span>{t(`content.${choice}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
