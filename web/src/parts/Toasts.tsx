import { signal } from '@preact/signals';

interface Toast {
  id: number;
  text: string;
  link?: ToastLink;
}

/** Leads somewhere, or does something: takes back what was told. */
type ToastLink = { label: string; href: string } | { label: string; act: () => void };

const toasts = signal<readonly Toast[]>([]);
const LASTING_MS = 6_000;
let count = 0;

/** Tell in passing: read out by screen readers, gone after a few seconds. */
export function tell(text: string, link?: ToastLink, lasting = LASTING_MS): void {
  const id = ++count;
  toasts.value = [...toasts.value, link ? { id, text, link } : { id, text }];
  setTimeout(() => dismiss(id), lasting);
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <div class="toast" key={toast.id}>
          <span>{toast.text}</span>
          {toast.link && <Follow toast={toast} link={toast.link} />}
        </div>
      ))}
    </div>
  );
}

function Follow({ toast, link }: { toast: Toast; link: ToastLink }) {
  if ('href' in link) return <a href={link.href}>{link.label}</a>;
  const act = () => {
    dismiss(toast.id);
    link.act();
  };
  return (
    <button type="button" onClick={act}>
      {link.label}
    </button>
  );
}
