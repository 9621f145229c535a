// Where the map looks: the middle on the world square, and pixels per world.
const canvas = document.getElementById("map");
const view = { x: 0.5, y: 0.5, k: 512, width: 1, height: 1 };
const MAX_K = EARTH_M * 2;
// A single place is shown with some kilometres around it.
const FIT_K = EARTH_M / 12;

const screenX = (x) => (x - view.x) * view.k + view.width / 2;
const screenY = (y) => (y - view.y) * view.k + view.height / 2;
const toWorld = (px, py) => [
  view.x + (px - view.width / 2) / view.k,
  view.y + (py - view.height / 2) / view.k,
];

function fit(box) {
  if (!(box[2] >= box[0])) return;
  const clear = coveredBelow();
  const wide = Math.max(box[2] - box[0], 1e-9);
  const high = Math.max(box[3] - box[1], 1e-9);
  const room = 0.88;
  const k = Math.min((view.width * room) / wide, ((view.height - clear) * room) / high);
  view.k = Math.min(k, FIT_K);
  view.x = (box[0] + box[2]) / 2;
  view.y = (box[1] + box[3]) / 2 + clear / 2 / view.k;
}

// On a telephone the panel lies over the lower part of the map.
function coveredBelow() {
  const peek = parseFloat(getComputedStyle(document.body).getPropertyValue("--peek"));
  const isOpen = document.body.classList.contains("open");
  // Not where the panel is but where it will come to rest.
  return peek && isOpen ? byId("panel").offsetHeight : peek;
}

const home = boundsOf(
  layers.flatMap((layer) => (layer.kind === "point" ? [layer.xy] : layer.parts.flat())),
);

function zoomAt(px, py, factor) {
  const [x, y] = toWorld(px, py);
  view.k = Math.min(Math.max(view.k * factor, 256), MAX_K);
  view.x = x - (px - view.width / 2) / view.k;
  view.y = y - (py - view.height / 2) / view.k;
  redraw();
}

function pan(dx, dy) {
  view.x -= dx / view.k;
  view.y -= dy / view.k;
  redraw();
}

function boxOf(entry) {
  const things = [entry, ...entry.children];
  return boundsOf(
    things.flatMap(({ layer, i }) =>
      layer.kind === "point" ? [layer.xy.subarray(2 * i, 2 * i + 2)] : layer.parts[i],
    ),
  );
}

// The longest of 1, 2 and 5 times a power of ten that fits a fifth of the map.
function drawScale() {
  const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * view.y)));
  const metresPerPixel = (EARTH_M * Math.cos(lat)) / view.k;
  const most = metresPerPixel * Math.min(140, view.width / 3);
  const ten = 10 ** Math.floor(Math.log10(most));
  const metres = [5, 2, 1].map((n) => n * ten).find((n) => n <= most);
  const bar = document.getElementById("scale");
  bar.style.width = `${metres / metresPerPixel}px`;
  const isFar = metres >= 1000;
  bar.firstElementChild.textContent = isFar
    ? `${metres / 1000} ${say("km")}`
    : `${metres} ${say("m")}`;
}
