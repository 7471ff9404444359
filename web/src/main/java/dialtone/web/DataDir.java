package dialtone.web;

import dialtone.signaling.Chain;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * Where one person's data of one network lies.
 *
 * @param network whose data it is
 * @param path the directory of the network: keys, coins, friends, chat; for the owner alone
 * @param log the program's log; with {@code --data-dir} it lies in the same place, otherwise in the system's place for logs
 */
record DataDir(Chain network, Path path, Path log) {

    private static final String LOG = "dialtone.log";

    /** {@code chosen}: what {@code --data-dir} says, which overrides the system's places. */
    static DataDir of(Optional<Path> chosen, Chain network) {
        return chosen.map(root -> root.toAbsolutePath().normalize().resolve(network.label()))
                .map(path -> new DataDir(network, path, path.resolve(LOG)))
                .orElseGet(() -> ofSystem(
                        System.getProperty("os.name"),
                        Path.of(System.getProperty("user.home")),
                        System.getenv(),
                        network));
    }

    /** The place that the operating system has for such data: XDG on Linux and the other Unixes. */
    static DataDir ofSystem(String os, Path home, Map<String, String> environment, Chain network) {
        if (os.startsWith("Mac")) {
            Path library = home.resolve("Library");
            return of(library.resolve("Application Support/Dialtone"), library.resolve("Logs/Dialtone"), network);
        }
        if (os.startsWith("Windows")) {
            Path local = absolute(environment.get("LOCALAPPDATA")).orElse(home.resolve("AppData/Local"));
            return of(local.resolve("Dialtone/data"), local.resolve("Dialtone/log"), network);
        }
        // XDG Base Directory Specification: a relative path counts as not set.
        Path data = absolute(environment.get("XDG_DATA_HOME")).orElse(home.resolve(".local/share"));
        Path state = absolute(environment.get("XDG_STATE_HOME")).orElse(home.resolve(".local/state"));
        return of(data.resolve("dialtone"), state.resolve("dialtone"), network);
    }

    private static DataDir of(Path data, Path log, Chain network) {
        return new DataDir(
                network,
                data.resolve(network.label()),
                log.resolve(network.label()).resolve(LOG));
    }

    private static Optional<Path> absolute(String path) {
        return Optional.ofNullable(path).map(Path::of).filter(Path::isAbsolute);
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    void create() throws IOException {
        OwnerOnly.createDirectories(path);
        if (OwnerOnly.isOpenToOthers(path)) {
            throw new CommandFailure(
                    CommandFailure.PERMISSION,
                    "Other users can read " + path + ", which holds keys. Make it yours alone: chmod 700 " + path);
        }
        OwnerOnly.createDirectories(log.getParent());
    }

    /** Held while somebody works with the data. Empty when another program does. */
    Optional<Lock> lock() throws IOException {
        FileChannel channel = OwnerOnly.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new Lock(channel));
            }
        } catch (OverlappingFileLockException heldByThisProcess) {
            // As good as held by another.
        }
        channel.close();
        return Optional.empty();
    }

    /** The file stays when it ends, because deleting it would let two hold "the" lock. */
    record Lock(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
