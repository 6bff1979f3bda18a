/** The shapes of the API under short names; generated from openapi.json by `npm run types`. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Author = Schemas['Author'];
export type Account = Schemas['Account'];
export type Me = Schemas['Me'];
export type Facet = Schemas['Facet'];
export type Media = Schemas['Media'];
export type Post = Schemas['Post'];
export type Generation = Schemas['Generation'];
export type GenerationStatus = Generation['status'];
export type FeedItem = Schemas['FeedItem'];
export type SessionTokens = Schemas['Session'];
export type UploadTicket = Schemas['Upload'];
export type FieldError = Schemas['FieldProblem'];
export type ProblemBody = Schemas['Problem'];

export type AiUse = Post['ai'];
export type DeclaredAiUse = Exclude<AiUse, 'undeclared'>;

export interface Page<T> {
  items: T[];
  cursor?: string;
}
