// The least that two tabs can do: WebRTC and nothing else, signaled from tab to tab inside the browser. What the application is measured against.
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const signal = new BroadcastChannel('signal');
  const marks = (globalThis.marks = { clicked: 0, opened: 0, picture: 0 });
  const settings = { bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' };
  const video = document.createElement('video');
  video.autoplay = true;
  video.muted = true;
  document.body.append(video);
  let pc;
  let channel;
  let own; // our camera and microphone, as soon as they are there

  function connection() {
    pc = new RTCPeerConnection(settings);
    channel = pc.createDataChannel('control', { negotiated: true, id: 0 });
    channel.onopen = () => (marks.opened = now());
    channel.onmessage = ({ data }) => overChannel(JSON.parse(data));
    pc.ontrack = ({ track }) => {
      if (track.kind !== 'video') return;
      video.srcObject = new MediaStream([track]);
      video.requestVideoFrameCallback(() => (marks.picture ||= now()));
    };
  }

  const gathered = () =>
    new Promise((done) => {
      if (pc.iceGatheringState === 'complete') return done();
      pc.onicegatheringstatechange = () => pc.iceGatheringState === 'complete' && done();
    });

  signal.onmessage = async ({ data: { kind, sdp } }) => {
    if (kind === 'offer') {
      connection();
      await pc.setRemoteDescription({ type: 'offer', sdp });
      await pc.setLocalDescription();
      await gathered();
      signal.postMessage({ kind: 'answer', sdp: pc.localDescription.sdp });
    } else await pc.setRemoteDescription({ type: 'answer', sdp });
  };

  /** The click: a connection with all candidates gathered before the offer leaves. */
  globalThis.connect = async () => {
    marks.clicked = now();
    connection();
    await pc.setLocalDescription();
    await gathered();
    signal.postMessage({ kind: 'offer', sdp: pc.localDescription.sdp });
  };

  /** As large as the application's picture. */
  const CAMERA = { width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 30, max: 30 } };
  const capture = () => (own = navigator.mediaDevices.getUserMedia({ audio: true, video: CAMERA }));
  const tell = (message) => channel.send(JSON.stringify(message));

  async function addTracks() {
    const stream = await own;
    for (const track of stream.getTracks()) pc.addTrack(track, stream);
  }

  /** As while it rings: our camera is open before the click. */
  globalThis.openCamera = () => capture().then(() => {});

  /** The click over an open channel: both capture, the other side offers, we answer. */
  globalThis.callOverChannel = () => {
    marks.clicked = now();
    tell({ kind: 'ring' });
    if (!own) capture();
  };

  async function offer() {
    await pc.setLocalDescription();
    tell({ kind: 'offer', sdp: pc.localDescription.sdp });
  }

  async function overChannel({ kind, sdp }) {
    if (kind === 'ring') {
      capture();
      await addTracks();
      await offer();
    } else if (kind === 'offer') {
      await pc.setRemoteDescription({ type: 'offer', sdp });
      if (own) await addTracks();
      await pc.setLocalDescription();
      tell({ kind: 'answer', sdp: pc.localDescription.sdp });
    } else await pc.setRemoteDescription({ type: 'answer', sdp });
  }

  /** The call is over, the connection stays: our camera is let go, and the side that offered takes the pictures out. */
  globalThis.stop = async () => {
    for (const track of (await own).getTracks()) track.stop();
    own = null;
    video.srcObject = null;
    Object.keys(marks).forEach((name) => (marks[name] = 0));
  };
  globalThis.takeOut = async () => {
    for (const transceiver of pc.getTransceivers()) transceiver.stop();
    await offer();
    await new Promise((done) => (pc.onsignalingstatechange = () => pc.signalingState === 'stable' && done()));
  };
})();
