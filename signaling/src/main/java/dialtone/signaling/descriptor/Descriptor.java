package dialtone.signaling.descriptor;

import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What of a data channel's session description must travel; the rest is template. {@code fingerprint}: SHA-256 of the DTLS certificate, 32 bytes. {@code candidates}: in
 * the order of {@link CandidateGroups}, each once.
 *
 * <pre>
 * form of the credentials(1) | fingerprint(32) | credentials(21 libwebrtc, 20 Firefox) | candidate groups
 * </pre>
 */
public record Descriptor(Bytes fingerprint, IceCredentials credentials, List<Candidate> candidates) {

    public static final int FINGERPRINT_SIZE = 32;

    /** As many as go on chain. */
    public static final int MOST_CANDIDATES = 8;

    public Descriptor {
        fingerprint.sized(FINGERPRINT_SIZE, "fingerprint");
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

    /** Reads the gathered offer or answer of a data channel, by Chromium, Firefox or libwebrtc; TCP candidates and names that no browser makes are left out. */
    public static Descriptor fromSdp(String sdp) {
        return SdpReader.read(sdp);
    }

    public String toOfferSdp() {
        return SdpTemplate.write(this, "actpass");
    }

    /** The answerer is always the active side of DTLS, so the setup role need not travel. */
    public String toAnswerSdp() {
        return SdpTemplate.write(this, "active");
    }

    /** These facts with at most {@link #MOST_CANDIDATES} candidates, the most useful ones. */
    public Bytes encode() {
        ByteWriter out = new ByteWriter();
        CredentialsForm form = CredentialsForm.of(credentials);
        out.u8(form.ordinal()).bytes(fingerprint);
        form.write(credentials, out);
        CandidateGroups.write(mostUseful(MOST_CANDIDATES).candidates, out);
        return out.toBytes();
    }

    /** The reverse of {@link #encode}: what it takes, encodes to the same bytes again. */
    public static Descriptor decode(Bytes encoded) {
        ByteReader in = new ByteReader(encoded);
        CredentialsForm form = CredentialsForm.of(in.u8("form of the ICE credentials"));
        Bytes fingerprint = in.take(FINGERPRINT_SIZE, "fingerprint");
        return new Descriptor(fingerprint, form.read(in), CandidateGroups.read(in));
    }

    /** Without the candidates that {@link Reach} forbids. */
    public Descriptor usableFor(Reach reach) {
        return withCandidates(candidates.stream().filter(reach::allows).toList());
    }

    public Descriptor withCandidates(List<Candidate> other) {
        return new Descriptor(fingerprint, credentials, other);
    }

    /** With at most {@code most} candidates, kept by {@link CandidateGroups#byUsefulness}. */
    public Descriptor mostUseful(int most) {
        return withCandidates(
                CandidateGroups.byUsefulness(candidates).stream().limit(most).toList());
    }

    /** How many of the bytes of {@link #encode} are candidates; they stand at its end. */
    public int candidateBytes() {
        ByteWriter out = new ByteWriter();
        CandidateGroups.write(mostUseful(MOST_CANDIDATES).candidates, out);
        return out.toBytes().size();
    }

    /** The candidates for people who may see the addresses, as in {@code host 192.0.2.2:50001}. */
    public String candidatesInWords() {
        return Candidate.inWords(candidates);
    }

    @Override
    public String toString() {
        return "Descriptor[" + candidates.size() + " candidates, redacted]";
    }
}
