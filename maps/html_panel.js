// The panel: language, figures, layers, the list, and what is chosen. Text is only
// ever set as text, so that no name of a site can become markup.
const MOST_ROWS = 200;

function showWords() {
  document.documentElement.lang = state.lang;
  document.title = pick(page.title);
  byId("title").textContent = pick(page.title);
  byId("subtitle").textContent = pick(page.subtitle);
  byId("badge").textContent = pick(page.badge);
  byId("badge").hidden = !pick(page.badge);
  byId("notes").textContent = pick(page.note);
  byId("attribution").textContent = pick(page.attribution);
  byId("layers-title").textContent = say("layers");
  byId("list-title").textContent = `${pick(page.list_title)} · ${figure(entries.length, 0)}`;
  byId("search").placeholder = say("search");
  byId("print").textContent = say("print");
  for (const [id, key] of [
    ["map", "map"], ["search", "search"], ["zoom-in", "zoom_in"],
    ["zoom-out", "zoom_out"], ["zoom-all", "zoom_all"],
  ]) {
    byId(id).setAttribute("aria-label", say(key));
    byId(id).title = id === "map" ? "" : say(key);
  }
  showLanguages();
  showSheet();
  showFacts();
  showLayers();
  showList();
  showDetail();
}

function showLanguages() {
  byId("languages").replaceChildren(
    ...page.languages.map(({ code, name }) => {
      const button = make("button", name);
      button.type = "button";
      button.lang = code;
      button.setAttribute("aria-pressed", String(code === state.lang));
      button.addEventListener("click", () => {
        state.lang = code;
        showWords();
        redraw();
      });
      return button;
    }),
  );
}

function showSheet() {
  const isOpen = document.body.classList.contains("open");
  byId("sheet").textContent = say(isOpen ? "show_map" : "show_list");
  byId("sheet").setAttribute("aria-expanded", String(isOpen));
}

function showFacts() {
  byId("facts").replaceChildren(
    ...page.facts.map(([label, value]) => {
      const card = make("div");
      card.append(make("dt", pick(label)), make("dd", pick(value)));
      return card;
    }),
  );
}

function showLayers() {
  byId("layers").replaceChildren(
    ...layers.filter((layer) => layer.is_legend).reverse().map((layer) => {
      const item = make("li", "", layer.shown ? "" : "off");
      const label = make("label");
      const box = make("input");
      box.type = "checkbox";
      box.checked = layer.shown;
      box.addEventListener("change", () => {
        layer.shown = box.checked;
        item.className = layer.shown ? "" : "off";
        redraw();
      });
      const count = make("span", figure(layer.count, 0), "count");
      label.append(box, swatch(layer), make("span", pick(layer.label)), count);
      item.append(label);
      return item;
    }),
  );
}

function swatch(layer) {
  const node = make("canvas", "", "swatch");
  [node.width, node.height] = [40, 28];
  node.setAttribute("aria-hidden", "true");
  paintOn(node, 2, () => {
    if (layer.kind === "point") {
      brush.beginPath();
      shape(layer.symbol, 10, 7, Math.max(layer.size_px, 3));
      finish(layer, layer.colours[0], 0);
      return;
    }
    const colours = layer.kind === "area" ? [layer.fill] : layer.colours.slice(0, 3);
    const [top, high] = layer.kind === "area" ? [1, 12] : [5.5, 3];
    const wide = 20 / colours.length;
    colours.forEach((colour, c) => {
      brush.fillStyle = colour;
      brush.fillRect(wide * c, top, wide, high);
    });
  });
  return node;
}

function showList() {
  byId("list-section").hidden = entries.length === 0 || state.selected !== null;
  if (byId("list-section").hidden) return;
  const wanted = byId("search").value.trim().toLowerCase();
  const found = listed.filter((entry) => {
    entry.text ??= searchText(entry);
    return entry.text.includes(wanted);
  });
  byId("list").replaceChildren(...found.slice(0, MOST_ROWS).map(listRow));
  const rest = found.length - MOST_ROWS;
  byId("list-more").textContent = !found.length
    ? say("none_found")
    : rest > 0 ? say("more").replace("#", figure(rest, 0)) : "";
}

