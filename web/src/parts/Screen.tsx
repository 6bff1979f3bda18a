import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n';
import { place } from '../routing/router';
import { deferred } from './deferred';
import { roomy } from './roomy';

const SideColumn = deferred(() => import('./SideColumn'));

interface Props {
  title: string;
  /** Shown under the title. */
  text?: string;
  /** The title is for the window and for screen readers only. */
  bare?: boolean;
  /** Above the title: the way back. */
  before?: ComponentChildren;
  width?: 'narrow' | 'panels' | 'reading' | 'wide';
  /** What to look at next stands beside it, where there is room. */
  side?: boolean;
  children: ComponentChildren;
}

/** A screen's frame: the window's title, the heading that takes the focus on arrival, the measure. */
export function Screen({ title, text, bare = false, before, width = 'reading', side = false, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === 'Imagora' ? title : `${title} · Imagora`;
  }, [title]);
  useEffect(() => {
    if (place.value.by === 'push') heading.current?.focus({ preventScroll: true });
  }, []);
  const content = (
    <>
      {before}
      <header class={bare ? 'hidden' : 'screen-head'}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {text && <p>{text}</p>}
      </header>
      {children}
    </>
  );
  if (!side) return <div class={`screen ${width}`}>{content}</div>;
  return (
    <div class={`screen ${width} has-side`}>
      <div class="column">{content}</div>
      {roomy.value && (
        <aside class="side-column" aria-label={t('side.name')}>
          <SideColumn />
        </aside>
      )}
    </div>
  );
}
