package dialtone.bridge.webrtc.child;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCBundlePolicy;
import dev.onvoid.webrtc.RTCCertificatePEM;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceServer;
import dev.onvoid.webrtc.RTCIceTransportPolicy;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtcpMuxPolicy;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dialtone.bridge.webrtc.IceServer;
import dialtone.bridge.webrtc.Peers;
import java.util.List;

/**
 * webrtc-java's one factory: each further one would lose two threads when it is disposed. Never disposed itself, the process ends instead.
 */
final class Library {

    /** Without an audio device module the factory ends the process where there is no sound system. */
    private final HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();

    private final PeerConnectionFactory factory = new PeerConnectionFactory(audio);

    /** The certificate must have been {@linkplain CertificateCheck checked}. */
    RTCPeerConnection connect(Peers.Setup setup, PeerConnectionObserver observer) {
        RTCConfiguration configuration = new RTCConfiguration();
        configuration.bundlePolicy = RTCBundlePolicy.MAX_BUNDLE;
        configuration.rtcpMuxPolicy = RTCRtcpMuxPolicy.REQUIRE;
        configuration.iceTransportPolicy = setup.relayOnly() ? RTCIceTransportPolicy.RELAY : RTCIceTransportPolicy.ALL;
        configuration.certificates = List.of(new RTCCertificatePEM(
                setup.certificate().privateKeyPem(), setup.certificate().certificatePem(), 0));
        configuration.iceServers = setup.servers().stream().map(Library::server).toList();
        // TCP candidates never travel.
        configuration.portAllocatorConfig =
                new PortAllocatorConfig(setup.port(), setup.port(), PortAllocatorConfig.PORTALLOCATOR_DISABLE_TCP);
        return factory.createPeerConnection(configuration, observer);
    }

    private static RTCIceServer server(IceServer server) {
        RTCIceServer made = new RTCIceServer();
        made.urls = server.urls();
        made.username = server.username();
        made.password = server.credential();
        return made;
    }
}
