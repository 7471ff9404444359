package dialtone.bridge.webrtc.child;

import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dialtone.bridge.webrtc.Connection;

/** On the library's thread: an exception out of any of these ends the process, so each does nothing that can fail. */
record ConnectionCallbacks(PeerThread thread, NativeConnection to) implements PeerConnectionObserver {

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
        thread.handOff(() -> to.found(candidate.sdp));
    }

    @Override
    public void onIceGatheringChange(RTCIceGatheringState state) {
        thread.handOff(() -> {
            if (state == RTCIceGatheringState.COMPLETE) {
                to.gatheringComplete();
            }
        });
    }

    @Override
    public void onConnectionChange(RTCPeerConnectionState state) {
        thread.handOff(() -> {
            if (state != RTCPeerConnectionState.CLOSED) {
                to.stateChanged(Connection.State.valueOf(state.name()));
            }
        });
    }

    @Override
    public void onDataChannel(RTCDataChannel channel) {
        thread.handOff(() -> to.madeByFriend(channel));
    }
}
