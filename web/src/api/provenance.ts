/** Where pictures come from: those of Imagora, and any that somebody asks about. */
import { client } from '.';
import type { CheckTicket, Provenance, ProvenanceCheck } from './types';

const name = encodeURIComponent;

export const provenance = {
  of: (mediaId: string) => client.get<Provenance>(`/v1/media/${name(mediaId)}/provenance`),
  begin: (body: { content_type: string; bytes: number }) => client.create<CheckTicket>('/v1/provenance/checks', body),
  read: (checkId: string, signal?: AbortSignal) => client.get<ProvenanceCheck>(`/v1/provenance/checks/${name(checkId)}`, { signal }),
};
