// Of several tabs the one that was touched last leads: it rings, the others show a call silently.

const AGAIN_AFTER_MS = 1000;

/** Tells the bridge when the user touches a tab that does not lead. */
export function leadWhenTouched({ store, bridge }) {
  let last = -AGAIN_AFTER_MS;
  const touched = () => {
    if (store.state.leads || performance.now() - last < AGAIN_AFTER_MS) return;
    if (bridge.send({ type: 'lead' })) last = performance.now();
  };
  for (const type of ['pointerdown', 'keydown', 'focus']) addEventListener(type, touched, { capture: true, passive: true });
}
