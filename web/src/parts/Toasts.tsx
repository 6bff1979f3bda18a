import { signal } from '@preact/signals';

interface Toast {
  id: number;
  text: string;
  link?: { href: string; label: string };
}

const toasts = signal<readonly Toast[]>([]);
const LASTING_MS = 6_000;
let count = 0;

/** Tell in passing: read out by screen readers, gone after a few seconds. */
export function tell(text: string, link?: Toast['link']): void {
  const id = ++count;
  toasts.value = [...toasts.value, link ? { id, text, link } : { id, text }];
  setTimeout(() => {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  }, LASTING_MS);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <div class="toast" key={toast.id}>
          <span>{toast.text}</span>
          {toast.link && <a href={toast.link.href}>{toast.link.label}</a>}
        </div>
      ))}
    </div>
  );
}
