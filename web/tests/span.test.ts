import { describe, expect, it } from 'vitest';
import { covers, Heights, joined, reaching, rowOf, spanBetween, towards, type Span } from '../src/feed/span';

const ids = Array.from({ length: 100 }, (_, at) => `p${at}`);

function measured(heights: readonly number[]): Heights {
  const known = new Heights();
  heights.forEach((height, at) => known.note(ids[at]!, height));
  return known;
}

describe('Heights', () => {
  it('guesses what was not measured by the average of what was', () => {
    const heights = measured([100, 300]);
    expect(heights.tops(ids.slice(0, 4))).toEqual([0, 100, 400, 600, 800]);
  });

  it('forgets what held for another width, but not the average', () => {
    const heights = new Heights();
    heights.fit(600);
    heights.note('p0', 500);
    heights.fit(600.4);
    expect(heights.tops(['p0'])).toEqual([0, 500]);
    heights.fit(300);
    heights.note('p1', 700);
    expect(heights.tops(['p0', 'p1'])).toEqual([0, 700, 1400]);
  });
});

describe('spanBetween', () => {
  it('takes what shows, even in part', () => {
    const heights = measured(ids.map(() => 100));
    expect(spanBetween(ids, heights, heights.tops(ids), 250, 460)).toEqual({ from: 2, to: 5 });
  });

  it('has something at either end, however far one scrolled beyond', () => {
    const heights = measured(ids.map(() => 100));
    const tops = heights.tops(ids);
    expect(spanBetween(ids, heights, tops, -5_000, -4_000)).toEqual({ from: 0, to: 1 });
    expect(spanBetween(ids, heights, tops, 50_000, 51_000)).toEqual({ from: 99, to: 100 });
  });

  it('never cuts a row', () => {
    const rows = measured([200, 0, 0, 200, 0, 200, 0, 0, 0]);
    const nine = ids.slice(0, 9);
    expect(spanBetween(nine, rows, rows.tops(nine), 210, 390)).toEqual({ from: 3, to: 5 });
    expect(rowOf(nine, rows, 7)).toEqual({ from: 5, to: 9 });
  });
});

describe('reaching', () => {
  it('keeps what is not far, and has what shows', () => {
    expect(reaching({ from: 0, to: 9 }, { from: 8, to: 11 }, { from: 4, to: 15 })).toEqual({ from: 4, to: 11 });
    expect(reaching({ from: 8, to: 30 }, { from: 8, to: 11 }, { from: 4, to: 15 })).toEqual({ from: 8, to: 15 });
  });

  it('begins anew where nothing of it is near', () => {
    const [shows, far] = [{ from: 40, to: 43 }, { from: 30, to: 50 }];
    expect(reaching({ from: 0, to: 9 }, shows, far)).toEqual(shows);
    expect(reaching({ from: 90, to: 99 }, shows, far)).toEqual(shows);
    expect(reaching({ from: 30, to: 35 }, shows, far)).toEqual(shows);
  });
});

describe('towards', () => {
  it('takes one row a step, first those that come, and ends', () => {
    const rows = measured([200, 0, 0, 200, 0, 200, 0, 0, 0]);
    const steps: Span[] = [{ from: 3, to: 5 }];
    while (!covers(steps.at(-1)!, { from: 0, to: 9 })) steps.push(towards(steps.at(-1)!, { from: 0, to: 9 }, ids.slice(0, 9), rows));
    expect(steps).toEqual([{ from: 3, to: 5 }, { from: 3, to: 9 }, { from: 0, to: 9 }]);
    expect(towards(steps.at(-1)!, { from: 1, to: 8 }, ids.slice(0, 9), rows)).toBe(steps.at(-1));
  });
});

describe('spans', () => {
  it('that touch are one', () => {
    expect(joined([{ from: 20, to: 30 }, { from: 3, to: 4 }, { from: 28, to: 35 }])).toEqual([{ from: 3, to: 4 }, { from: 20, to: 35 }]);
  });

  it('cover each other or do not', () => {
    expect(covers({ from: 2, to: 9 }, { from: 3, to: 9 })).toBe(true);
    expect(covers({ from: 4, to: 9 }, { from: 3, to: 9 })).toBe(false);
  });
});
