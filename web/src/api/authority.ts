import { signal } from '@preact/signals';

/** How the client gets a token, and a new one when the old one is refused. */
export interface Authority {
  token(): string | null;
  /** Replace `refused`. False when nobody is signed in afterwards. */
  renew(refused: string): Promise<boolean>;
}

type Refresh = () => Promise<string | null>;

/**
 * The access token lives here, in memory only. One silent refresh runs at a time; when the refresh
 * token is gone too, the person is asked to sign in over the page they are on, and the request that
 * failed goes on after that: typed text stays where it is.
 */
export class MemoryAuthority implements Authority {
  /** True while someone has to sign in again. */
  readonly asking = signal(false);
  #token: string | null = null;
  #renewal: Promise<boolean> | null = null;
  #answer: ((signedIn: boolean) => void) | null = null;
  readonly #refresh: Refresh;

  constructor(refresh: Refresh) {
    this.#refresh = refresh;
  }

  token(): string | null {
    return this.#token;
  }

  accept(token: string | null): void {
    this.#token = token;
    if (token !== null) this.#settle(true);
  }

  renew(refused: string): Promise<boolean> {
    if (this.#token !== null && this.#token !== refused) return Promise.resolve(true);
    this.#renewal ??= this.#renewOnce().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  /** Nobody wants to sign in: what waited fails with its 401. */
  dismiss(): void {
    this.#token = null;
    this.#settle(false);
  }

  async #renewOnce(): Promise<boolean> {
    const token = await this.#refresh();
    if (token !== null) {
      this.#token = token;
      return true;
    }
    this.asking.value = true;
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  #settle(signedIn: boolean): void {
    this.asking.value = false;
    this.#answer?.(signedIn);
    this.#answer = null;
  }
}
