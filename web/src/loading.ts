import { useEffect, useRef, useState } from 'preact/hooks';

export interface Loaded<T> {
  value: T | null;
  error: unknown;
  reload: () => void;
  set: (value: T) => void;
}

/** One thing of the API for a screen; `name` says which, and a change of it loads anew. */
export function useLoaded<T>(name: string, load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ name: string; value: T | null; error: unknown }>({ name, value: null, error: null });
  const [turn, setTurn] = useState(0);
  /** The newest that is known: what was asked for before that comes too late. */
  const newest = useRef(0);
  useEffect(() => {
    const mine = ++newest.current;
    const current = () => mine === newest.current;
    load().then(
      (value) => current() && setState({ name, value, error: null }),
      (error: unknown) => current() && setState((before) => ({ name, value: before.name === name ? before.value : null, error })),
    );
    return () => void newest.current++;
  }, [name, turn]);
  const fits = state.name === name;
  return {
    value: fits ? state.value : null,
    error: fits ? state.error : null,
    reload: () => {
      setState({ name, value: null, error: null });
      setTurn(turn + 1);
    },
    set: (value) => {
      newest.current++;
      setState({ name, value, error: null });
    },
  };
}
