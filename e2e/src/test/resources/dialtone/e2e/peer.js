// One end of a data channel in a page that knows nothing but WebRTC. Every candidate is in the description.
(() => {
  let pc;
  let channel;
  let opened;
  let heard;

  function connection() {
    pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' });
    channel = pc.createDataChannel('control', { negotiated: true, id: 0 });
    opened = new Promise((done) => (channel.onopen = done));
    heard = new Promise((done) => (channel.onmessage = ({ data }) => done(data)));
  }

  async function described() {
    await pc.setLocalDescription();
    if (pc.iceGatheringState !== 'complete') {
      await new Promise((done) => (pc.onicegatheringstatechange = () => pc.iceGatheringState === 'complete' && done()));
    }
    return pc.localDescription.sdp;
  }

  globalThis.peer = {
    offer: () => {
      connection();
      return described();
    },
    answer: async (sdp) => {
      connection();
      await pc.setRemoteDescription({ type: 'offer', sdp });
      return described();
    },
    apply: (sdp) => pc.setRemoteDescription({ type: 'answer', sdp }),
    say: async (text) => {
      await opened;
      channel.send(text);
    },
    hear: () => heard,
    end: () => pc?.close(),
  };
})();
