package dialtone.signaling.link;

import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.MalformedException;
import dialtone.signaling.UnknownVersionException;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.identity.Identity;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;

/**
 * Mutual authentication over an open connection, before anything else is said on it ({@code docs/protocol.md}, section 12). Both sides do the same:
 *
 * <pre>
 * start         --send Greeting--&gt; GreetingAwaited
 * their Greeting --send Proof-----&gt; ProofAwaited
 * their Proof    -----------------&gt; Met
 * anything else  -----------------&gt; Refused
 * </pre>
 */
public sealed interface Hello {

    Step on(Bytes message);

    /** {@code send}: what goes to the other side. */
    record Step(Hello next, Optional<Bytes> send) {}

    /**
     * What both sides must see alike. {@code ourFingerprint}, {@code theirFingerprint}: SHA-256 of the certificates that DTLS has really used here, and not those that were
     * announced. {@code invitationId}: of the invitation that brought the link, 16 zero bytes if none did.
     */
    record Connection(PublicKey friend, Bytes ourFingerprint, Bytes theirFingerprint, Bytes invitationId) {
        private static final int FINGERPRINT_SIZE = 32;
        private static final int ID_SIZE = 16;

        public Connection {
            Objects.requireNonNull(friend);
            ourFingerprint.sized(FINGERPRINT_SIZE, "our fingerprint");
            theirFingerprint.sized(FINGERPRINT_SIZE, "their fingerprint");
            invitationId.sized(ID_SIZE, "invitation id");
        }
    }

    static Step start(Identity ours, Connection connection, SecureRandom random) {
        if (ours.publicKey().equals(connection.friend())) {
            throw new IllegalArgumentException("a link to ourselves");
        }
        byte[] nonce = new byte[Message.NONCE_SIZE];
        random.nextBytes(nonce);
        return new Step(
                new GreetingAwaited(ours, connection, Bytes.of(nonce)),
                Optional.of(Message.write(Message.GREETING, Bytes.of(nonce))));
    }

    record GreetingAwaited(Identity ours, Connection connection, Bytes ourNonce) implements Hello {
        @Override
        public Step on(Bytes message) {
            Bytes theirNonce;
            try {
                theirNonce = Message.read(message, Message.GREETING, Message.NONCE_SIZE);
            } catch (MalformedException | UnknownVersionException unreadable) {
                return Refused.because(unreadable.getMessage());
            }
            if (theirNonce.equals(ourNonce)) {
                return Refused.because("hello: our own nonce came back, as from a mirror");
            }
            Transcript transcript = new Transcript(ours.chain(), ours.publicKey(), connection, ourNonce, theirNonce);
            Bytes proof = ours.key().sign(transcript.hash(ours.publicKey()));
            return new Step(new ProofAwaited(transcript), Optional.of(Message.write(Message.PROOF, proof)));
        }

        @Override
        public String toString() {
            return "GreetingAwaited[" + connection.friend() + "]";
        }
    }

    record ProofAwaited(Transcript transcript) implements Hello {
        @Override
        public Step on(Bytes message) {
            PublicKey friend = transcript.connection.friend();
            try {
                Bytes proof = Message.read(message, Message.PROOF, PublicKey.SIGNATURE_SIZE);
                return friend.verifies(transcript.hash(friend), proof)
                        ? new Step(new Met(friend), Optional.empty())
                        : Refused.because("hello: the proof is not one by " + friend
                                + " for this connection; somebody may stand between the two");
            } catch (MalformedException | UnknownVersionException unreadable) {
                return Refused.because(unreadable.getMessage());
            }
        }
    }

    /** The other end is the friend, and has the certificate that we see. */
    record Met(PublicKey friend) implements Hello {
        @Override
        public Step on(Bytes message) {
            return new Step(this, Optional.empty());
        }
    }

    /** The connection is to be closed; {@code why}: for people. */
    record Refused(String why) implements Hello {
        @Override
        public Step on(Bytes message) {
            return new Step(this, Optional.empty());
        }

        private static Step because(String why) {
            return new Step(new Refused(why), Optional.empty());
        }
    }

    /**
     * What is signed: lower and higher stand for the friends in the order of their identity keys, so that both sides write the same.
     *
     * <pre>
     * network(1) | signer's key(33) | lower key(33) | higher key(33) | lower's fingerprint(32) | higher's(32) | invitation id(16) | lower's nonce(32) | higher's(32)
     * </pre>
     */
    record Transcript(Chain chain, PublicKey ours, Connection connection, Bytes ourNonce, Bytes theirNonce) {
        private static final String LABEL = "dialtone/1/hello";

        Bytes hash(PublicKey signer) {
            boolean weAreLower = ours.hex().compareTo(connection.friend().hex()) < 0;
            ByteWriter out = new ByteWriter().u8(chain.id()).bytes(signer.bytes());
            pair(out, weAreLower, ours.bytes(), connection.friend().bytes());
            pair(out, weAreLower, connection.ourFingerprint(), connection.theirFingerprint());
            out.bytes(connection.invitationId());
            pair(out, weAreLower, ourNonce, theirNonce);
            return Hashes.tagged(LABEL, out.toBytes());
        }

        private static void pair(ByteWriter out, boolean weAreLower, Bytes ours, Bytes theirs) {
            out.bytes(weAreLower ? ours : theirs).bytes(weAreLower ? theirs : ours);
        }
    }

    /**
     * <pre>
     * version(1) = 1 | type(1): 1 greeting, 2 proof | nonce(32) or signature(64)
     * </pre>
     */
    final class Message {
        static final int GREETING = 1;
        static final int PROOF = 2;
        static final int NONCE_SIZE = 32;
        private static final int VERSION = 1;

        private Message() {}

        static Bytes write(int type, Bytes body) {
            return new ByteWriter().u8(VERSION).u8(type).bytes(body).toBytes();
        }

        static Bytes read(Bytes message, int wantedType, int size) {
            ByteReader in = new ByteReader(message);
            int version = in.u8("version of a hello");
            if (version > VERSION) {
                throw new UnknownVersionException("hello", version, VERSION);
            }
            int type = in.u8("type of a hello");
            if (version < VERSION || type != wantedType) {
                throw new MalformedException(
                        "hello", "version 1, type " + wantedType, "version " + version + ", type " + type);
            }
            Bytes body = in.take(size, "body of a hello");
            in.end("hello");
            return body;
        }
    }
}
