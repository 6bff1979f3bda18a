import { useRef } from 'preact/hooks';

/**
 * The first of two steps, for a form that may be sent again because the second one failed: what was done `of` the same
 * values is not done again. An account is made once, a code is used up by its first use.
 */
export function useOnce(): (of: readonly string[], step: () => Promise<unknown>) => Promise<void> {
  const done = useRef<string | null>(null);
  return async (of, step) => {
    const values = JSON.stringify(of);
    if (done.current === values) return;
    await step();
    done.current = values;
  };
}
