package dialtone.signaling.descriptor;

import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What of a {@link Descriptor} must travel between two who share a secret. {@code fingerprint}: absent when it is pinned by the receiver; {@code credentials}: absent when
 * both sides derive them.
 *
 * <pre>
 * [fingerprint(32)] | [credentials(21 libwebrtc, 20 Firefox)] | candidate groups
 * </pre>
 */
public record ShortDescriptor(
        Optional<Bytes> fingerprint, Optional<IceCredentials> credentials, List<Candidate> candidates) {

    private static final int DERIVED = 0;

    public ShortDescriptor {
        fingerprint.ifPresent(bytes -> bytes.sized(Descriptor.FINGERPRINT_SIZE, "fingerprint"));
        Objects.requireNonNull(credentials);
        candidates = candidates.stream()
                .distinct()
                .sorted(Comparator.comparingInt(CandidateGroups::header))
                .toList();
        if (candidates.size() > SdpReader.MOST_CANDIDATES) {
            throw new MalformedException(
                    "descriptor",
                    "at most " + SdpReader.MOST_CANDIDATES + " candidates",
                    String.valueOf(candidates.size()));
        }
    }

    /** {@code pinned}: the receiver knows the fingerprint; {@code derived}: the connection uses derived credentials, which a browser may refuse. */
    public static ShortDescriptor of(Descriptor full, boolean pinned, boolean derived) {
        return new ShortDescriptor(
                pinned ? Optional.empty() : Optional.of(full.fingerprint()),
                derived ? Optional.empty() : Optional.of(full.credentials()),
                full.candidates());
    }

    /** What did not travel is filled in. */
    public Descriptor complete(Bytes pinnedFingerprint, IceCredentials derived) {
        return new Descriptor(fingerprint.orElse(pinnedFingerprint), credentials.orElse(derived), candidates);
    }

    /** {@code dropped}: the least useful first. */
    public record Fitted(ShortDescriptor kept, List<Candidate> dropped) {
        public Fitted {
            dropped = List.copyOf(dropped);
        }
    }

    /** With as many candidates, by usefulness, as {@code room} bytes hold; nothing if that leaves none of those there are, or if the credentials have no short form. */
    public Optional<Fitted> fit(int room) {
        if (form() > CredentialsForm.HEX.ordinal() + 1) {
            return Optional.empty();
        }
        List<Candidate> useful = CandidateGroups.byUsefulness(candidates);
        int fewest = Math.min(1, useful.size());
        for (int kept = Math.min(useful.size(), Descriptor.MOST_CANDIDATES); kept >= fewest; kept--) {
            ShortDescriptor tried = new ShortDescriptor(fingerprint, credentials, useful.subList(0, kept));
            if (tried.encode().size() <= room) {
                List<Candidate> dropped = new ArrayList<>(useful.subList(kept, useful.size()));
                Collections.reverse(dropped);
                return Optional.of(new Fitted(tried, dropped));
            }
        }
        return Optional.empty();
    }

    /** 0 derived, otherwise one more than the form of section 4. */
    public int form() {
        return credentials.map(each -> CredentialsForm.of(each).ordinal() + 1).orElse(DERIVED);
    }

    public Bytes encode() {
        ByteWriter out = new ByteWriter();
        fingerprint.ifPresent(out::bytes);
        credentials.ifPresent(each -> CredentialsForm.of(each).write(each, out));
        CandidateGroups.write(candidates, out);
        return out.toBytes();
    }

    /** Reads to the end; zeros may follow the candidates. */
    public static ShortDescriptor read(boolean withFingerprint, int form, ByteReader in) {
        Optional<Bytes> fingerprint =
                withFingerprint ? Optional.of(in.take(Descriptor.FINGERPRINT_SIZE, "fingerprint")) : Optional.empty();
        if (form > CredentialsForm.HEX.ordinal() + 1) {
            throw new MalformedException("form of the ICE credentials", "0, 1 or 2", String.valueOf(form));
        }
        Optional<IceCredentials> credentials = form == DERIVED
                ? Optional.empty()
                : Optional.of(CredentialsForm.of(form - 1).read(in));
        return new ShortDescriptor(fingerprint, credentials, CandidateGroups.readPadded(in));
    }

    @Override
    public String toString() {
        return "ShortDescriptor[" + candidates.size() + " candidates, redacted]";
    }
}
