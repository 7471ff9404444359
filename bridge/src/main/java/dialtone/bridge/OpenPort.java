package dialtone.bridge;

/** A port of this computer that leads to a friend. {@code problem}: why the last connection to it did not come about, or empty. */
public record OpenPort(int id, String friend, int port, String target, String problem) {}
