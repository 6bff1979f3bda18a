import { useState } from 'preact/hooks';
import { accounts, Problem } from '../api';
import { draft } from '../drafts';
import { t } from '../i18n';
import { Button } from '../parts/Button';
import { PasswordField, TextField } from '../parts/Field';
import { Mark } from '../parts/Mark';
import { Notice } from '../parts/States';
import { Screen } from '../parts/Screen';
import { tell } from '../parts/Toasts';
import { navigate } from '../routing/router';
import { signIn, signUp } from '../session/session';
import { HANDLE, looksLikeEmail, MINIMUM_PASSWORD } from '../text';

type FieldName = 'email' | 'handle' | 'name' | 'password';

const typed = draft('sign-up', { email: '', handle: '', name: '' });

export default function SignUp() {
  const [password, setPassword] = useState('');
  const [confirming, setConfirming] = useState(false);
  return (
    <Screen title={t('nav.signUp')} width="narrow" bare>
      <div class="gate panel">
        <Mark size={44} />
        {confirming ? (
          <Confirm email={typed.value.email} password={password} />
        ) : (
          <SignUpForm password={password} onPassword={setPassword} onConfirm={() => setConfirming(true)} />
        )}
      </div>
    </Screen>
  );
}

interface FormProps {
  password: string;
  onPassword: (password: string) => void;
  onConfirm: () => void;
}

function SignUpForm({ password, onPassword, onConfirm }: FormProps) {
  const form = { ...typed.value, password };
  const [left, setLeft] = useState<ReadonlySet<FieldName>>(new Set());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const wrong = mistakes(form);

  const submit = async (event: Event) => {
    event.preventDefault();
    setLeft(new Set<FieldName>(['email', 'handle', 'name', 'password']));
    if (busy || Object.keys(wrong).length > 0) return;
    setBusy(true);
    setError(null);
    try {
      const outcome = await signUp({ ...form, email: form.email.trim(), name: form.name.trim() });
      if (outcome === 'confirm') return onConfirm();
      typed.value = { email: '', handle: '', name: '' };
      navigate('/', { replace: true });
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const field = (name: FieldName) => ({
    name,
    required: true,
    error: (left.has(name) ? wrong[name] : undefined) ?? fieldError(error, name),
    onBlur: () => form[name] !== '' && setLeft(new Set([...left, name])),
  });
  const edit = (name: 'email' | 'handle' | 'name', value: string) => {
    typed.value = { ...typed.value, [name]: value };
    if (fieldError(error, name)) setError(null);
  };

  return (
    <>
      <h2>{t('signUp.title')}</h2>
      <form class="stack" onSubmit={submit} noValidate>
        <TextField
          {...field('name')}
          label={t('field.name')}
          hint={t('field.nameRule')}
          autocomplete="name"
          maxLength={50}
          value={form.name}
          onInput={(event) => edit('name', event.currentTarget.value)}
        />
        <TextField
          {...field('handle')}
          label={t('field.handle')}
          hint={HANDLE.test(form.handle) ? t('field.handlePreview', { handle: form.handle }) : t('field.handleRule')}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxLength={30}
          value={form.handle}
          onInput={(event) => edit('handle', event.currentTarget.value.toLowerCase().trim())}
        />
        <TextField
          {...field('email')}
          label={t('field.email')}
          hint={t('field.emailRule')}
          type="email"
          autocomplete="email"
          value={form.email}
          onInput={(event) => edit('email', event.currentTarget.value)}
        />
        <PasswordField
          {...field('password')}
          label={t('field.password')}
          hint={<Rule met={password.length >= MINIMUM_PASSWORD} />}
          autocomplete="new-password"
          value={password}
          onInput={(event) => onPassword(event.currentTarget.value)}
        />
        {!isFieldError(error) && <Notice error={error} resend />}
        <Button look="primary" type="submit" class="large" busy={busy}>
          {busy ? t('signUp.busy') : t('signUp.submit')}
        </Button>
      </form>
      <p class="faint">
        {t('signUp.known')} <a href="/sign-in">{t('signIn.submit')}</a>
      </p>
    </>
  );
}

const Rule = ({ met }: { met: boolean }) => <span class={met ? 'met' : undefined}>{t('field.passwordRule')}</span>;

/** What is wrong with the form so far, before the server sees it. */
function mistakes(form: Record<FieldName, string>): Partial<Record<FieldName, string>> {
  const found: Partial<Record<FieldName, string>> = {};
  if (form.name.trim() === '') found.name = t('field.required');
  if (!HANDLE.test(form.handle)) found.handle = t('field.handleRule');
  if (!looksLikeEmail(form.email.trim())) found.email = t('field.emailWrong');
  if (form.password.length < MINIMUM_PASSWORD) found.password = t('field.passwordRule');
  return found;
}

const TAKEN: Record<string, FieldName> = { handle_taken: 'handle', email_taken: 'email' };

function fieldError(error: unknown, name: FieldName): string | undefined {
  if (!(error instanceof Problem)) return undefined;
  if (TAKEN[error.code] === name) return t(name === 'handle' ? 'error.handle_taken' : 'error.email_taken');
  return error.field(name)?.message;
}

const isFieldError = (error: unknown) =>
  (['email', 'handle', 'name', 'password'] as const).some((name) => fieldError(error, name) !== undefined);

/** The account waits for the code that was mailed. */
function Confirm({ email, password }: { email: string; password: string }) {
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
      navigate('/', { replace: true });
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
