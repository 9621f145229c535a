// What lies under the pointer: cells of a grid name the few things worth measuring.
const CELLS = 160;
const REACH_PX = 7;

function gridOf(layer) {
  if (layer.grid) return layer.grid;
  const side = Math.max(home[2] - home[0], home[3] - home[1], 1e-9) / CELLS;
  const cells = new Map();
  const put = (x, y, i) => {
    const key = cellKey(Math.floor((x - home[0]) / side), Math.floor((y - home[1]) / side));
    const there = cells.get(key);
    if (!there) cells.set(key, [i]);
    else if (there[there.length - 1] !== i) there.push(i);
  };
  for (let i = 0; i < layer.count; i += 1) {
    if (layer.kind === "point") put(layer.xy[2 * i], layer.xy[2 * i + 1], i);
    else layer.parts[i].forEach((xy) => putLine(xy, side, (x, y) => put(x, y, i)));
  }
  layer.grid = { side, cells };
  return layer.grid;
}

const cellKey = (column, row) => column * 65536 + row;

// Puts a line into the cells it passes, in steps of half a cell.
function putLine(xy, side, put) {
  for (let i = 0; i + 3 < xy.length; i += 2) {
    const dx = xy[i + 2] - xy[i];
    const dy = xy[i + 3] - xy[i + 1];
    const steps = Math.ceil((2 * Math.hypot(dx, dy)) / side) + 1;
    for (let s = 0; s <= steps; s += 1) put(xy[i] + (dx * s) / steps, xy[i + 1] + (dy * s) / steps);
  }
}

function candidates(layer, x, y, reach) {
  const { side, cells } = gridOf(layer);
  const found = new Set();
  // A line sampled at half a cell may miss the corner of a cell: look one further.
  const wide = reach + (layer.kind === "line" ? side / 2 : 0);
  const first = (at, from) => Math.floor((at - wide - from) / side);
  const last = (at, from) => Math.floor((at + wide - from) / side);
  for (let c = first(x, home[0]); c <= last(x, home[0]); c += 1) {
    for (let r = first(y, home[1]); r <= last(y, home[1]); r += 1) {
      for (const i of cells.get(cellKey(c, r)) ?? []) found.add(i);
    }
  }
  return found;
}

function distance(layer, i, x, y) {
  if (layer.kind === "point") return Math.hypot(layer.xy[2 * i] - x, layer.xy[2 * i + 1] - y);
  return Math.min(...layer.parts[i].map((xy) => toLine(xy, x, y)), Infinity);
}

function toLine(xy, x, y) {
  let best = Infinity;
  for (let i = 0; i + 3 < xy.length; i += 2) {
    const dx = xy[i + 2] - xy[i];
    const dy = xy[i + 3] - xy[i + 1];
    const long = dx * dx + dy * dy;
    const along = long ? ((x - xy[i]) * dx + (y - xy[i + 1]) * dy) / long : 0;
    const t = Math.min(1, Math.max(0, along));
    best = Math.min(best, Math.hypot(xy[i] + t * dx - x, xy[i + 1] + t * dy - y));
  }
  return best;
}

// The nearest thing: what is chosen first, then points, then lines.
function find(px, py) {
  const [x, y] = toWorld(px, py);
  const own = state.selected ? [...state.selected.children, state.selected] : [];
  const chosen = nearest(own, x, y);
  if (chosen) return chosen;
  for (const kind of ["point", "line"]) {
    const seen = layers.filter((each) => each.shown && each.kind === kind && !isFaded(each));
    for (const layer of seen.reverse()) {
      const near = [...candidates(layer, x, y, reachOf(layer))].map((i) => ({ layer, i }));
      const hit = nearest(near, x, y);
      if (hit) return hit;
    }
  }
  return null;
}

// Lines fade behind what is chosen, and then should not answer.
const isFaded = (layer) => state.selected !== null && layer.kind === "line";
const reachOf = (layer) =>
  (layer.kind === "point" ? Math.max(REACH_PX, sizeOf(layer) + 3) : REACH_PX) / view.k;

// A point within reach beats every line, as it is the smaller thing to meet.
function nearest(things, x, y) {
  let best = null;
  let least = Infinity;
  for (const thing of things) {
    const reach = reachOf(thing.layer);
    const away = distance(thing.layer, thing.i, x, y);
    const rank = thing.layer.kind === "point" ? away : away + 1;
    if (away <= reach && rank < least) [best, least] = [thing, rank];
  }
  return best;
}
