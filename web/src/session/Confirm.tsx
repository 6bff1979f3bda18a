import { useState } from 'preact/hooks';
import { accounts } from '../api';
import { t } from '../i18n';
import { Button } from '../parts/Button';
import { TextField } from '../parts/Field';
import { Notice } from '../parts/States';
import { tell } from '../parts/Toasts';
import { signIn } from './session';

/** The account waits for the code that was mailed. */
export function Confirm({ email, password, onDone }: { email: string; password: string; onDone: () => void }) {
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await accounts.confirm(email, code.trim());
      await signIn(email, password);
      onDone();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const resend = async () => {
    await accounts.resendCode(email).then(() => tell(t('signUp.resent')), setError);
  };
  return (
    <>
      <h2>{t('signUp.confirmTitle')}</h2>
      <p>{t('signUp.confirmText', { email })}</p>
      <form class="stack" onSubmit={submit}>
        <TextField
          label={t('field.code')}
          inputMode="numeric"
          autocomplete="one-time-code"
          required
          value={code}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
        <Notice error={error} />
        <Button look="primary" type="submit" class="large" busy={busy} disabled={code.trim() === ''}>
          {t('signUp.confirmSubmit')}
        </Button>
        <Button onClick={resend}>{t('signUp.resend')}</Button>
      </form>
    </>
  );
}
