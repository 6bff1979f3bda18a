import { useEffect, useState } from 'preact/hooks';
import { accounts, Problem } from '../api';
import { draft } from '../drafts';
import { t } from '../i18n/account';
import { Button } from '../parts/Button';
import { PasswordField, TextField } from '../parts/Field';
import { Mark } from '../parts/Mark';
import { Rule } from '../parts/Rule';
import { useSending } from '../parts/sending';
import { Notice } from '../parts/States';
import { Screen } from '../parts/Screen';
import { navigate, place } from '../routing/router';
import { Confirm } from '../session/Confirm';
import { useOnce } from '../session/once';
import { signIn } from '../session/session';
import { HANDLE, looksLikeEmail, MINIMUM_PASSWORD } from '../text';

type FieldName = 'email' | 'handle' | 'name' | 'password';

const UNTYPED = { email: '', handle: '', name: '', invite: '' };
const typed = draft('sign-up', UNTYPED);

export default function SignUp() {
  const [password, setPassword] = useState('');
  const [confirming, setConfirming] = useState(false);
  return (
    <Screen title={t('nav.signUp')} width="narrow" bare>
      <div class="gate panel">
        <Mark size={44} />
        {confirming ? (
          <Confirm email={typed.value.email.trim()} password={password} onDone={arrive} />
        ) : (
          <SignUpForm password={password} onPassword={setPassword} onConfirm={() => setConfirming(true)} />
        )}
      </div>
    </Screen>
  );
}

function arrive(): void {
  typed.value = UNTYPED;
  navigate('/', { replace: true });
}

interface FormProps {
  password: string;
  onPassword: (password: string) => void;
  onConfirm: () => void;
}

function SignUpForm({ password, onPassword, onConfirm }: FormProps) {
  const form = { ...UNTYPED, ...typed.value, password };
  const { invite } = form;
  const [left, setLeft] = useState<ReadonlySet<FieldName>>(new Set());
  const once = useOnce();
  const wrong = mistakes(form);
  const { busy, error, setError, submit: send } = useSending(async () => {
    const { email, handle, name } = form;
    const account = { email: email.trim(), handle, name: name.trim(), password, ...(invite.trim() !== '' && { invite: invite.trim() }) };
    await once(Object.values(account), () => accounts.create(account));
    try {
      await signIn(account.email, password);
    } catch (failure) {
      // It waits for the code that was mailed.
      if (failure instanceof Problem && (failure.status === 401 || failure.status === 403)) return onConfirm();
      throw failure;
    }
    arrive();
  }, Object.keys(wrong).length === 0);
  useEffect(() => {
    const brought = new URLSearchParams(place.value.search).get('invite');
    if (brought) edit('invite', brought);
  }, []);
  const invited = error instanceof Problem && error.field('invite');
  const [asking, setAsking] = useState(false);

  const submit = (event: Event) => {
    setLeft(new Set<FieldName>(['email', 'handle', 'name', 'password']));
    void send(event);
  };
  const field = (name: FieldName) => ({
    name,
    required: true,
    error: (left.has(name) ? wrong[name] : undefined) ?? fieldError(error, name),
    onBlur: () => form[name] !== '' && setLeft(new Set([...left, name])),
  });
  const edit = (name: keyof typeof UNTYPED, value: string) => {
    typed.value = { ...UNTYPED, ...typed.value, [name]: value };
    if (name !== 'invite' && fieldError(error, name)) setError(null);
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
        {asking || invite !== '' || invited ? (
          <TextField
            label={t('invite.code')}
            hint={t('invite.codeHint')}
            name="invite"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            maxLength={64}
            value={invite}
            error={invited ? invited.message : undefined}
            onInput={(event) => {
              // Emptied, it stays where it is.
              setAsking(true);
              edit('invite', event.currentTarget.value);
            }}
          />
        ) : (
          <div>
            <button type="button" class="link" onClick={() => setAsking(true)}>
              {t('invite.have')}
            </button>
          </div>
        )}
        {!isFieldError(error) && !invited && <Notice error={error} resend />}
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
