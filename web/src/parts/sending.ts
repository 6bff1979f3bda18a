import { useState } from 'preact/hooks';

interface Sending {
  busy: boolean;
  error: unknown;
  setError: (error: unknown) => void;
  submit: (event: Event) => Promise<void>;
}

/** What a form does when it is sent: busy meanwhile, what went wrong afterwards. Sent again meanwhile it does nothing. */
export function useSending(send: () => Promise<void>, ready = true): Sending {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || !ready) return;
    setBusy(true);
    setError(null);
    try {
      await send();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, setError, submit };
}
