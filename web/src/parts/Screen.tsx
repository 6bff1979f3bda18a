import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { place } from '../routing/router';

interface Props {
  title: string;
  /** Shown under the title. */
  text?: string;
  /** The title is for the window and for screen readers only. */
  bare?: boolean;
  /** Above the title: the way back. */
  before?: ComponentChildren;
  width?: 'narrow' | 'reading' | 'wide';
  children: ComponentChildren;
}

/** A screen's frame: the window's title, the heading that takes the focus on arrival, the measure. */
export function Screen({ title, text, bare = false, before, width = 'reading', children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === 'Imagora' ? title : `${title} · Imagora`;
  }, [title]);
  useEffect(() => {
    if (place.value.by === 'push') heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div class={`screen ${width}`}>
      {before}
      <header class={bare ? 'hidden' : 'screen-head'}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {text && <p>{text}</p>}
      </header>
      {children}
    </div>
  );
}
