package dialtone.bridge.link.forward;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** The near end of a connection: a socket, or a process's standard input and output. */
interface Pipe extends Closeable {

    InputStream in() throws IOException;

    OutputStream out() throws IOException;

    /** Nothing more is written; the other direction goes on. */
    void endOutput() throws IOException;

    /** At once, telling the other end that something was cut off. */
    void reset();

    static Pipe of(Socket socket) {
        return new Pipe() {
            @Override
            public InputStream in() throws IOException {
                return socket.getInputStream();
            }

            @Override
            public OutputStream out() throws IOException {
                return socket.getOutputStream();
            }

            @Override
            public void endOutput() throws IOException {
                socket.shutdownOutput();
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }

            @Override
            public void reset() {
                try {
                    socket.setSoLinger(true, 0);
                    socket.close();
                } catch (IOException alreadyClosed) {
                    // That is all that was wanted.
                }
            }
        };
    }

    static Pipe of(InputStream in, OutputStream out) {
        return new Pipe() {
            @Override
            public InputStream in() {
                return in;
            }

            @Override
            public OutputStream out() {
                return out;
            }

            @Override
            public void endOutput() throws IOException {
                out.close();
            }

            @Override
            public void close() throws IOException {
                in.close();
                out.close();
            }

            @Override
            public void reset() {
                try {
                    close();
                } catch (IOException alreadyClosed) {
                    // That is all that was wanted.
                }
            }
        };
    }
}
