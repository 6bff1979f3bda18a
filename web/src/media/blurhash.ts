/** BlurHash (https://github.com/woltapp/blurhash, Algorithm.md): a picture's colours in some thirty characters. */

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~';

type Colour = readonly [number, number, number];

/** RGBA pixels, row by row; null where `hash` is not a BlurHash. */
export function decodeBlurHash(hash: string, width: number, height: number): Uint8ClampedArray<ArrayBuffer> | null {
  const factors = readFactors(hash);
  if (factors === null) return null;
  const { columns, rows, colours } = factors;
  const across = cosines(columns, width);
  const down = cosines(rows, height);
  const pixels = new Uint8ClampedArray(width * height * 4);
  // Plain loops: this runs before the browser has found out what is worth making fast.
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let row = 0, at = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++, at++) {
          const colour = colours[at]!;
          const basis = across[column * width + x]! * down[row * height + y]!;
          red += colour[0] * basis;
          green += colour[1] * basis;
          blue += colour[2] * basis;
        }
      }
      const pixel = 4 * (y * width + x);
      pixels[pixel] = toSrgb(red);
      pixels[pixel + 1] = toSrgb(green);
      pixels[pixel + 2] = toSrgb(blue);
      pixels[pixel + 3] = 255;
    }
  }
  return pixels;
}

function readFactors(hash: string): { columns: number; rows: number; colours: Colour[] } | null {
  const digits = Array.from(hash, (character) => ALPHABET.indexOf(character));
  if (digits.length < 6 || digits.includes(-1)) return null;
  const number = (from: number, to: number) => digits.slice(from, to).reduce((sum, digit) => sum * 83 + digit, 0);
  const columns = (digits[0]! % 9) + 1;
  const rows = Math.floor(digits[0]! / 9) + 1;
  if (digits.length !== 4 + 2 * columns * rows) return null;
  const largest = (digits[1]! + 1) / 166;
  const average = number(2, 6);
  const colours: Colour[] = [[toLinear(average >> 16), toLinear((average >> 8) & 255), toLinear(average & 255)]];
  const part = (value: number) => Math.sign(value - 9) * ((value - 9) / 9) ** 2 * largest;
  for (let at = 6; at < digits.length; at += 2) {
    const value = number(at, at + 2);
    colours.push([part(Math.floor(value / 361)), part(Math.floor(value / 19) % 19), part(value % 19)]);
  }
  return { columns, rows, colours };
}

function cosines(components: number, length: number): Float64Array {
  const table = new Float64Array(components * length);
  for (let component = 0; component < components; component++) {
    for (let at = 0; at < length; at++) table[component * length + at] = Math.cos((Math.PI * component * at) / length);
  }
  return table;
}

const toLinear = (value: number) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);

function toSrgb(value: number): number {
  const clipped = Math.min(1, Math.max(0, value));
  return 255 * (clipped <= 0.0031308 ? clipped * 12.92 : 1.055 * clipped ** (1 / 2.4) - 0.055);
}
