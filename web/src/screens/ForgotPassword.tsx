import { useState } from 'preact/hooks';
import { passwords } from '../api/account';
import { draft } from '../drafts';
import { t } from '../i18n/account';
import { Button } from '../parts/Button';
import { PasswordField, TextField } from '../parts/Field';
import { Mark } from '../parts/Mark';
import { Rule } from '../parts/Rule';
import { Notice } from '../parts/States';
import { Screen } from '../parts/Screen';
import { tell } from '../parts/Toasts';
import { navigate } from '../routing/router';
import { signIn } from '../session/session';
import { looksLikeEmail, MINIMUM_PASSWORD } from '../text';

const asked = draft('forgot', { email: '', sent: false });

/** A code by mail, then a new password. Whether the email has an account is told to nobody. */
export default function ForgotPassword() {
  return (
    <Screen title={t('forgot.title')} width="narrow" bare>
      <div class="gate panel">
        <Mark size={44} />
        {asked.value.sent ? <Reset email={asked.value.email} /> : <Ask />}
      </div>
    </Screen>
  );
}

function Ask() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const email = asked.value.email.trim();
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || !looksLikeEmail(email)) return;
    setBusy(true);
    setError(null);
    try {
      await passwords.forgot(email);
      asked.value = { email, sent: true };
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <>
      <h2>{t('forgot.title')}</h2>
      <p class="faint">{t('forgot.text')}</p>
      <form class="stack" onSubmit={submit} noValidate>
        <TextField
          label={t('field.email')}
          type="email"
          name="email"
          autocomplete="username"
          required
          value={asked.value.email}
          error={email !== '' && !looksLikeEmail(email) && email.includes(' ') ? t('field.emailWrong') : undefined}
          onInput={(event) => (asked.value = { email: event.currentTarget.value, sent: false })}
        />
        <Notice error={error} />
        <Button look="primary" type="submit" class="large" busy={busy} disabled={!looksLikeEmail(email)}>
          {t('forgot.send')}
        </Button>
      </form>
      <p class="faint">
        <a href="/sign-in">{t('signIn.submit')}</a>
      </p>
    </>
  );
}

function Reset({ email }: { email: string }) {
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await passwords.reset(email, code.trim(), password);
      await signIn(email, password);
      asked.value = { email: '', sent: false };
      tell(t('forgot.done'));
      navigate('/', { replace: true });
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const again = () => void passwords.forgot(email).then(() => tell(t('forgot.sent')), setError);
  return (
    <>
      <h2>{t('forgot.codeTitle')}</h2>
      <p class="faint">{t('forgot.codeText', { email })}</p>
      <form class="stack" onSubmit={submit}>
        {/* For the browser's keeper of passwords. */}
        <input class="hidden" type="email" autocomplete="username" value={email} readOnly tabIndex={-1} aria-hidden="true" />
        <TextField
          label={t('field.code')}
          inputMode="numeric"
          autocomplete="one-time-code"
          required
          maxLength={64}
          value={code}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
        <PasswordField
          label={t('forgot.newPassword')}
          hint={<Rule met={password.length >= MINIMUM_PASSWORD} />}
          autocomplete="new-password"
          required
          maxLength={256}
          value={password}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
        <p class="faint">{t('forgot.everywhere')}</p>
        <Notice error={error} />
        <Button
          look="primary"
          type="submit"
          class="large"
          busy={busy}
          disabled={code.trim() === '' || password.length < MINIMUM_PASSWORD}
        >
          {t('forgot.submit')}
        </Button>
        <Button onClick={again}>{t('forgot.again')}</Button>
        <Button look="plain" onClick={() => (asked.value = { email, sent: false })}>
          {t('forgot.other')}
        </Button>
      </form>
    </>
  );
}
