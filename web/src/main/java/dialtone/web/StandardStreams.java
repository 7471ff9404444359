package dialtone.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/** Two streams, such as those of a command, over a connection to a port of this computer. */
final class StandardStreams {

    private StandardStreams() {}

    /** Until the far side has said everything. False when it was cut off. The end of {@code in} ends one direction only. */
    static boolean through(int port, InputStream in, OutputStream out) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
            socket.setTcpNoDelay(true);
            Thread sending = new Thread(() -> send(in, socket), "standard input");
            sending.setDaemon(true); // a read of standard input cannot be interrupted
            sending.start();
            return receive(socket, out);
        }
    }

    private static void send(InputStream in, Socket socket) {
        try {
            copy(in, socket.getOutputStream());
            socket.shutdownOutput();
        } catch (IOException e) {
            // The other direction ends, too, and says how.
        }
    }

    private static boolean receive(Socket socket, OutputStream out) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        while (true) {
            int count;
            try {
                count = socket.getInputStream().read(buffer);
            } catch (IOException cutOff) {
                return false;
            }
            if (count < 0) {
                return true;
            }
            out.write(buffer, 0, count);
            out.flush();
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
            out.flush();
        }
    }
}
