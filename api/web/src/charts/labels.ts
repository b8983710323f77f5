/** Where the names of cities stand: beside their bubbles, and not over each other. */

interface Box { x: number; y: number; width: number; height: number }
interface Asked { dataIndex?: number; labelRect: Box; rect: Box }

const GAP = 4;

/**
 * Return a layout for labels whose points come in the order of their weight.
 *
 * Each name takes the first side of its bubble where nothing stands yet: right, left, below, above.
 * Where all are taken the chart hides it. Positions are pixels of a picture `width` wide, so it is
 * asked anew when the map moves.
 */
export function placing(width: number) {
  let taken: Box[] = [];
  return ({ dataIndex, labelRect, rect }: Asked) => {
    if (dataIndex === 0) taken = [];
    const size = { width: labelRect.width, height: labelRect.height };
    const middle = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
    const sides: Box[] = [
      { x: rect.x + rect.width + GAP, y: middle.y - size.height / 2, ...size },
      { x: rect.x - GAP - size.width, y: middle.y - size.height / 2, ...size },
      { x: middle.x - size.width / 2, y: rect.y + rect.height + GAP, ...size },
      { x: middle.x - size.width / 2, y: rect.y - GAP - size.height, ...size },
    ];
    const free = sides.find((side) => side.x >= 0 && side.x + side.width <= width && !taken.some((other) => meet(side, other)));
    const at = free ?? sides[0]!;
    taken.push(rect, ...(free ? [free] : []));
    return { x: at.x, y: at.y, align: "left" as const, verticalAlign: "top" as const, hideOverlap: true };
  };
}

function meet(one: Box, other: Box): boolean {
  return one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;
}
