package dialtone.bridge.webrtc;

import static dialtone.bridge.webrtc.Frame.writeData;
import static dialtone.bridge.webrtc.Frame.writeText;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.identity.DtlsCertificate;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a connection is made with, as fields of {@link ToPeer}.
 *
 * <pre>
 * private key, certificate: data | port(4) | relay only(1) | servers: count(1) | each: addresses: list | username, credential: text
 * ICE credentials: list of none, or of ufrag and pwd
 * </pre>
 */
final class SetupFields {

    private static final int MOST_SERVERS = 16;
    private static final int MOST_ADDRESSES = 8;
    private static final int LARGEST_DER = 4 * 1024;
    private static final int LARGEST_PORT = 65_535;

    private SetupFields() {}

    /** Whether it can be written. */
    static void check(Peers.Setup setup) {
        atMost(MOST_SERVERS, setup.servers().size(), "ICE servers");
        atMost(LARGEST_PORT, setup.port(), "UDP port");
        for (IceServer server : setup.servers()) {
            atMost(MOST_ADDRESSES, server.urls().size(), "addresses of an ICE server");
            server.urls().forEach(url -> Frame.fits(url, Frame.LONGEST_LINE));
            Frame.fits(server.username(), Frame.LONGEST_LINE);
            Frame.fits(server.credential(), Frame.LONGEST_LINE);
        }
    }

    static void write(ByteBuffer out, Peers.Setup setup) {
        writeData(out, ByteBuffer.wrap(setup.certificate().privateKey().toArray()));
        writeData(out, ByteBuffer.wrap(setup.certificate().certificate().toArray()));
        out.putInt(setup.port()).put((byte) (setup.relayOnly() ? 1 : 0));
        out.put((byte) setup.servers().size());
        for (IceServer server : setup.servers()) {
            Frame.writeList(out, server.urls());
            writeText(out, server.username());
            writeText(out, server.credential());
        }
    }

    static Peers.Setup read(Frame.Fields in) {
        DtlsCertificate certificate = new DtlsCertificate(
                Bytes.of(in.data(LARGEST_DER).array()),
                Bytes.of(in.data(LARGEST_DER).array()));
        int port = in.number();
        boolean relayOnly = in.flag();
        List<IceServer> servers = new ArrayList<>();
        for (int left = in.upTo(MOST_SERVERS, "count of servers"); left > 0; left--) {
            servers.add(
                    new IceServer(in.list(MOST_ADDRESSES), in.text(Frame.LONGEST_LINE), in.text(Frame.LONGEST_LINE)));
        }
        return new Peers.Setup(certificate, port, servers, relayOnly);
    }

    static void writeCredentials(ByteBuffer out, Optional<IceCredentials> credentials) {
        Frame.writeList(
                out, credentials.map(each -> List.of(each.ufrag(), each.pwd())).orElse(List.of()));
    }

    static Optional<IceCredentials> readCredentials(Frame.Fields in) {
        List<String> both = in.list(2);
        if (both.size() == 1) {
            throw new MalformedException("ICE credentials", "ufrag and pwd, or none", "one of them");
        }
        return both.isEmpty() ? Optional.empty() : Optional.of(new IceCredentials(both.get(0), both.get(1)));
    }

    private static void atMost(int most, int got, String what) {
        if (got < 0 || got > most) {
            throw new MalformedException(what, "0 to " + most, String.valueOf(got));
        }
    }
}
