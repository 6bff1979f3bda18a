import { useState } from 'preact/hooks';
import { Problem } from '../api';
import { draft } from '../drafts';
import { t } from '../i18n';
import { Button } from '../parts/Button';
import { PasswordField, TextField } from '../parts/Field';
import { useSending } from '../parts/sending';
import { Notice } from '../parts/States';
import { signIn } from './session';

const emailDraft = draft('sign-in', '');

interface Props {
  /** Whose session is to go on; anybody's where it is missing. */
  email?: string | undefined;
  /** The account still waits for the code that was mailed when it was made. */
  onUnconfirmed?: (email: string, password: string) => void;
  onDone: () => void;
}

export function SignInForm({ email: fixed, onUnconfirmed, onDone }: Props) {
  const email = fixed ?? emailDraft.value;
  const [password, setPassword] = useState('');
  const { busy, error, submit } = useSending(async () => {
    try {
      await signIn(email.trim(), password);
      emailDraft.value = '';
      onDone();
    } catch (failure) {
      if (!onUnconfirmed || !(failure instanceof Problem) || failure.code !== 'account_unconfirmed') throw failure;
      onUnconfirmed(email.trim(), password);
    }
  });
  return (
    <form class="stack" onSubmit={submit}>
      <TextField
        label={t('field.email')}
        type="email"
        name="email"
        autocomplete="username"
        required
        readOnly={fixed !== undefined}
        value={email}
        onInput={(event) => (emailDraft.value = event.currentTarget.value)}
      />
      <PasswordField
        label={t('field.password')}
        name="password"
        autocomplete="current-password"
        required
        value={password}
        onInput={(event) => setPassword(event.currentTarget.value)}
      />
      <Notice error={error} resend />
      <Button look="primary" type="submit" class="large" busy={busy} disabled={email === '' || password === ''}>
        {busy ? t('signIn.busy') : t('signIn.submit')}
      </Button>
    </form>
  );
}
