package dialtone.bridge.link.forward;

/** Bytes that wait for a socket, at most so many; small at first. Not for two threads at once. */
final class Ring {

    private static final int SMALLEST = 4 * 1024;

    private final int most;
    private byte[] bytes = new byte[SMALLEST];
    private int start;
    private int size;

    Ring(int most) {
        this.most = most;
    }

    int size() {
        return size;
    }

    /** False, and nothing is kept, when there is no room. */
    boolean add(byte[] more) {
        if (more.length > most - size) {
            return false;
        }
        if (size + more.length > bytes.length) {
            grow(size + more.length);
        }
        int at = (start + size) % bytes.length;
        int first = Math.min(more.length, bytes.length - at);
        System.arraycopy(more, 0, bytes, at, first);
        System.arraycopy(more, first, bytes, 0, more.length - first);
        size += more.length;
        return true;
    }

    int take(byte[] into) {
        int count = Math.min(into.length, size);
        int first = Math.min(count, bytes.length - start);
        System.arraycopy(bytes, start, into, 0, first);
        System.arraycopy(bytes, 0, into, first, count - first);
        start = (start + count) % bytes.length;
        size -= count;
        return count;
    }

    private void grow(int needed) {
        byte[] larger = new byte[Math.min(most, Math.max(needed, 2 * bytes.length))];
        int count = take(larger);
        bytes = larger;
        start = 0;
        size = count;
    }
}
