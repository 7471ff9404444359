package dialtone.bridge.webrtc;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Stands for a child that a friend has taken over. Arguments: the socket; what it sends at once, in hex; what it sends after the first message of the bridge, and how many times. Then it does
 * nothing for ever: it must be killed.
 */
final class FakeChild {

    private FakeChild() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(args[0])));
        send(socket, args[1]);
        if (args.length > 2) {
            socket.read(ByteBuffer.allocate(1));
            for (int left = Integer.parseInt(args[3]); left > 0; left--) {
                send(socket, args[2]);
            }
        }
        Thread.currentThread().join();
    }

    private static void send(SocketChannel socket, String hex) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        while (all.hasRemaining()) {
            socket.write(all);
        }
    }

    /** Starts it in place of the child. */
    static PeerProcess.Starting saying(String... hex) {
        return (directory, socket) -> {
            ProcessBuilder real = PeerCommand.of(directory, socket);
            List<String> command =
                    new ArrayList<>(real.command().subList(0, real.command().indexOf(PeerCommand.MAIN)));
            command.addAll(List.of(FakeChild.class.getName(), socket.toString()));
            command.addAll(List.of(hex));
            return real.command(command);
        };
    }

    static String hex(Frame... frames) {
        StringBuilder all = new StringBuilder();
        for (Frame frame : frames) {
            ByteBuffer out = ByteBuffer.allocate(4 + Frame.LARGEST).putInt(0);
            frame.write(out);
            out.putInt(0, out.position() - 4);
            all.append(HexFormat.of().formatHex(out.array(), 0, out.position()));
        }
        return all.toString();
    }
}
