/** The shapes of the API under short names; generated from openapi.json by `npm run types`. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Author = Schemas['Author'];
export type Account = Schemas['Account'];
export type Me = Schemas['Me'];
export type Facet = Schemas['Facet'];
export type Media = Schemas['Media'];
export type Generation = Schemas['Generation'];
export type GenerationStatus = Generation['status'];
export type SessionTokens = Schemas['Session'];
export type UploadTicket = Schemas['Upload'];
export type FieldError = Schemas['FieldProblem'];
export type ProblemBody = Schemas['Problem'];

export type Gate = 'everyone' | 'followers' | 'mentioned' | 'nobody';

/** Who may answer and quote a post. */
export interface Gates {
  reply: Gate;
  quote: Gate;
}

export interface Tombstone {
  id: string;
  tombstone: 'deleted' | 'unavailable';
}

/** What the viewer did with a post. */
export interface Marks {
  liked: boolean;
  reposted: boolean;
  bookmarked: boolean;
}

export type Post = Schemas['Post'] & {
  edited_at?: string;
  reply_to?: string;
  root?: string;
  quote?: Post | Tombstone;
  viewer?: Marks;
  gates?: Partial<Gates>;
};

export type Reason = Schemas['Reason'];

export interface FeedItem {
  post: Post;
  reason: Reason;
}

export interface Reply {
  post: Post | Tombstone;
  replies_count: number;
  hidden?: boolean;
  hidden_by_you?: boolean;
}

export interface Thread {
  post: Post;
  ancestors: (Post | Tombstone)[];
  replies: Page<Reply>;
}

/** What a post said from `at` on. */
export interface Version {
  text: string;
  facets: Facet[];
  alt?: Record<string, string>;
  at: string;
}

export type Notification = Omit<Schemas['Notification'], 'post'> & { post?: Post };
export type NotificationKind = Notification['kind'];

export type NotificationPreferences = Schemas['NotificationPreferences'];
export type MutedWord = Schemas['MutedWord'];
export type WordScope = NonNullable<MutedWord['scope']>;

export interface FoundTag {
  tag: string;
}

export type Suggestion = Schemas['Suggestion'];
export type AiUse = Post['ai'];
export type DeclaredAiUse = Exclude<AiUse, 'undeclared'>;

export interface Page<T> {
  items: T[];
  cursor?: string;
}

export const isTombstone = (post: Post | Tombstone): post is Tombstone => 'tombstone' in post;
