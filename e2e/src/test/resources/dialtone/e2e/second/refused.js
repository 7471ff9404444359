/** What a reader refuses, by a reason of section 6. */
export class Refused extends Error {
  constructor(reason, detail) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
  }
}

export const malformed = (detail) => new Refused("MALFORMED", detail);

/** Checks a fact of what was read. */
export function check(fact, detail) {
  if (!fact) {
    throw malformed(detail);
  }
}

/** What `read` gives, or the reason for which it refused. */
export async function orRefused(read) {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Refused) {
      return { refused: error.reason };
    }
    throw error;
  }
}
