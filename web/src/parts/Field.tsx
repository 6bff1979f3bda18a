import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { t } from '../i18n';
import { CircleAlert, Eye, EyeOff } from './icons';

interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  error?: string | undefined;
  /** At the end of the label's line, a counter say. */
  aside?: ComponentChildren;
}

interface Frame extends FieldProps {
  id: string;
  children: ComponentChildren;
}

function FieldFrame({ id, label, hint, error, aside, children }: Frame) {
  return (
    <div class="field" data-wrong={error ? '' : undefined}>
      <div class="field-head">
        <label for={id}>{label}</label>
        {aside}
      </div>
      {children}
      {error ? (
        <p class="field-error" id={`${id}-note`}>
          <CircleAlert size={16} aria-hidden="true" /> {error}
        </p>
      ) : (
        hint && (
          <p class="field-hint" id={`${id}-note`}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}

type InputProps = FieldProps & Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'label'>;

export function TextField({ label, hint, error, aside, ...input }: InputProps) {
  const id = useId();
  return (
    <FieldFrame {...{ id, label, hint, error, aside }}>
      <input {...input} id={id} aria-invalid={error ? true : undefined} aria-describedby={`${id}-note`} />
    </FieldFrame>
  );
}

export function PasswordField({ label, hint, error, ...input }: InputProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <FieldFrame {...{ id, label, hint, error }}>
      <div class="field-with-button">
        <input
          {...input}
          id={id}
          type={shown ? 'text' : 'password'}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${id}-note`}
        />
        <button
          type="button"
          class="icon-button"
          aria-pressed={shown}
          aria-label={t(shown ? 'field.passwordHide' : 'field.passwordShow')}
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOff size={18} aria-hidden="true" /> : <Eye size={18} aria-hidden="true" />}
        </button>
      </div>
    </FieldFrame>
  );
}

type AreaProps = FieldProps & Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, 'label'>;

export function TextArea({ label, hint, error, aside, ...area }: AreaProps) {
  const id = useId();
  return (
    <FieldFrame {...{ id, label, hint, error, aside }}>
      <textarea dir="auto" {...area} id={id} aria-invalid={error ? true : undefined} aria-describedby={`${id}-note`} />
    </FieldFrame>
  );
}

interface ChoiceProps<T extends string> {
  legend: string;
  name: string;
  value: T;
  options: readonly { value: T; label: string; note?: string; picture?: ComponentChildren }[];
  onChange: (value: T) => void;
}

/** One of a few: radio buttons that look like tiles. */
export function Choice<T extends string>({ legend, name, value, options, onChange }: ChoiceProps<T>) {
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      <div class="choice-options">
        {options.map((option) => (
          <label key={option.value} class="choice-option">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            {option.picture}
            <span>{option.label}</span>
            {option.note && <small>{option.note}</small>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface SwitchProps {
  label: string;
  hint?: string;
  on: boolean;
  busy?: boolean;
  onChange: (on: boolean) => void;
}

/** On or off, at once. */
export function Switch({ label, hint, on, busy = false, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div class="switch">
      <label for={id}>{label}</label>
      <input
        type="checkbox"
        role="switch"
        id={id}
        checked={on}
        disabled={busy}
        aria-describedby={hint ? `${id}-note` : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {hint && (
        <p class="field-hint" id={`${id}-note`}>
          {hint}
        </p>
      )}
    </div>
  );
}
