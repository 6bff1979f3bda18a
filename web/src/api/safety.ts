/** Routes of the screens for safety: rules, reports, preferences, decisions, the moderators' queue, figures. */
import { client } from '.';
import type { Case, CaseAction, Deed, OwnDecision, Page, Preferences, RuleList, Transparency } from './types';

const name = encodeURIComponent;

/** What is reported: exactly one thing. */
export type Reported = { post_id: string } | { handle: string } | { media_id: string };

export interface Complaint {
  reason: string;
  note?: string;
}

export const rules = {
  list: (language: string) => client.get<RuleList>('/v1/rules', { query: { language } }),
};

export const reports = {
  send: (what: Reported, complaint: Complaint) => client.create<{ id: string }>('/v1/reports', { ...what, ...complaint }),
  /** Without an account; with one it is an ordinary report. */
  sendUrgent: (what: Reported, complaint: Complaint & { contact?: string }) =>
    client.request<{ id: string }>('POST', '/v1/reports/urgent', { body: { ...what, ...complaint } }),
};

export const preferences = {
  read: () => client.get<Preferences>('/v1/me/preferences'),
  change: (change: Partial<Preferences>) => client.request<Preferences>('PATCH', '/v1/me/preferences', { body: change }),
};

export const decisions = {
  list: (language: string, cursor?: string) =>
    client.get<Page<OwnDecision> & { muted_until?: string }>('/v1/me/moderation', { query: { limit: 20, cursor, language } }),
  appeal: (caseId: string, statement: string) =>
    client.create<OwnDecision>(`/v1/me/moderation/${name(caseId)}/appeal`, { statement }),
};

export interface RulingBody {
  action: CaseAction;
  rule?: string;
  note?: string;
  labels?: readonly string[];
}

const caseAt = (id: string) => `/v1/moderation/cases/${name(id)}`;

export const cases = {
  queue: (cursor?: string) => client.get<Page<Case>>('/v1/moderation/queue', { query: { limit: 20, cursor } }),
  read: (id: string) => client.get<Case>(caseAt(id)),
  claim: (id: string) => client.request<Case>('POST', `${caseAt(id)}/claim`),
  release: (id: string) => client.request<void>('DELETE', `${caseAt(id)}/claim`),
  decide: (id: string, ruling: RulingBody) => client.request<Case>('POST', `${caseAt(id)}/decision`, { body: ruling }),
  audit: (month: string, cursor?: string) =>
    client.get<Page<Deed>>('/v1/moderation/audit', { query: { month, limit: 50, cursor } }),
};

export const transparency = {
  read: () => client.get<Transparency>('/v1/transparency'),
};
