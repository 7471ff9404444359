// Links of two people in one page, made by the application's own modules; what they say to each other arrives as late as a cell of the matrix wants.
(async () => {
  const modules = document.querySelector('script').src;
  const { Links } = await import(new URL('links.js', modules));
  const { fingerprintOf, generatedSdp, ownIce } = await import(new URL('sdp.js', modules));
  const pass = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const THEIRS = { ufrag: 'invitee1', pwd: 'inviteeinviteeinvitee123' };

  async function person(key) {
    const certificate = RTCPeerConnection.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' });
    const opened = new Map(); // friend -> what ends the wait for the link
    const nothing = () => {};
    const events = { presence: nothing, over: nothing, named: nothing, mark: nothing, prepare: nothing, control: nothing, chat: nothing, unwanted: nothing, ticket: nothing };
    const links = new Links({ certificate, events: { ...events, wanted: () => true, cannotRedial: nothing, opened: ({ friend }) => opened.get(friend)?.() } });
    links.ourKey = key;
    await certificate;
    return { links, certificate, opens: (friend) => new Promise((resolve) => opened.set(friend, resolve)) };
  }

  const [alice, bob] = await Promise.all([person('a'), person('b')]);
  const { value: bobsFingerprint } = (await bob.certificate).getFingerprints()[0];

  let calls = 0;
  const newCall = () => (++calls).toString(16).padStart(32, '0');

  /** Cells differ by the friends' names. */
  async function open(cell, last) {
    const both = Promise.all([alice.opens(`bob of ${cell}`), bob.opens(`alice of ${cell}`)]);
    const from = performance.now();
    await last();
    await both;
    const ms = performance.now() - from;
    alice.links.drop(`bob of ${cell}`);
    bob.links.drop(`alice of ${cell}`);
    return ms;
  }

  globalThis.twoMessages = async (cell, first, second) => {
    const arrive = await answered(cell, first);
    await pass(second);
    return arrive();
  };

  /** Bob has answered; the function that comes back has the answer arrive, and waits for the link. */
  globalThis.answered = async (cell, first = 0) => {
    const call = newCall();
    const { offer } = await alice.links.offer(call, `bob of ${cell}`);
    if (first > 0) await pass(first);
    const answer = await bob.links.answer(call, `alice of ${cell}`, offer, { unattended: true });
    return () => open(cell, () => alice.links.applyAnswer(call, answer));
  };

  /** Alice knows Bob's certificate and his credentials, and waits to be dialled. */
  globalThis.oneMessage = async (cell, delay) => {
    const call = newCall();
    const { offer } = await alice.links.offer(call, `bob of ${cell}`);
    const fingerprint = bobsFingerprint.replaceAll(':', '').toLowerCase();
    await alice.links.expectDial(call, generatedSdp({ fingerprint, ...THEIRS, candidates: [], setup: 'active' }));
    await pass(delay);
    return open(cell, async () => {
      const answer = await bob.links.answer(call, `alice of ${cell}`, offer, { unattended: true, credentials: THEIRS });
      if (ownIce(answer).ufrag !== THEIRS.ufrag || fingerprintOf(answer) !== fingerprint) throw new Error('not the end that Alice waits for');
    });
  };
})()
