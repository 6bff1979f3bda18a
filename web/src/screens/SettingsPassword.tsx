import { useState } from 'preact/hooks';
import { Problem } from '../api';
import { passwords } from '../api/account';
import { t } from '../i18n/account';
import { BackLink } from '../parts/BackLink';
import { Button } from '../parts/Button';
import { PasswordField } from '../parts/Field';
import { Rule } from '../parts/Rule';
import { useSending } from '../parts/sending';
import { Notice } from '../parts/States';
import { Screen } from '../parts/Screen';
import { tell } from '../parts/Toasts';
import { useOnce } from '../session/once';
import { signIn, viewer } from '../session/session';
import { MINIMUM_PASSWORD } from '../text';

export default function SettingsPassword() {
  return (
    <Screen title={t('password.title')} width="narrow" before={<BackLink href="/settings" label={t('settings.title')} />}>
      <section class="panel stack">
        <h2>{t('password.email')}</h2>
        <p class="strong-line">{viewer.value?.email ?? '…'}</p>
        <p class="faint">{t('password.emailText')}</p>
      </section>
      <ChangePassword />
      <section class="panel stack">
        <h2>{t('password.sessions')}</h2>
        <p class="faint">{t('password.sessionsText')}</p>
      </section>
    </Screen>
  );
}

function ChangePassword() {
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const once = useOnce();
  const email = viewer.value?.email;
  const { busy, error, setError, submit } = useSending(async () => {
    await once([old, fresh], () => passwords.change(old, fresh));
    // That ended this session as well: it goes on with the new password.
    await signIn(email!, fresh);
    setOld('');
    setFresh('');
    tell(t('password.done'));
  }, email !== undefined);
  const wrong = error instanceof Problem && error.code === 'invalid_credentials';
  const same = fresh !== '' && fresh === old;
  return (
    <form class="panel stack" onSubmit={submit}>
      <h2>{t('password.change')}</h2>
      <input class="hidden" type="email" autocomplete="username" value={email ?? ''} readOnly tabIndex={-1} aria-hidden="true" />
      <PasswordField
        label={t('password.old')}
        autocomplete="current-password"
        value={old}
        error={wrong ? t('settings.wrongPassword') : undefined}
        onInput={(event) => {
          setOld(event.currentTarget.value);
          if (wrong) setError(null);
        }}
      />
      <PasswordField
        label={t('password.new')}
        hint={<Rule met={fresh.length >= MINIMUM_PASSWORD} />}
        autocomplete="new-password"
        maxLength={256}
        value={fresh}
        error={same ? t('password.same') : undefined}
        onInput={(event) => setFresh(event.currentTarget.value)}
      />
      {!wrong && <Notice error={error} resend />}
      <div>
        <Button look="primary" type="submit" busy={busy} disabled={!email || old === '' || same || fresh.length < MINIMUM_PASSWORD}>
          {t('password.submit')}
        </Button>
      </div>
    </form>
  );
}
