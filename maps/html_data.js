// The page's data: unpacking, words of the chosen language, figures as people read them.
const page = JSON.parse(document.getElementById("data").textContent);
const EARTH_M = 40075016.686;
const byId = (id) => document.getElementById(id);

function make(tag, text = "", name = "") {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  if (name) node.className = name;
  return node;
}

const state = { lang: page.lang, hover: null, selected: null };

const pick = (text) => (text ? (text[state.lang] ?? "") : "");
const say = (key) => page.words[state.lang][key];

const worldX = (lon) => (lon + 180) / 360;
function worldY(lat) {
  return 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
}

// Steps of 1e-5 degrees from point to point become positions on the world square.
function unpack(steps) {
  const xy = new Float64Array(steps.length);
  let [lon, lat] = page.origin;
  for (let i = 0; i < steps.length; i += 2) {
    lon += steps[i];
    lat += steps[i + 1];
    xy[i] = worldX(lon / 1e5);
    xy[i + 1] = worldY(lat / 1e5);
  }
  return xy;
}

function boundsOf(list) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const xy of list) {
    for (let i = 0; i < xy.length; i += 2) {
      box[0] = Math.min(box[0], xy[i]);
      box[1] = Math.min(box[1], xy[i + 1]);
      box[2] = Math.max(box[2], xy[i]);
      box[3] = Math.max(box[3], xy[i + 1]);
    }
  }
  return box;
}

const layers = page.layers.map((packed) => {
  const layer = { ...packed, shown: packed.is_shown };
  if (layer.kind === "point") {
    layer.xy = unpack(packed.points);
  } else {
    layer.parts = packed.parts.map((item) => item.map(unpack));
    layer.boxes = layer.parts.map(boundsOf);
  }
  return layer;
});

// Things that can be chosen from the list, and what belongs to each of them.
const entries = [];
layers.forEach((layer) => {
  layer.first = entries.length;
  if (!layer.is_listed) return;
  for (let i = 0; i < layer.count; i += 1) entries.push({ layer, i, children: [] });
});
for (const layer of layers.filter((each) => each.is_part)) {
  (layer.parents ?? []).forEach((entry, i) => {
    if (entry >= 0) entries[entry].children.push({ layer, i });
  });
}

// The list begins with what lies on top.
const listed = layers
  .filter((layer) => layer.is_listed)
  .reverse()
  .flatMap((layer) => entries.slice(layer.first, layer.first + layer.count));

function entryOf(hit) {
  if (hit.layer.is_listed) return entries[hit.layer.first + hit.i];
  const parent = hit.layer.parents?.[hit.i] ?? -1;
  return parent >= 0 ? entries[parent] : null;
}

const raw = (values, i) => (values.codes ? values.codes[values.at[i]] : values[i]);
const titleOf = (hit) => String(raw(hit.layer.titles, hit.i) ?? "");
const colourOf = (hit) => hit.layer.colours[hit.i % hit.layer.colours.length];

const formats = new Map();
function figure(number, digits) {
  const key = `${state.lang} ${digits}`;
  if (!formats.has(key)) {
    const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    formats.set(key, new Intl.NumberFormat(state.lang, options));
  }
  return formats.get(key).format(number);
}

// A cell as text; empty where there is nothing to say.
function shown(column, i) {
  const value = raw(column.values, i);
  if (value === null || value === undefined || value === "") return "";
  const label = column.labels[String(value)];
  if (label) return pick(label);
  if (column.digits === null || typeof value !== "number") return String(value);
  const unit = pick(column.unit);
  const number = figure(value / column.per, column.digits);
  return unit === "%" ? `${number}%` : unit ? `${number} ${unit}` : number;
}

function searchText(entry) {
  const cells = entry.layer.columns.map((column) => raw(column.values, entry.i));
  const texts = entry.layer.columns.flatMap((column, c) =>
    Object.values(column.labels[String(cells[c])] ?? {}),
  );
  const known = cells.filter((cell) => typeof cell === "string");
  return [titleOf(entry), ...known, ...texts].join(" ").toLowerCase();
}
