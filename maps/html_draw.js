// Drawing: areas, lines, points, then what is chosen or under the pointer on top.
// Drawn by the processor: thousands of small things come faster than over a slow card.
let brush = canvas.getContext("2d", { willReadFrequently: true });
let isDue = false;

function redraw() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    draw();
  });
}

function resize() {
  const box = canvas.getBoundingClientRect();
  const ratio = window.devicePixelRatio || 1;
  view.width = box.width;
  view.height = box.height;
  canvas.width = Math.round(box.width * ratio);
  canvas.height = Math.round(box.height * ratio);
  brush.setTransform(ratio, 0, 0, ratio, 0, 0);
}

function draw() {
  brush.clearRect(0, 0, view.width, view.height);
  brush.lineJoin = "bevel";
  for (const layer of layers.filter((each) => each.shown)) {
    if (layer.kind === "area") drawAreas(layer);
    else if (layer.kind === "line") drawLines(layer);
    else drawPoints(layer);
  }
  layers.filter((each) => each.shown && each.is_named).forEach(drawNames);
  if (state.selected) drawEntry(state.selected);
  if (state.hover) drawThing(state.hover, true);
  drawScale();
}

function isOutside(box) {
  return (
    screenX(box[2]) < -20 || screenX(box[0]) > view.width + 20 ||
    screenY(box[3]) < -20 || screenY(box[1]) > view.height + 20
  );
}

// A corner nearer than a pixel to the one before is not worth a line.
function trace(xy) {
  let [fromX, fromY] = [screenX(xy[0]), screenY(xy[1])];
  brush.moveTo(fromX, fromY);
  for (let i = 2; i < xy.length; i += 2) {
    const x = screenX(xy[i]);
    const y = screenY(xy[i + 1]);
    if (Math.abs(x - fromX) + Math.abs(y - fromY) < 1 && i < xy.length - 2) continue;
    brush.lineTo(x, y);
    [fromX, fromY] = [x, y];
  }
}

function drawAreas(layer) {
  layer.parts.forEach((rings, i) => {
    if (isOutside(layer.boxes[i])) return;
    brush.beginPath();
    rings.forEach(trace);
    brush.fillStyle = layer.fill;
    brush.fill("evenodd");
    brush.strokeStyle = colourOf({ layer, i });
    brush.globalAlpha = 0.45;
    brush.lineWidth = 1;
    brush.stroke();
    brush.globalAlpha = 1;
  });
}

// A stroke for each line: one for all of them would cost a browser far more.
function drawLines(layer) {
  brush.globalAlpha = state.selected ? 0.13 : layer.opacity;
  brush.lineWidth = layer.size_px * Math.min(nearness(), 1.4);
  layer.colours.forEach((colour, c) => {
    brush.strokeStyle = colour;
    for (let i = c; i < layer.count; i += layer.colours.length) {
      if (isOutside(layer.boxes[i])) continue;
      brush.beginPath();
      layer.parts[i].forEach(trace);
      brush.stroke();
    }
  });
  brush.globalAlpha = 1;
}

// Points are stamped, and of those that share a pixel only the first.
function drawPoints(layer) {
  const size = sizeOf(layer);
  const stamp = stampOf(layer, size);
  const half = stamp.width / stamp.ratio / 2;
  const taken = new Uint8Array(Math.ceil(view.width + 18) * Math.ceil(view.height + 18));
  const wide = Math.ceil(view.width + 18);
  brush.globalAlpha = state.selected ? 0.4 : layer.opacity;
  for (let i = 0; i < layer.count; i += 1) {
    const x = Math.round(screenX(layer.xy[2 * i]));
    const y = Math.round(screenY(layer.xy[2 * i + 1]));
    if (x <= -9 || y <= -9 || x >= view.width + 8 || y >= view.height + 8) continue;
    const pixel = (y + 9) * wide + x + 9;
    if (taken[pixel]) continue;
    taken[pixel] = 1;
    brush.drawImage(stamp.image, x - half, y - half, 2 * half, 2 * half);
  }
  brush.globalAlpha = 1;
}

const stamps = new Map();
function stampOf(layer, size) {
  const ratio = window.devicePixelRatio || 1;
  const known = stamps.get(layer);
  if (known && known.size === size && known.ratio === ratio) return known;
  const width = 2 * Math.ceil((size * 1.3 + 1.5) * ratio);
  const image = make("canvas");
  image.width = image.height = width;
  paintOn(image, ratio, () => {
    brush.beginPath();
    shape(layer.symbol, width / ratio / 2, width / ratio / 2, size);
    finish(layer, layer.colours[0], size);
  });
  const stamp = { image, size, ratio, width };
  stamps.set(layer, stamp);
  return stamp;
}

