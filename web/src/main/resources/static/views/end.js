// The end of what scrolls: whoever reads there stays there when something is added, or when the room for it changes.

/** The scroller is looked at after the layout of a frame, which costs nothing; asking in between would make the browser lay out the page once more. */
export class End {
  #scroller;
  #slack;
  #reached = true;

  /** @param {number} slack so many px above the end count as being there */
  constructor(scroller, content, slack) {
    this.#scroller = scroller;
    this.#slack = slack;
    const observer = new ResizeObserver(() => (this.#reached || this.#fits()) && this.go());
    observer.observe(scroller);
    observer.observe(content);
    scroller.addEventListener('scroll', () => this.#look());
  }

  /** What was opened by hand stays where it is. */
  stay() {
    this.#reached = false;
  }

  go() {
    this.#reached = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #fits() {
    return this.#scroller.scrollHeight <= this.#scroller.clientHeight;
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#reached = scrollHeight - scrollTop - clientHeight < this.#slack;
  }
}
