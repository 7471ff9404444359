/** Milliseconds since 1970 with the resolution of performance.now: what a Mark carries. */
export const epochNow = () => performance.timeOrigin + performance.now();
