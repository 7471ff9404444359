// What a person reads when a call did not come about, or ended by itself.

const texts = {
  'no-answer': (name) => `No answer. ${name} will see that you called.`,
  declined: (name) => `${name} declined.`,
  busy: (name) => `${name} is in another call.`,
  missed: (name) => `You missed a call from ${name}.`,
  withdrawn: (name) => `${name} had hung up before you were connected.`,
  'hung-up': (name) => `${name} hung up.`,
  lost: (name) => `The connection to ${name} was lost. The call is over.`,
  unreached: (name) => `Your browser and ${name}'s found no way to each other. The call is over.`,
  elsewhere: (name) => `The call with ${name} is in another tab.`,
  failed: (name) => `The call to ${name} did not come about.`,
  'called-while-busy': (name) => `${name} called while you were in a call.`,
};

/** @returns {string} empty for outcomes that the user chose */
export const noteText = (code, name) => texts[code]?.(name) ?? '';
