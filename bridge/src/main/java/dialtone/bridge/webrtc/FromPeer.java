package dialtone.bridge.webrtc;

import static dialtone.bridge.webrtc.Frame.writeData;
import static dialtone.bridge.webrtc.Frame.writeText;

import dialtone.signaling.MalformedException;
import java.nio.ByteBuffer;

/** Every message from the native peer to the bridge, which trusts none of them. */
public sealed interface FromPeer extends Frame {

    void to(Receiver receiver);

    interface Receiver {
        void ready();

        void unavailable(Unavailable message);

        void trouble(Trouble message);

        void described(Described message);

        void stateChanged(StateChanged message);

        void opened(Opened message);

        void received(Received message);

        void sent(Sent message);

        void channelClosed(ChannelClosed message);

        void failed(Failed message);

        void pong();
    }

    static FromPeer read(Fields in) {
        int type = in.u8();
        FromPeer message = switch (type) {
            case 0 -> new Ready();
            case 1 -> new Unavailable(in.text(LONGEST_LINE));
            case 2 -> new Trouble(in.text(LONGEST_LINE));
            case 3 -> new Described(in.number(), in.text(LONGEST_TEXT));
            case 4 -> new StateChanged(in.number(), readState(in));
            case 5 -> new Opened(in.number(), in.number(), in.text(LONGEST_LINE));
            case 6 -> new Received(in.number(), in.number(), in.flag(), in.data(Channel.LARGEST_MESSAGE));
            case 7 -> new Sent(in.number(), in.number(), in.number());
            case 8 -> new ChannelClosed(in.number(), in.number());
            case 9 -> new Failed(in.number(), in.text(LONGEST_LINE));
            case 10 -> new Pong();
            default -> throw new MalformedException("message of the native peer", "0 to 10", "" + type);
        };
        in.end();
        return message;
    }

    private static Connection.State readState(Fields in) {
        Connection.State[] states = Connection.State.values();
        return states[in.upTo(states.length - 1, "state")];
    }

    private static ByteBuffer start(ByteBuffer out, int type) {
        return out.put((byte) type);
    }

    /** Text for people, of a length that is taken. */
    private static void writeLine(ByteBuffer out, String line) {
        // A character takes three bytes at most in UTF-8, counted in Java's chars.
        writeText(out, line.substring(0, Math.min(line.length(), LONGEST_LINE / 3)));
    }

    /** The native library is loaded. The first message, unless it is {@link Unavailable}. */
    record Ready() implements FromPeer {
        @Override
        public void write(ByteBuffer out) {
            start(out, 0);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.ready();
        }
    }

    record Unavailable(String why) implements FromPeer {
        @Override
        public void write(ByteBuffer out) {
            writeLine(start(out, 1), why);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.unavailable(this);
        }
    }

    /** For the log: a friend who broke a limit, or our own mistake. */
    record Trouble(String what) implements FromPeer {
        @Override
        public void write(ByteBuffer out) {
            writeLine(start(out, 2), what);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.trouble(this);
        }
    }

    record Described(int connection, String sdp) implements FromPeer {
        @Override
        public void write(ByteBuffer out) {
            writeText(start(out, 3).putInt(connection), sdp);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.described(this);
        }

        @Override
        public String toString() {
            return "Described[connection=" + connection + ", redacted]";
        }
    }

    record StateChanged(int connection, Connection.State state) implements FromPeer {
        @Override
        public void write(ByteBuffer out) {
            start(out, 4).putInt(connection).put((byte) state.ordinal());
        }

        @Override
        public void to(Receiver receiver) {
            receiver.stateChanged(this);
        }
    }

    record Opened(int connection, int channel, String label) implements FromPeer {
        @Override
        public void write(ByteBuffer out) {
            writeText(start(out, 5).putInt(connection).putInt(channel), label);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.opened(this);
        }
    }

    record Received(int connection, int channel, boolean text, ByteBuffer data) implements FromPeer {
        @Override
        public void write(ByteBuffer out) {
            start(out, 6).putInt(connection).putInt(channel).put((byte) (text ? 1 : 0));
            writeData(out, data);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.received(this);
        }
    }

    /** Messages of {@code bytes} have left the library's buffer, {@link Channel#IN_FLIGHT_OVERHEAD} counted for each. */
    record Sent(int connection, int channel, int bytes) implements FromPeer {
        @Override
        public void write(ByteBuffer out) {
            start(out, 7).putInt(connection).putInt(channel).putInt(bytes);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.sent(this);
        }
    }

    record ChannelClosed(int connection, int channel) implements FromPeer {
        @Override
        public void write(ByteBuffer out) {
            start(out, 8).putInt(connection).putInt(channel);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.channelClosed(this);
        }
    }

    /** The connection is gone; nothing follows about it. */
    record Failed(int connection, String why) implements FromPeer {
        @Override
        public void write(ByteBuffer out) {
            writeLine(start(out, 9).putInt(connection), why);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.failed(this);
        }
    }

    record Pong() implements FromPeer {
        @Override
        public void write(ByteBuffer out) {
            start(out, 10);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.pong();
        }
    }
}
