package dialtone.signaling.descriptor;

import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.MalformedException;
import dialtone.signaling.descriptor.Address.IPv4;
import dialtone.signaling.descriptor.Address.IPv6;
import dialtone.signaling.descriptor.Address.Mdns;
import dialtone.signaling.descriptor.Candidate.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Candidates on the wire, grouped by kind and family, groups ascending by their first byte, each group once:
 *
 * <pre>
 * kind(2 bits): 0 host, 1 srflx, 2 relay | family(2 bits): 0 IPv4, 1 IPv6, 2 mDNS | count(4 bits) | count times: address(4, 16 or 16), port(2)
 * </pre>
 */
final class CandidateGroups {

    /** What is worth keeping most when there are too many: a way in over the Internet and one over the same network before second ones of a kind. */
    private static final List<Integer> USEFULNESS = List.of(
            header(Kind.HOST, 0),
            header(Kind.SRFLX, 0),
            header(Kind.HOST, 1),
            header(Kind.RELAY, 0),
            header(Kind.SRFLX, 1),
            header(Kind.RELAY, 1),
            header(Kind.HOST, 2),
            header(Kind.SRFLX, 2),
            header(Kind.RELAY, 2));

    private CandidateGroups() {}

    /** The first candidate of every group in the order of {@link #USEFULNESS}, then the second of every group, and so on. */
    static List<Candidate> byUsefulness(List<Candidate> candidates) {
        Map<Integer, Integer> seen = new HashMap<>();
        Map<Candidate, Integer> turn = new HashMap<>();
        for (Candidate candidate : candidates) {
            turn.put(candidate, seen.merge(header(candidate), 1, Integer::sum));
        }
        return candidates.stream()
                .sorted(Comparator.<Candidate>comparingInt(turn::get)
                        .thenComparingInt(candidate -> USEFULNESS.indexOf(header(candidate))))
                .toList();
    }

    static void write(List<Candidate> sorted, ByteWriter out) {
        for (int from = 0, to; from < sorted.size(); from = to) {
            int header = header(sorted.get(from));
            to = from;
            while (to < sorted.size() && header(sorted.get(to)) == header) {
                to++;
            }
            out.u8(header | to - from);
            sorted.subList(from, to)
                    .forEach(candidate -> out.bytes(candidate.address().bytes()).u16(candidate.port()));
        }
    }

    static List<Candidate> read(ByteReader in) {
        return read(in, false);
    }

    /** Where padding may follow, a zero byte ends the groups, which none of them starts with, and nothing but zeros comes after it. */
    static List<Candidate> readPadded(ByteReader in) {
        return read(in, true);
    }

    private static List<Candidate> read(ByteReader in, boolean padded) {
        List<Candidate> candidates = new ArrayList<>();
        Set<Candidate> seen = new HashSet<>();
        int previous = -1;
        while (in.left() > 0) {
            int first = in.u8("candidate group");
            int header = first & 0xf0;
            int count = first & 0x0f;
            if (padded && first == 0) {
                requireZeros(in);
                break;
            }
            if (header <= previous || count == 0 || candidates.size() + count > Descriptor.MOST_CANDIDATES) {
                throw new MalformedException(
                        "candidate group",
                        "groups in ascending order of 1 to 8 candidates in all",
                        "%02x after %d candidates".formatted(first, candidates.size()));
            }
            previous = header;
            for (int i = 0; i < count; i++) {
                Candidate candidate = new Candidate(kind(header), address(header, in), in.u16("port of a candidate"));
                if (!seen.add(candidate)) {
                    throw new MalformedException("candidate group", "each candidate once", "one twice");
                }
                candidates.add(candidate);
            }
        }
        return candidates;
    }

    private static void requireZeros(ByteReader in) {
        while (in.left() > 0) {
            int value = in.u8("padding");
            if (value != 0) {
                throw new MalformedException("padding", "zeros", "%02x".formatted(value));
            }
        }
    }

    /** The first byte of a candidate's group without the count. */
    static int header(Candidate candidate) {
        Address address = candidate.address();
        return header(candidate.kind(), address instanceof IPv4 ? 0 : address instanceof IPv6 ? 1 : 2);
    }

    private static int header(Kind kind, int family) {
        return kind.ordinal() << 6 | family << 4;
    }

    private static Kind kind(int header) {
        int kind = header >> 6;
        if (kind >= Kind.values().length) {
            throw new MalformedException("kind of a candidate", "0, 1 or 2", String.valueOf(kind));
        }
        return Kind.values()[kind];
    }

    private static Address address(int header, ByteReader in) {
        return switch (header >> 4 & 3) {
            case 0 -> new IPv4(in.take(IPv4.SIZE, "IPv4 address"));
            case 1 -> new IPv6(in.take(IPv6.SIZE, "IPv6 address"));
            case 2 -> Mdns.of(in.take(Mdns.SIZE, "mDNS name"));
            default -> throw new MalformedException("family of a candidate", "0, 1 or 2", "3");
        };
    }
}
