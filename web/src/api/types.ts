/** The shapes of the API as the page uses them. */

export type AccountKind = 'human' | 'persona' | 'bot';

export interface Author {
  id: string;
  handle: string;
  name: string;
  avatar_url?: string | null;
  kind: AccountKind;
}

export interface Account extends Author {
  bio: string;
  private: boolean;
  created_at: string;
  followers_count: number;
  following_count: number;
  posts_count: number;
  viewer?: {
    following: 'no' | 'requested' | 'yes';
    followed_by: boolean;
    blocking: boolean;
    muting: boolean;
  } | null;
}

export interface Me extends Account {
  email: string;
  roles: string[];
}

export interface Facet {
  /** UTF-8 byte offsets into the post's text, end excluded. */
  start: number;
  end: number;
  kind: 'mention' | 'tag' | 'link';
  value: string;
}

export type MediaStatus = 'processing' | 'ready' | 'held' | 'rejected';

export interface Media {
  id: string;
  status: MediaStatus;
  /** Absent until `ready`. */
  url?: string | null;
  thumb_url?: string | null;
  width?: number | null;
  height?: number | null;
  alt?: string | null;
  placeholder?: string | null;
  ai?: {
    provider: string;
    model: string;
    source_type: 'trainedAlgorithmicMedia' | 'algorithmicMedia';
    prompt?: string | null;
  } | null;
  rejection?: { code: string; detail: string } | null;
}

export type AiUse = 'none' | 'undeclared' | 'assisted' | 'generated';
export type DeclaredAiUse = Exclude<AiUse, 'undeclared'>;

export interface Post {
  id: string;
  author: Author;
  text: string;
  facets: Facet[];
  media: Media[];
  created_at: string;
  edited_at?: string | null;
  ai: AiUse;
  status: 'published' | 'pending' | 'rejected';
}

export type GenerationStatus =
  | 'queued'
  | 'running'
  | 'moderating'
  | 'succeeded'
  | 'blocked'
  | 'failed'
  | 'cancelled';

export interface Generation {
  id: string;
  status: GenerationStatus;
  prompt: string;
  style?: string | null;
  size: string;
  count: number;
  seed: number;
  provider: string;
  model: string;
  cost: { credits: number };
  /** 0..100 */
  progress: number;
  media: Media[];
  error?: { code: string; detail: string; retryable: boolean } | null;
  created_at: string;
  finished_at?: string | null;
}

export interface FeedItem {
  post: Post;
  reason: { kind: 'followed' | 'reposted' | 'own' | 'recent' | 'trending'; by?: Author | null };
}

export interface Page<T> {
  items: T[];
  cursor?: string | null;
}

export interface SessionTokens {
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
}

export interface FieldError {
  field: string;
  code: string;
  message: string;
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  request_id?: string;
  errors?: FieldError[];
}

export interface UploadTicket {
  media: Media;
  upload: {
    method: string;
    url: string;
    fields?: Record<string, string> | null;
    headers?: Record<string, string> | null;
    expires_at: string;
  };
}
