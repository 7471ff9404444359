// What the page asks of its bridge by itself and waits for; everything else goes over the socket.

/** @param {string} token */
export function connectApi(token) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

  /** @returns {Promise<any>} the answer, or null for none; an Error says in words what is wrong. */
  async function ask(path, options, more = {}) {
    const response = await fetch(`/api/${path}`, { ...options, headers: { ...headers, ...more }, credentials: 'omit', cache: 'no-store' }).catch(() => {
      throw new Error('The bridge does not answer. Look whether it still runs, and start it again.');
    });
    if (response.status === 204) return null;
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.error?.text ?? `The bridge refused with status ${response.status}. Reload the page.`);
    return answer;
  }

  return {
    get: (path) => ask(path, { method: 'GET' }),
    /** @param {Blob} file is the body as it is */
    upload: (path, file) => ask(path, { method: 'POST', body: file }, { 'content-type': 'application/octet-stream' }),
    post: (path, fields) => ask(path, { method: 'POST', body: JSON.stringify(fields) }),
  };
}
