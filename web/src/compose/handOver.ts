import { useEffect, useRef } from 'preact/hooks';

const pictureOf = (data: DataTransfer | null): File | undefined =>
  [...(data?.files ?? [])].find((file) => file.type.startsWith('image/'));

/** A picture that is pasted into the form around `inside`, or dropped on it. Text pastes as ever. */
export function useHandOver(inside: { current: HTMLElement | null }, take: (file: File) => void): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const form = inside.current?.closest('form');
    if (!form) return;
    const pass = (event: Event, data: DataTransfer | null) => {
      const file = pictureOf(data);
      if (!file) return;
      event.preventDefault();
      latest.current(file);
    };
    const paste = (event: ClipboardEvent) => pass(event, event.clipboardData);
    const drop = (event: DragEvent) => pass(event, event.dataTransfer);
    const over = (event: DragEvent) => event.dataTransfer?.types.includes('Files') && event.preventDefault();
    form.addEventListener('paste', paste);
    form.addEventListener('drop', drop);
    form.addEventListener('dragover', over);
    return () => {
      form.removeEventListener('paste', paste);
      form.removeEventListener('drop', drop);
      form.removeEventListener('dragover', over);
    };
  }, []);
}
