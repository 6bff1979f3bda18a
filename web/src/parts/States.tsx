import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem, Unreachable } from '../api';
import { useReturn } from '../connection';
import { t } from '../i18n';
import { explain } from '../i18n/errors';
import { Button } from './Button';
import { CircleAlert, CloudOff, RotateCcw } from './icons';
import { Mark } from './Mark';

/** Nothing here yet, and what to do about it. */
export function Empty({ title, text, children }: { title: string; text?: string; children?: ComponentChildren }) {
  return (
    <div class="state">
      <Mark size={44} />
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {children && <div class="state-actions">{children}</div>}
    </div>
  );
}

/** Whole seconds until asking again makes sense, counted down. */
function useSecondsLeft(error: unknown): number {
  const left = error instanceof Problem ? error.secondsLeft() : 0;
  const [, rerender] = useState(0);
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => rerender((turn) => turn + 1), 1_000);
    return () => clearTimeout(timer);
  }, [error, left]);
  return left;
}

/** In the place of what could not be loaded. When the network is back, it is asked for again by itself. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const left = useSecondsLeft(error);
  const unreached = error instanceof Unreachable && onRetry !== undefined;
  useReturn(unreached, unreached && error.offline, () => onRetry?.());
  if (error instanceof Problem && error.status === 404) return <NotFound />;
  const Icon = error instanceof Unreachable ? CloudOff : CircleAlert;
  return (
    <div class="state" role="alert">
      <Icon size={36} aria-hidden="true" />
      <h2>{t('error.title')}</h2>
      <p>{error instanceof Unreachable && error.offline && onRetry ? t('error.loadedLater') : explain(error)}</p>
      {error instanceof Problem && error.status >= 500 && error.requestId && (
        <p class="faint">{t('error.request', { id: error.requestId })}</p>
      )}
      {onRetry && (
        <div class="state-actions">
          <Button onClick={onRetry} busy={error instanceof Problem && error.status === 429 && left > 0}>
            <RotateCcw size={18} aria-hidden="true" /> {t('app.retry')}
          </Button>
        </div>
      )}
    </div>
  );
}

export function NotFound() {
  return (
    <Empty title={t('app.notFound')} text={t('app.notFoundText')}>
      <a class="button quiet" href="/">
        {t('app.goHome')}
      </a>
    </Empty>
  );
}

/** What was decided against somebody: the reason, and how to say no to it, stand among their decisions. */
const JUDGED = ['prompt_blocked', 'text_blocked', 'media_rejected', 'account_suspended'];

interface NoticeProps {
  error?: unknown;
  /** What failed for want of a network is sent again when that is back: the form that this stands in, as it is then. */
  resend?: boolean;
  children?: ComponentChildren;
}

/** A line inside a form or a list. */
export function Notice({ error, resend = false, children }: NoticeProps) {
  const line = useRef<HTMLParagraphElement>(null);
  useSecondsLeft(error);
  const waits = resend && error instanceof Unreachable && error.offline;
  useReturn(waits, waits, () => line.current?.closest('form')?.requestSubmit());
  if (!error && !children) return null;
  return (
    <p ref={line} class={error ? 'notice wrong' : 'notice'} role={error ? 'alert' : 'status'}>
      {Boolean(error) && <CircleAlert size={18} aria-hidden="true" />}
      <span>
        {waits ? t('error.sentLater') : error ? explain(error) : children}
        {error instanceof Problem && JUDGED.includes(error.code) && (
          <>
            {' '}
            <a href="/my-moderation">{t('post.why')}</a>
          </>
        )}
      </span>
    </p>
  );
}

export function PostSkeletons({ count = 3 }: { count?: number }) {
  return (
    <div role="status" aria-label={t('app.loading')} class="skeletons">
      {Array.from({ length: count }, (_, at) => (
        <div class="post skeleton" key={at} aria-hidden="true">
          <div class="post-head">
            <span class="bone avatar" />
            <span class="bone line short" />
          </div>
          <span class="bone line" />
          <span class="bone picture" />
        </div>
      ))}
    </div>
  );
}
