import { useState } from 'preact/hooks';
import { preferences as api } from '../api/safety';
import type { Preferences, RemixPolicy } from '../api/types';
import { explain } from '../i18n/errors';
import { t } from '../i18n/studio';
import { useLoaded } from '../loading';
import { tell } from '../parts/Toasts';
import { POLICIES } from './PictureSettings';

/** What one's pictures start with; each picture can have its own rule. */
export default function DefaultPolicy() {
  const { value, error, set } = useLoaded<Preferences>('preferences', api.read);
  const [busy, setBusy] = useState(false);
  if (error || (value && value.remix_policy === undefined)) return null;
  const change = async (policy: RemixPolicy) => {
    if (!value) return;
    set({ ...value, remix_policy: policy });
    setBusy(true);
    try {
      set(await api.change({ remix_policy: policy }));
      tell(t('app.saved'));
    } catch (failure) {
      set(value);
      tell(explain(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <label class="select">
      <span>{t('policy.default')}</span>
      <select value={value?.remix_policy ?? 'everyone'} disabled={!value || busy} onChange={(event) => void change(event.currentTarget.value as RemixPolicy)}>
        {POLICIES.map((policy) => (
          <option key={policy} value={policy}>
            {t(`policy.${policy}`)}
          </option>
        ))}
      </select>
      <span class="field-hint">{t('policy.defaultText')}</span>
    </label>
  );
}
