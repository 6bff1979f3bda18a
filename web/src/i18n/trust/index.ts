/** For screens of safety and provenance: `t`, with their words at hand. */
import { learn } from '..';
import { trust } from './en';

learn(trust);

export * from '..';
