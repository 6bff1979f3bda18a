import { describe, expect, it } from 'vitest';
import { decodeBlurHash } from '../src/media/blurhash';

const pixel = (pixels: Uint8ClampedArray, at: number) => [...pixels.slice(4 * at, 4 * at + 3)];
const near = (found: number[], wanted: number[]) =>
  found.every((value, at) => Math.abs(value - wanted[at]!) <= 2);

describe('decodeBlurHash', () => {
  it('fills the picture with the average where there is only that', () => {
    // One component, average #1b1a18: its number in base 83, padded to four digits.
    const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~';
    let average = 0x1b1a18;
    let digits = '';
    for (let n = 0; n < 4; n++, average = Math.floor(average / 83)) digits = alphabet[average % 83] + digits;
    const pixels = decodeBlurHash(`00${digits}`, 3, 2)!;
    expect(pixels).toHaveLength(3 * 2 * 4);
    for (let at = 0; at < 6; at++) expect(near(pixel(pixels, at), [0x1b, 0x1a, 0x18])).toBe(true);
  });

  it('varies over the picture where there are more components', () => {
    const pixels = decodeBlurHash('LEHV6nWB2yk8pyo0adR*.7kCMdnj', 8, 8)!;
    expect(pixel(pixels, 0)).not.toEqual(pixel(pixels, 63));
    expect(pixels.filter((_, at) => at % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
  });

  it.each(['', 'LEHV6', 'not a hash!', 'LEHV6nWB2yk8pyo0adR*.7kCMdn', '"""""""'])('knows that %j is not a BlurHash', (hash) => {
    expect(decodeBlurHash(hash, 4, 4)).toBeNull();
  });
});
