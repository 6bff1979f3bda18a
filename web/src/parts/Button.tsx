import type { ComponentChildren, JSX } from 'preact';

type Look = 'primary' | 'quiet' | 'plain' | 'danger';

interface Props extends Omit<JSX.HTMLAttributes<HTMLButtonElement>, 'disabled'> {
  look?: Look;
  busy?: boolean;
  disabled?: boolean;
  type?: 'button' | 'submit';
  children: ComponentChildren;
}

/** A busy button stays focusable and says so; it does nothing until it is free again. */
export function Button({ look = 'quiet', busy = false, disabled = false, type = 'button', onClick, children, ...rest }: Props) {
  return (
    <button
      {...rest}
      type={type}
      class={`button ${look} ${rest.class ?? ''}`}
      disabled={disabled}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {children}
    </button>
  );
}
