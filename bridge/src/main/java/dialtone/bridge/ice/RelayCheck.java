package dialtone.bridge.ice;

import dialtone.bridge.webrtc.IceServer;
import dialtone.signaling.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Whether a TURN server gives addresses and carries packets. */
final class RelayCheck {

    private static final Duration RELAY = Duration.ofSeconds(1);

    private RelayCheck() {}

    /** Two allocations, because nobody else is there to send a packet to. */
    static Finding of(InetSocketAddress address, IceServer server, String name) throws IOException {
        String place = "The " + name;
        try (TurnAllocation here = TurnAllocation.make(address, server);
                TurnAllocation there = TurnAllocation.make(address, server)) {
            here.permit(there.relayed());
            there.permit(here.relayed());
            Bytes packet = Bytes.of((byte) 'd', (byte) 't');
            for (int tries = 0; tries < 3; tries++) {
                here.send(there.relayed(), packet);
                if (there.hears(packet, RELAY)) {
                    return Finding.works(place + " takes your credential and relays.");
                }
            }
            return Finding.fails(
                    place
                            + " takes your credential and gives an address, but no packet came through it. Its operator must see to that.");
        } catch (TurnAllocation.Failed failed) {
            return Finding.fails(
                    switch (failed.code) {
                        case 0 -> place + " answers as a STUN server, but gives no address: it may serve STUN alone.";
                        case TurnAllocation.UNAUTHORIZED ->
                            place + " refuses the username or the credential (401): ask its provider for new ones.";
                        case 403 ->
                            place
                                    + " forbids it (403): its operator does not let it relay to its own addresses, or not for you.";
                        case 486 ->
                            place + " has no address left for you (486): too many are in use with this username.";
                        case 508 -> place + " has no address left for anybody (508).";
                        default -> place + " refuses with " + failed.code + ".";
                    });
        }
    }
}
