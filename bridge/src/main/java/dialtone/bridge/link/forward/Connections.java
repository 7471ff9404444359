package dialtone.bridge.link.forward;

import dialtone.bridge.webrtc.Channel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The connections that there are, counted for each friend. May be used on any thread. */
final class Connections {

    /** Also of those that were refused and are still open. */
    private static final int MOST_CHANNELS = 2 * Forwards.MOST_OF_A_FRIEND;

    /** Of all friends: each takes two threads. */
    private static final int MOST = 256;

    private final Map<String, Set<Channel>> channels = new HashMap<>();
    private final Map<String, Set<Connection>> connections = new HashMap<>();

    synchronized boolean admits(String friend, Channel channel) {
        Set<Channel> theirs = channels.computeIfAbsent(friend, unknown -> new HashSet<>());
        theirs.removeIf(each -> !each.isOpen());
        return theirs.size() < MOST_CHANNELS && theirs.add(channel);
    }

    synchronized boolean add(Connection connection) {
        int all = connections.values().stream().mapToInt(Set::size).sum();
        Set<Connection> theirs = connections.computeIfAbsent(connection.friend(), unknown -> new HashSet<>());
        return all < MOST && theirs.size() < Forwards.MOST_OF_A_FRIEND && theirs.add(connection);
    }

    synchronized void remove(Connection connection) {
        connections.getOrDefault(connection.friend(), Set.of()).remove(connection);
    }

    synchronized List<Connection> of(String friend) {
        return List.copyOf(connections.getOrDefault(friend, Set.of()));
    }

    synchronized List<Connection> all() {
        return connections.values().stream().flatMap(Set::stream).toList();
    }
}
