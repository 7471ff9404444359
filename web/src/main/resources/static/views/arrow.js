// One row of the timeline's drawing: the three lanes and, across them, an arrow or a point.

import { svg } from './dom.js';

/** Where the lanes stand, in hundredths of the width: the middle of each third. */
const X = { you: 100 / 6, bitcoin: 50, friend: 500 / 6 };
/** Where a row's arrow or point lies, in pixels; css/timeline.css places the words by it. */
const ARROW_Y = 24;
const POINT_Y = 12;
const HEAD = 7;

export function arrow(from, to) {
  const lanes = Object.entries(X).map(([lane, x]) =>
    svg('line', { class: 'lane-line', 'data-lane': lane, x1: `${x}%`, x2: `${x}%`, y1: '0', y2: '100%' }),
  );
  const shape = from === to ? [point(from, POINT_Y)] : [shaft(from, to), point(from, ARROW_Y), head(from, to)];
  return svg('svg', { class: 'arrow', 'aria-hidden': 'true', width: '100%', height: '100%' }, ...lanes, ...shape);
}

const point = (lane, y) => svg('circle', { class: 'point', cx: `${X[lane]}%`, cy: y, r: 4 });

const shaft = (from, to) => svg('line', { class: 'shaft', x1: `${X[from]}%`, x2: `${X[to]}%`, y1: ARROW_Y, y2: ARROW_Y, pathLength: 1 });

/** An inner svg stands at a place in hundredths and draws in pixels. */
function head(from, to) {
  const back = X[from] < X[to] ? -HEAD : HEAD;
  const shape = svg('path', { class: 'head', d: `M0 0L${back * 1.3} ${-HEAD * 0.7}L${back * 1.3} ${HEAD * 0.7}Z` });
  return svg('svg', { x: `${X[to]}%`, y: ARROW_Y, overflow: 'visible' }, shape);
}
