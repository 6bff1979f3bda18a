import { useState } from 'preact/hooks';
import { passwords } from '../api/account';
import { draft } from '../drafts';
import { t } from '../i18n/account';
import { Button } from '../parts/Button';
import { PasswordField, TextField } from '../parts/Field';
import { Mark } from '../parts/Mark';
import { Rule } from '../parts/Rule';
import { useSending } from '../parts/sending';
import { Notice } from '../parts/States';
import { Screen } from '../parts/Screen';
import { tell } from '../parts/Toasts';
import { navigate } from '../routing/router';
import { useOnce } from '../session/once';
import { signIn } from '../session/session';
import { looksLikeEmail, MINIMUM_PASSWORD } from '../text';

const UNASKED = { email: '', sent: false, code: '' };
const asked = draft('forgot', UNASKED);

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
  const email = asked.value.email.trim();
  const { busy, error, submit } = useSending(async () => {
    await passwords.forgot(email);
    asked.value = { email, sent: true, code: '' };
  }, looksLikeEmail(email));
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
          onInput={(event) => (asked.value = { ...UNASKED, email: event.currentTarget.value })}
        />
        <Notice error={error} resend />
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
  const code = asked.value.code ?? '';
  const [password, setPassword] = useState('');
  const once = useOnce();
  const { busy, error, setError, submit } = useSending(async () => {
    await once([code.trim(), password], () => passwords.reset(email, code.trim(), password));
    await signIn(email, password);
    asked.value = UNASKED;
    tell(t('forgot.done'));
    navigate('/', { replace: true });
  });
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
          onInput={(event) => (asked.value = { ...asked.value, code: event.currentTarget.value })}
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
        <Notice error={error} resend />
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
        <Button look="plain" onClick={() => (asked.value = { ...UNASKED, email })}>
          {t('forgot.other')}
        </Button>
      </form>
    </>
  );
}
