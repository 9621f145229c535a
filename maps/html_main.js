// Pointer, wheel, touch and keyboard; then the first drawing.
const touches = new Map();
let travelled = 0;
const CLICK_PX = 6;
const STEP_PX = 80;
const STEP_ZOOM = 1.5;

function place(event) {
  const box = canvas.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  touches.set(event.pointerId, place(event));
  if (touches.size === 1) travelled = 0;
  showTip(null);
});

canvas.addEventListener("pointermove", (event) => {
  const [px, py] = place(event);
  const before = touches.get(event.pointerId);
  if (!before) {
    if (event.pointerType === "mouse") hover(px, py);
    return;
  }
  const [dx, dy] = [px - before[0], py - before[1]];
  travelled += Math.hypot(dx, dy);
  const other = [...touches].find(([id]) => id !== event.pointerId)?.[1];
  touches.set(event.pointerId, [px, py]);
  if (other) pinch(before, [px, py], other);
  else if (travelled > CLICK_PX) {
    canvas.classList.add("dragging");
    pan(dx, dy);
  }
});

function pinch(before, now, other) {
  const apart = (a, b) => Math.max(Math.hypot(a[0] - b[0], a[1] - b[1]), 1);
  const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const [fromX, fromY] = middle(before, other);
  const [toX, toY] = middle(now, other);
  pan(toX - fromX, toY - fromY);
  zoomAt(toX, toY, apart(now, other) / apart(before, other));
}

function release(event) {
  const wasClick = touches.size === 1 && travelled <= CLICK_PX && event.type === "pointerup";
  touches.delete(event.pointerId);
  canvas.classList.remove("dragging");
  if (wasClick) click(...place(event));
}
canvas.addEventListener("pointerup", release);
canvas.addEventListener("pointercancel", release);
canvas.addEventListener("pointerleave", () => {
  if (touches.size) return;
  state.hover = null;
  showTip(null);
  redraw();
});

function hover(px, py) {
  const hit = find(px, py);
  canvas.classList.toggle("pointing", hit !== null);
  showTip(hit, px, py);
  if (state.hover?.layer === hit?.layer && state.hover?.i === hit?.i) return;
  state.hover = hit;
  redraw();
}

function click(px, py) {
  const hit = find(px, py);
  const entry = hit && entryOf(hit);
  if (!hit || (entry && entry !== state.selected)) choose(entry, false);
  state.hover = hit;
  showTip(hit, px, py);
  redraw();
}

canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  const lines = event.deltaMode === 1 ? 30 : 1;
  const step = Math.max(-240, Math.min(240, event.deltaY * lines));
  zoomAt(...place(event), 2 ** (-step / 240));
  showTip(null);
}, { passive: false });

function zoomMiddle(factor) {
  zoomAt(view.width / 2, (view.height - coveredBelow()) / 2, factor);
}

function zoomAll() {
  fit(state.selected ? boxOf(state.selected) : home);
  redraw();
}

byId("zoom-in").addEventListener("click", () => zoomMiddle(STEP_ZOOM));
byId("zoom-out").addEventListener("click", () => zoomMiddle(1 / STEP_ZOOM));
byId("zoom-all").addEventListener("click", zoomAll);
byId("print").addEventListener("click", () => window.print());
byId("search").addEventListener("input", showList);
byId("sheet").addEventListener("click", () => {
  document.body.classList.toggle("open");
  showSheet();
});

const keys = {
  "+": () => zoomMiddle(STEP_ZOOM),
  "=": () => zoomMiddle(STEP_ZOOM),
  "-": () => zoomMiddle(1 / STEP_ZOOM),
  0: zoomAll,
  Home: zoomAll,
  ArrowLeft: () => pan(STEP_PX, 0),
  ArrowRight: () => pan(-STEP_PX, 0),
  ArrowUp: () => pan(0, STEP_PX),
  ArrowDown: () => pan(0, -STEP_PX),
  Escape: () => choose(null, false),
};

document.addEventListener("keydown", (event) => {
  const isElsewhere = event.target.closest?.("input, #panel") && event.key !== "Escape";
  const act = keys[event.key];
  if (!act || isElsewhere || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
});

new ResizeObserver(() => {
  const isFirst = view.width === 1;
  resize();
  if (isFirst) fit(home);
  draw();
  document.documentElement.dataset.ready = "yes";
}).observe(canvas);

showWords();
