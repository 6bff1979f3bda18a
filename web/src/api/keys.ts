import { draft } from '../drafts';

/** Where the Idempotency-Key of what is on its way is found again, by what is sent: a path and a body. */
export interface Keys {
  get(sent: string): string | undefined;
  set(sent: string, key: string): unknown;
  delete(sent: string): unknown;
}

/** What would be there twice, sent again from its draft after a reload. No body that holds a password is kept. */
const KEPT = /^\/v1\/(posts|generations)\n/;
/** More than this are not on their way at once; the server forgets a key after a day. */
const MOST = 20;

/** They stay with the drafts that they belong to: through a reload, the same person's only, until the answer came. */
export class KeptKeys implements Keys {
  readonly #passing = new Map<string, string>();
  readonly #kept = draft<readonly (readonly [string, string])[]>('keys', [], true);

  get(sent: string): string | undefined {
    return this.#passing.get(sent) ?? this.#kept.value.find(([known]) => known === sent)?.[1];
  }

  set(sent: string, key: string): void {
    if (KEPT.test(sent)) this.#kept.value = [[sent, key] as const, ...this.#others(sent)].slice(0, MOST);
    else this.#passing.set(sent, key);
  }

  delete(sent: string): void {
    this.#passing.delete(sent);
    const rest = this.#others(sent);
    if (rest.length < this.#kept.value.length) this.#kept.value = rest;
  }

  #others(sent: string): readonly (readonly [string, string])[] {
    return this.#kept.value.filter(([known]) => known !== sent);
  }
}
