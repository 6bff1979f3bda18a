import { accounts } from '../api';
import { draft } from '../drafts';
import { t } from '../i18n';
import { Button } from '../parts/Button';
import { TextField } from '../parts/Field';
import { useSending } from '../parts/sending';
import { Notice } from '../parts/States';
import { tell } from '../parts/Toasts';
import { useOnce } from './once';
import { signIn } from './session';

const codeDraft = draft('confirm', '');

/** The account waits for the code that was mailed. */
export function Confirm({ email, password, onDone }: { email: string; password: string; onDone: () => void }) {
  const code = codeDraft.value;
  const once = useOnce();
  const { busy, error, setError, submit } = useSending(async () => {
    await once([email, code.trim()], () => accounts.confirm(email, code.trim()));
    await signIn(email, password);
    codeDraft.value = '';
    onDone();
  });
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
          onInput={(event) => (codeDraft.value = event.currentTarget.value)}
        />
        <Notice error={error} resend />
        <Button look="primary" type="submit" class="large" busy={busy} disabled={code.trim() === ''}>
          {t('signUp.confirmSubmit')}
        </Button>
        <Button onClick={resend}>{t('signUp.resend')}</Button>
      </form>
    </>
  );
}
