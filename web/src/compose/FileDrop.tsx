import { useEffect, useRef, useState } from 'preact/hooks';
import { ImagePlus } from '../parts/icons';
import { ACCEPTED } from './upload';

interface Props {
  file: File | null;
  onChoose: (file: File | undefined) => void;
  words: { choose: string; drop: string; rule: string };
}

/** A place to drop a picture on, which also opens the browser's own choice. */
export function FileDrop({ file, onChoose, words }: Props) {
  const [over, setOver] = useState(false);
  const preview = usePreview(file);
  return (
    <label
      class="drop"
      data-over={over ? '' : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onChoose(event.dataTransfer?.files[0]);
      }}
    >
      <input
        type="file"
        class="hidden"
        accept={ACCEPTED.join(',')}
        onChange={(event) => onChoose(event.currentTarget.files?.[0])}
      />
      {preview ? <img src={preview} alt="" /> : <ImagePlus size={32} aria-hidden="true" />}
      <span>
        <strong>{words.choose}</strong> {words.drop}
      </span>
      <small class="faint">{file ? file.name : words.rule}</small>
    </label>
  );
}

function usePreview(file: File | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!file) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}

/** A picture pasted anywhere on the screen. */
export function usePaste(choose: (file: File | undefined) => void): void {
  const latest = useRef(choose);
  latest.current = choose;
  useEffect(() => {
    const paste = (event: ClipboardEvent) => latest.current(event.clipboardData?.files[0]);
    addEventListener('paste', paste);
    return () => removeEventListener('paste', paste);
  }, []);
}
