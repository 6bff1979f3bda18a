import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { House } from './icons';

export interface MenuItem {
  label: string;
  Icon: typeof House;
  onSelect: () => void;
  danger?: boolean;
}

interface Props {
  label: string;
  items: readonly MenuItem[];
  class?: string;
  pressed?: boolean;
  /** What is inside the button says its name. */
  worded?: boolean;
  children: ComponentChildren;
}

/** A button that opens a list of things to do: arrow keys move in it, Escape and a press outside close it. */
export function Menu({ label, items, class: look = 'icon-button', pressed, worded = false, children }: Props) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!open) return;
    entries(box.current)[0]?.focus({ preventScroll: true });
    box.current?.querySelector('[role=menu]')?.scrollIntoView({ block: 'nearest' });
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  return (
    <div class="menu-box" ref={box} onKeyDown={(event) => open && steer(event, box.current, close)}>
      <button
        ref={button}
        type="button"
        class={look}
        aria-label={worded ? undefined : label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        data-on={pressed ? '' : undefined}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && (
        <div class="menu" role="menu" id={id} aria-label={label}>
          {items.map(({ label: text, Icon, onSelect, danger }) => (
            <button
              key={text}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={danger ? 'danger' : undefined}
              onClick={() => {
                close();
                onSelect();
              }}
            >
              <Icon size={18} aria-hidden="true" /> {text}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

const entries = (box: HTMLElement | null) => [...(box?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];

function steer(event: KeyboardEvent, box: HTMLElement | null, close: () => void): void {
  const all = entries(box);
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    all.at(to % all.length)?.focus();
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    if (event.key === 'Escape') event.preventDefault();
    close();
  }
}
