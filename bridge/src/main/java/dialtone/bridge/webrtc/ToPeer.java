package dialtone.bridge.webrtc;

import static dialtone.bridge.webrtc.Frame.writeData;
import static dialtone.bridge.webrtc.Frame.writeText;

import dialtone.signaling.MalformedException;
import dialtone.signaling.descriptor.IceCredentials;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Every message from the bridge to the native peer. {@code connection}: counted by the bridge from 0. {@code channel}: 0 control, 1 chat; of the others the even ones are made by us, the odd ones by the friend.
 */
public sealed interface ToPeer extends Frame {

    int connection();

    void to(Receiver receiver);

    interface Receiver {
        void open(Open message);

        void offer(Offer message);

        void answer(Answer message);

        void setAnswer(SetAnswer message);

        void addCandidate(AddCandidate message);

        void openChannel(OpenChannel message);

        void send(Send message);

        void heard(Heard message);

        void closeChannel(CloseChannel message);

        void close(Close message);

        void ping();
    }

    static ToPeer read(Fields in) {
        int type = in.u8();
        int connection = in.number();
        ToPeer message = switch (type) {
            case 0 -> new Open(connection, SetupFields.read(in));
            case 1 -> new Offer(connection, SetupFields.readCredentials(in));
            case 2 -> new Answer(connection, in.text(LONGEST_TEXT), SetupFields.readCredentials(in));
            case 3 -> new SetAnswer(connection, in.text(LONGEST_TEXT));
            case 4 -> new AddCandidate(connection, in.text(LONGEST_LINE));
            case 5 -> new OpenChannel(connection, in.number(), in.text(LONGEST_LINE));
            case 6 -> new Send(connection, in.number(), in.flag(), in.data(Channel.LARGEST_MESSAGE));
            case 7 -> new Heard(connection, in.number(), in.number());
            case 8 -> new CloseChannel(connection, in.number());
            case 9 -> new Close(connection);
            case 10 -> new Ping();
            default -> throw new MalformedException("message to the native peer", "0 to 10", "" + type);
        };
        in.end();
        return message;
    }

    private static void start(ByteBuffer out, int type, int connection) {
        out.put((byte) type).putInt(connection);
    }

    record Open(int connection, Peers.Setup setup) implements ToPeer {
        public Open {
            SetupFields.check(setup);
        }

        @Override
        public void write(ByteBuffer out) {
            start(out, 0, connection);
            SetupFields.write(out, setup);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.open(this);
        }
    }

    record Offer(int connection, Optional<IceCredentials> ours) implements ToPeer {
        @Override
        public void write(ByteBuffer out) {
            start(out, 1, connection);
            SetupFields.writeCredentials(out, ours);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.offer(this);
        }
    }

    record Answer(int connection, String offer, Optional<IceCredentials> ours) implements ToPeer {
        public Answer {
            Frame.fits(offer, LONGEST_TEXT);
        }

        @Override
        public void write(ByteBuffer out) {
            start(out, 2, connection);
            writeText(out, offer);
            SetupFields.writeCredentials(out, ours);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.answer(this);
        }

        @Override
        public String toString() {
            return "Answer[connection=" + connection + ", redacted]";
        }
    }

    record SetAnswer(int connection, String answer) implements ToPeer {
        public SetAnswer {
            Frame.fits(answer, LONGEST_TEXT);
        }

        @Override
        public void write(ByteBuffer out) {
            start(out, 3, connection);
            writeText(out, answer);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.setAnswer(this);
        }

        @Override
        public String toString() {
            return "SetAnswer[connection=" + connection + ", redacted]";
        }
    }

    record AddCandidate(int connection, String candidate) implements ToPeer {
        public AddCandidate {
            Frame.fits(candidate, LONGEST_LINE);
        }

        @Override
        public void write(ByteBuffer out) {
            start(out, 4, connection);
            writeText(out, candidate);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.addCandidate(this);
        }

        @Override
        public String toString() {
            return "AddCandidate[connection=" + connection + ", redacted]";
        }
    }

    record OpenChannel(int connection, int channel, String label) implements ToPeer {
        public OpenChannel {
            Frame.fits(label, LONGEST_LINE);
        }

        @Override
        public void write(ByteBuffer out) {
            start(out, 5, connection);
            writeText(out.putInt(channel), label);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.openChannel(this);
        }
    }

    record Send(int connection, int channel, boolean text, ByteBuffer data) implements ToPeer {
        @Override
        public void write(ByteBuffer out) {
            start(out, 6, connection);
            writeData(out.putInt(channel).put((byte) (text ? 1 : 0)), data);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.send(this);
        }
    }

    /** {@code bytes} of what came on the channel were consumed. */
    record Heard(int connection, int channel, int bytes) implements ToPeer {
        @Override
        public void write(ByteBuffer out) {
            start(out, 7, connection);
            out.putInt(channel).putInt(bytes);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.heard(this);
        }
    }

    record CloseChannel(int connection, int channel) implements ToPeer {
        @Override
        public void write(ByteBuffer out) {
            start(out, 8, connection);
            out.putInt(channel);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.closeChannel(this);
        }
    }

    record Close(int connection) implements ToPeer {
        @Override
        public void write(ByteBuffer out) {
            start(out, 9, connection);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.close(this);
        }
    }

    /** Answered by {@link FromPeer.Pong}, unless the child hangs. */
    record Ping() implements ToPeer {
        /** Of none. */
        @Override
        public int connection() {
            return 0;
        }

        @Override
        public void write(ByteBuffer out) {
            start(out, 10, 0);
        }

        @Override
        public void to(Receiver receiver) {
            receiver.ping();
        }
    }
}
