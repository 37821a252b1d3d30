// Small ways to make and change elements. Texts are only written where they differ, so that nothing flickers or is read out twice.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

export function cell(label, ...children) {
  return make("td", { role: "cell", "data-label": label }, ...children);
}

export function numberCell(label) {
  return make("td", { role: "cell", class: "number", "data-label": label });
}

// Keeps one row object per key, in the order of the items; row objects have `elements` and `update`.
export function keep(rows, body, items, keyOf, create, now) {
  const wanted = new Set(items.map(keyOf));
  for (const [key, row] of rows) {
    if (wanted.has(key)) continue;
    row.elements.forEach(e => e.remove());
    rows.delete(key);
  }
  let after = null;
  for (const item of items) {
    const key = keyOf(item);
    let row = rows.get(key);
    if (!row) rows.set(key, row = create(item));
    for (const element of row.elements) {
      // Moving an element takes the focus from it, so only what stands wrong is moved.
      const place = after ? after.nextSibling : body.firstChild;
      if (place !== element) body.insertBefore(element, place);
      after = element;
    }
    row.update(item, now);
  }
}

// Makes a list say so many texts, or the one that it says where there is none.
export function fill(list, items, textOf, empty) {
  const texts = items.length ? items.map(textOf) : [empty];
  while (list.children.length > texts.length) list.lastChild.remove();
  while (list.children.length < texts.length) list.append(make("li"));
  texts.forEach((text, i) => setText(list.children[i], text));
}
