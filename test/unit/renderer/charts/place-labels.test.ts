/** Labels keep their order, do not overlap and stay inside; close marks become one. */
import { describe, expect, it } from 'vitest';
import { groupMarks, placeLabels } from '#renderer/charts/place-labels.ts';

describe('placeLabels', () => {
  it('leaves room between neighbours', () => {
    const placed = placeLabels([{ key: 'a', y: 50, weight: 1 }, { key: 'b', y: 52, weight: 1 }, { key: 'c', y: 99, weight: 1 }], 100, 12);
    expect(placed).toEqual([{ key: 'a', y: 50 }, { key: 'b', y: 62 }, { key: 'c', y: 94 }]);
  });
  it('pushes up from the floor', () => {
    expect(placeLabels([{ key: 'a', y: 98, weight: 1 }, { key: 'b', y: 99, weight: 1 }], 100, 12).map((label) => label.y)).toEqual([82, 94]);
  });
  it('drops the lightest when there is no room', () => {
    const wishes = Array.from({ length: 40 }, (_, index) => ({ key: String(index), y: index, weight: index }));
    const placed = placeLabels(wishes, 60, 12);
    expect(placed.map((label) => label.key)).toEqual(['35', '36', '37', '38', '39']);
    expect(placed.every((label, index) => index === 0 || label.y - (placed[index - 1]?.y ?? 0) >= 12)).toBe(true);
  });
});

describe('groupMarks', () => {
  it('joins what would overlap', () => {
    const groups = groupMarks([{ at: 30 }, { at: 1 }, { at: 3 }], (at) => at, 10);
    expect(groups).toEqual([{ x: 1, marks: [{ at: 1 }, { at: 3 }] }, { x: 30, marks: [{ at: 30 }] }]);
  });
});
