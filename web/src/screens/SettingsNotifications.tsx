import { useState } from 'preact/hooks';
import { notifications } from '../api';
import type { NotificationKind, NotificationPreferences } from '../api/types';
import { t } from '../i18n';
import { explain } from '../i18n/errors';
import { useLoaded } from '../loading';
import { BackLink } from '../parts/BackLink';
import { Switch } from '../parts/Field';
import { Failure, PostSkeletons } from '../parts/States';
import { Screen } from '../parts/Screen';
import { tell } from '../parts/Toasts';

type Kind = Exclude<NotificationKind, 'moderation'>;

const KINDS: readonly Kind[] = ['reply', 'mention', 'quote', 'like', 'repost', 'follow', 'follow_request', 'generation', 'remix'];

/** What one wants to be told of. */
export default function SettingsNotifications() {
  const { value, error, reload, set } = useLoaded<NotificationPreferences>('notification-preferences', notifications.preferences);
  const [busy, setBusy] = useState(false);
  const change = async (kind: Kind, on: boolean) => {
    if (!value) return;
    const wanted = { kinds: { ...value.kinds, [kind]: on } };
    set(wanted);
    setBusy(true);
    try {
      set(await notifications.prefer(wanted));
    } catch (failure) {
      set(value);
      tell(explain(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Screen title={t('settings.notifications')} text={t('settings.notificationsText')} width="narrow" before={<BackLink href="/settings" label={t('settings.title')} />}>
      {!value && (error ? <Failure error={error} onRetry={reload} /> : <PostSkeletons count={1} />)}
      {value && (
        <section class="panel stack">
          {KINDS.map((kind) => (
            <Switch
              key={kind}
              label={t(`prefer.${kind}`)}
              on={value.kinds[kind] ?? true}
              busy={busy}
              onChange={(on) => void change(kind, on)}
            />
          ))}
        </section>
      )}
    </Screen>
  );
}
