import { media } from '../api';
import type { Media, UploadTicket } from '../api/types';
import { pause } from '../timing';

export const ACCEPTED = ['image/png', 'image/jpeg', 'image/webp', 'image/avif'];
export const MOST_BYTES = 20_000_000;

/** Why a file can't be uploaded, before anything is sent. */
export function refuseFile(file: File): 'type' | 'size' | null {
  if (!ACCEPTED.includes(file.type)) return 'type';
  return file.size > MOST_BYTES ? 'size' : null;
}

export class UploadFailed extends Error {}

/** Post the file to where the ticket says: its fields first, the file last. `tell` gets 0..1. */
export function send(ticket: UploadTicket['upload'], file: File, tell: (part: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // Cancelled while the ticket was on its way: nothing is sent.
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open(ticket.method, ticket.url);
    request.upload.onprogress = (event) => event.lengthComputable && tell(event.loaded / event.total);
    request.onload = () => (request.status < 300 ? resolve() : reject(new UploadFailed(String(request.status))));
    request.onerror = () => reject(new UploadFailed('network'));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(formOf(ticket.fields, file));
  });
}

function formOf(fields: Record<string, string>, file: File): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file);
  return form;
}

/** Until the medium is what it will be: ready, held or rejected. */
export async function settled(id: string, signal: AbortSignal, read = media.read): Promise<Media> {
  for (let wait = 400; ; wait = Math.min(2_000, wait * 1.4)) {
    await pause(wait, signal);
    const found = await read(id, signal);
    if (found.status !== 'processing') return found;
  }
}