function listRow(entry) {
  const item = make("li");
  const button = make("button");
  button.type = "button";
  const dot = make("span", "", "dot");
  dot.style.background = colourOf(entry);
  const words = make("span", "", "words");
  const brief = entry.layer.columns.filter((column) => column.is_brief);
  const cells = brief.map((column) => shown(column, entry.i)).filter(Boolean);
  words.append(make("strong", titleOf(entry)), make("small", cells.join(" · ")));
  button.append(dot, words);
  button.addEventListener("click", () => choose(entry, true));
  item.append(button);
  return item;
}

function choose(entry, isToFit) {
  state.selected = entry;
  state.hover = null;
  document.body.classList.toggle("chosen", entry !== null);
  if (entry) document.body.classList.remove("open");
  showSheet();
  showList();
  showDetail();
  if (entry && isToFit) fit(boxOf(entry));
  byId("panel").scrollTop = 0;
  redraw();
}

function showDetail() {
  const box = byId("detail");
  const entry = state.selected;
  box.hidden = entry === null;
  byId("facts").hidden = byId("layers-section").hidden = entry !== null;
  if (entry === null) return box.replaceChildren();
  const back = make("button", `← ${say("back")}`, "back");
  back.type = "button";
  back.addEventListener("click", () => choose(null, false));
  const table = make("table");
  const body = table.createTBody();
  for (const column of entry.layer.columns) {
    const text = shown(column, entry.i);
    if (!text) continue;
    const row = body.insertRow();
    row.append(make("th", pick(column.label)), make("td", text));
  }
  box.replaceChildren(back, make("h3", titleOf(entry)), table, ...childTables(entry));
}

function childTables(entry) {
  const groups = new Map();
  for (const child of entry.children) {
    groups.set(child.layer, [...(groups.get(child.layer) ?? []), child]);
  }
  return [...groups].flatMap(([layer, things]) => {
    const columns = layer.columns.filter((column) => column.is_brief);
    const table = make("table", "", "children");
    const head = table.createTHead().insertRow();
    head.append(make("th", pick(layer.label)));
    for (const column of columns) head.append(make("th", pick(column.label), cellClass(column)));
    const body = table.createTBody();
    things.slice(0, MOST_ROWS).forEach((thing) => body.append(childRow(thing, columns)));
    const rest = things.length - MOST_ROWS;
    const more = rest > 0 ? [make("small", say("more").replace("#", figure(rest, 0)))] : [];
    return [table, ...more];
  });
}

const cellClass = (column) => (column.digits === null ? "" : "number");

function childRow(thing, columns) {
  const row = make("tr");
  row.tabIndex = 0;
  const number = thing.layer.numbers?.[thing.i];
  row.append(make("td", number ? `${number}  ${titleOf(thing)}` : titleOf(thing)));
  for (const column of columns) row.append(make("td", shown(column, thing.i), cellClass(column)));
  const point = () => {
    state.hover = thing;
    redraw();
  };
  row.addEventListener("pointerenter", point);
  row.addEventListener("focus", point);
  return row;
}

function showTip(hit, px, py) {
  const tip = byId("tip");
  tip.hidden = !hit;
  if (!hit) return;
  const rows = make("dl");
  for (const column of hit.layer.columns) {
    const text = shown(column, hit.i);
    if (text) rows.append(make("dt", pick(column.label)), make("dd", text));
  }
  tip.replaceChildren(make("strong", titleOf(hit)), make("small", pick(hit.layer.label)), rows);
  const left = px + 16 + tip.offsetWidth > view.width ? px - tip.offsetWidth - 12 : px + 14;
  const top = Math.min(py + 14, view.height - coveredBelow() - tip.offsetHeight - 8);
  tip.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
}
