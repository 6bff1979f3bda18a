/** The shapes of the API under short names; generated from openapi.json by `npm run types`. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Author = Schemas['Author'];
export type Account = Schemas['Account'];
export type Me = Schemas['Me'];
export type Invite = Schemas['Invite'];
export type Facet = Schemas['Facet'];
export type Media = Schemas['Media'];
export type Post = Schemas['Post'];
export type Tombstone = Schemas['Tombstone'];
export type Marks = Schemas['Marks'];
export type Gates = Schemas['Gates'];
export type Gate = Gates['reply'];
export type Thread = Schemas['Thread'];
export type Reply = Schemas['ThreadReply'];
export type Version = Schemas['Version'];
export type Generation = Schemas['Generation'];
export type GenerationStatus = Generation['status'];
export type FeedItem = Schemas['FeedItem'];
export type HomeFeed = Schemas['HomeFeed'];
export type Reason = FeedItem['reason'];
export type Notification = Schemas['Notification'];
export type NotificationKind = Notification['kind'];
export type NotificationPreferences = Schemas['NotificationPreferences'];
export type MutedWord = Schemas['MutedWord'];
export type WordScope = NonNullable<MutedWord['scope']>;
export type FoundTag = Schemas['Tag'];
export type Suggestion = Schemas['Suggestion'];
export type SessionTokens = Schemas['Session'];
export type UploadTicket = Schemas['Upload'];
export type FieldError = Schemas['FieldProblem'];
export type ProblemBody = Schemas['Problem'];

export type Label = Schemas['Label'];
export type Preferences = Schemas['Preferences'];
export type Choice = Preferences['labels'][string];
export type Rule = Schemas['Rule'];
export type RuleList = Schemas['RuleList'];
export type Judge = Schemas['Judge'];
export type OwnDecision = Schemas['OwnDecision'];
export type Case = Schemas['Case'];
export type CaseAction = Schemas['DecisionDraft']['action'];
export type Deed = Schemas['Deed'];
export type Provenance = Schemas['Provenance'];
export type Manifest = Schemas['Manifest'];
export type Ancestor = Provenance['lineage'][number];
export type NearWork = Schemas['NearWork'];
export type ProvenanceCheck = Schemas['ProvenanceCheck'];
export type CheckTicket = Schemas['CheckBegun'];
export type Transparency = Schemas['Transparency'];

export type ProviderOption = Schemas['ProviderOption'];
export type GenerationOptions = Schemas['GenerationOptions'];
export type Estimate = Schemas['Estimate'];
export type RemixPolicy = Media['remix_policy'];
export interface MediaChange {
  remix_policy?: RemixPolicy;
  share_prompt?: boolean;
}
export type Remix = Schemas['Remix'];
export type AssistWish = { task: AssistTask } & Partial<Schemas['AssistDraft']>;
export type AssistTask = Schemas['AssistDraft']['task'];
export type Advice = Schemas['Advice'];
export type Credits = Schemas['CreditsStatement'];
export type LedgerItem = Schemas['LedgerItem'];
export type Webhook = Schemas['Webhook'];

export type AiUse = Post['ai'];
export type DeclaredAiUse = Exclude<AiUse, 'undeclared'>;

export interface Page<T> {
  items: T[];
  cursor?: string;
}

export const isTombstone = (post: Post | Tombstone): post is Tombstone => 'tombstone' in post;
