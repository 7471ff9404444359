package dialtone.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import dialtone.web.server.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** How the owner's other programs reach a bridge that runs: its port and token, in a file that only the owner can read. */
record RunningBridge(int port, String token) {

    private static final String FILE = "running.json";

    static AutoCloseable announce(DataDir dir, int port, Token token) throws IOException {
        Path file = dir.path().resolve(FILE);
        OwnerOnly.write(file, new ObjectMapper().writeValueAsString(Map.of("port", port, "token", token.hex())));
        return () -> Files.deleteIfExists(file);
    }

    static Optional<RunningBridge> find(DataDir dir) throws IOException {
        try {
            return Optional.of(
                    new ObjectMapper().readValue(Files.readString(dir.path().resolve(FILE)), RunningBridge.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "RunningBridge[port=" + port + ", token=redacted]";
    }
}