function paintOn(image, ratio, paint) {
  const map = brush;
  brush = image.getContext("2d");
  brush.scale(ratio, ratio);
  paint();
  brush = map;
}

// Symbols and lines grow a little as one comes nearer; in steps, to keep the stamps.
function nearness() {
  const levels = Math.log2(view.k / 512) - 8;
  return Math.min(Math.max(1 + Math.round(levels * 4) * 0.045, 0.75), 2.2);
}
const sizeOf = (layer) => layer.size_px * nearness();

function shape(symbol, x, y, r) {
  if (symbol === "square" || (symbol === "circle" && r < 1.6)) {
    brush.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  } else if (symbol === "circle") {
    brush.moveTo(x + r, y);
    brush.arc(x, y, r, 0, 2 * Math.PI);
  } else {
    const high = symbol === "triangle" ? r * 0.8 : r * 1.25;
    brush.moveTo(x, y - r * 1.25);
    brush.lineTo(x + r * 1.2, y + (symbol === "triangle" ? high : 0));
    if (symbol === "diamond") brush.lineTo(x, y + high);
    brush.lineTo(x - r * 1.2, y + (symbol === "triangle" ? high : 0));
    brush.closePath();
  }
}

function finish(layer, colour, size) {
  brush.fillStyle = layer.is_hollow ? "#fff" : colour;
  brush.fill();
  if (layer.is_hollow || size > 3) {
    brush.strokeStyle = layer.is_hollow ? colour : "#fff";
    brush.lineWidth = layer.is_hollow ? 1.6 : 0.8;
    brush.stroke();
  }
}

function drawNames(layer) {
  const taken = [];
  brush.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  layer.boxes.forEach((box, i) => {
    const text = pick(layer.names[i]);
    const x = screenX((box[0] + box[2]) / 2);
    const y = screenY((box[1] + box[3]) / 2);
    const half = brush.measureText(text).width / 2 + 5;
    const isTaken = taken.some((t) => Math.abs(t.x - x) < t.half + half && Math.abs(t.y - y) < 17);
    if (isTaken || isOutside(box)) return;
    taken.push({ x, y, half });
    brush.lineWidth = 3.5;
    brush.strokeStyle = "#ffffffd9";
    brush.strokeText(text, x, y);
    brush.fillStyle = "#42524e";
    brush.fillText(text, x, y);
  });
}

function drawEntry(entry) {
  entry.children.filter(({ layer }) => layer.kind === "line").forEach((t) => drawThing(t, false));
  drawThing(entry, false);
  const points = entry.children.filter(({ layer }) => layer.kind === "point");
  points.forEach((thing) => drawThing(thing, false));
  points.forEach(drawNumber);
}

function drawThing({ layer, i }, isHover) {
  const parent = layer.takes_colour ? entryOf({ layer, i }) : null;
  const colour = parent ? colourOf(parent) : colourOf({ layer, i });
  brush.beginPath();
  if (layer.kind === "point") {
    const size = Math.max(sizeOf(layer), 4) + (isHover ? 2.5 : 0);
    shape(layer.symbol, screenX(layer.xy[2 * i]), screenY(layer.xy[2 * i + 1]), size);
    finish(layer, colour, size + 4);
    return;
  }
  layer.parts[i].forEach(trace);
  if (layer.kind === "area") return;
  brush.strokeStyle = "#fff";
  brush.lineWidth = layer.size_px + (isHover ? 5 : 3);
  brush.stroke();
  brush.strokeStyle = colour;
  brush.lineWidth = layer.size_px + (isHover ? 2.5 : 1);
  brush.stroke();
}

// Numbers of stops, where two neighbours leave room for them.
const drawnNumbers = [];
function drawNumber({ layer, i }, place) {
  if (place === 0) drawnNumbers.length = 0;
  if (!layer.numbers) return;
  const x = screenX(layer.xy[2 * i]);
  const y = screenY(layer.xy[2 * i + 1]);
  if (drawnNumbers.some((n) => Math.abs(n[0] - x) < 17 && Math.abs(n[1] - y) < 15)) return;
  drawnNumbers.push([x, y]);
  brush.font = "700 11px system-ui, sans-serif";
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  brush.lineWidth = 3.5;
  brush.strokeStyle = "#fff";
  brush.strokeText(layer.numbers[i], x, y - 12);
  brush.fillStyle = "#1d2b28";
  brush.fillText(layer.numbers[i], x, y - 12);
}
