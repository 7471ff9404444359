// Elements without HTML strings: text is always text (threats.md W6), and nothing here sets a style or a handler attribute.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `on` holds listeners, `text` the content; true sets an empty attribute, false and null none
 * @param {...(Node | string | null | false)} children
 */
export function el(tag, attributes = {}, ...children) {
  return build(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return build(document.createElementNS(SVG, tag), attributes, children);
}

function build(element, { on = {}, text, ...attributes }, children) {
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  if (text !== undefined) element.textContent = text;
  element.append(...children.filter((child) => child !== null && child !== false && child !== undefined));
  return element;
}

/** For `on`: the pointer or the focus has come to the element, and a click may follow. */
export const beforeAClick = (does) => ({ pointerenter: does, pointerdown: does, focus: does });

/** Only what changes is touched: a screen reader must not hear the same again. */
export function setAttribute(element, name, value) {
  if (value === false || value === null || value === undefined) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
    return;
  }
  const text = value === true ? '' : String(value);
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function show(element, visible) {
  if (element.hidden === visible) element.hidden = !visible;
}

/**
 * Makes the children of `parent` those of `items`, in order, and keeps the elements of items that stay.
 *
 * @param {(item: any) => string} options.key
 * @param {(item: any) => Element} options.create
 * @param {(element: Element, item: any) => void} options.update
 * @param {(item: any) => any[]} [options.inputs] what `update` depends on: while these stay it is not called. Without: always
 */
export function keyed(parent, items, { key, create, update, inputs = null }) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const id = key(item);
    let child = known.get(id);
    if (child) known.delete(id);
    else {
      child = create(item);
      child.dataset.key = id;
    }
    if (!inputs || differFromLast(child, inputs(item))) update(child, item);
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
  for (const gone of known.values()) gone.remove();
}

/** A part of an element that its view updates: `part(row, 'name')` is the descendant with data-part="name". */
export const part = (element, name) => element.querySelector(`[data-part="${name}"]`);

/** @returns {(...inputs: any[]) => boolean} whether any input differs from those of the last time: what a drawing depends on */
export function changed() {
  const self = {};
  return (...inputs) => differFromLast(self, inputs);
}

const lastInputs = new WeakMap(); // what is drawn -> the inputs it was drawn from

function differFromLast(drawn, inputs) {
  const last = lastInputs.get(drawn);
  lastInputs.set(drawn, inputs);
  return last?.length !== inputs.length || inputs.some((input, index) => input !== last[index]);
}
