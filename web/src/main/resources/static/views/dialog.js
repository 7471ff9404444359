// One dialog at a time. The page behind it is inert; an incoming call stays reachable, which a modal <dialog> would not allow.

import { el, setAttribute } from './dom.js';
import { icon } from './icons.js';

/**
 * @typedef {object} DialogView
 * @property {string} title
 * @property {HTMLElement} content
 * @property {(state: object, close: () => void) => void} [render]
 * @property {() => void} [closed]
 * @property {(problem: { text: string, todo: string }) => boolean} [problem] true: it was about what this dialog asked for
 */

export class Dialogs {
  element = el('div', { class: 'dialogs', hidden: true, on: { click: (event) => this.#outside(event) } });

  #behind;
  #view = null;
  #opener = null;

  constructor(behind) {
    this.#behind = behind;
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.#view) {
        event.stopImmediatePropagation();
        this.close();
      }
    });
  }

  get isOpen() {
    return this.#view !== null;
  }

  /** @param {DialogView} view */
  open(view, state) {
    if (!this.#view) this.#opener = document.activeElement;
    this.#view = view;
    const heading = el('h2', { id: 'dialog-title', tabindex: '-1', text: view.title });
    const closing = { type: 'button', class: 'round', 'aria-label': 'Close', on: { click: () => this.close() } };
    this.element.replaceChildren(
      el(
        'div',
        { class: 'dialog', role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'dialog-title' },
        el('header', {}, heading, el('button', closing, icon('close'))),
        view.content,
      ),
    );
    this.element.hidden = false;
    this.#behindIs({ inert: true });
    (this.element.querySelector('[autofocus]') ?? heading).focus();
    this.render(state);
  }

  close() {
    if (!this.#view) return;
    this.#view.closed?.();
    this.#view = null;
    this.element.hidden = true;
    this.element.replaceChildren();
    this.#behindIs({ inert: false });
    this.#opener?.focus?.();
  }

  render(state) {
    this.#view?.render?.(state, () => this.close());
  }

  problem(problem) {
    return this.#view?.problem?.(problem) ?? false;
  }

  #behindIs({ inert }) {
    this.#behind.inert = inert;
    setAttribute(this.#behind, 'aria-hidden', inert ? 'true' : null);
  }

  #outside(event) {
    if (event.target === this.element) this.close();
  }
}
